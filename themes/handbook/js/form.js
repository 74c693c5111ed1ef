/* Forms of steps: entries that this browser remembers, checked, and carried out as Markdown or as the address of an issue.
   Loaded after site.js, with defer, by pages that have a form. Nothing is sent: an issue is opened by an ordinary link.

     <form data-form data-title="…" [data-place]> with per field
       <li data-field="step/field" [data-must]>  .ask  its words   .err  where its mistake is said
         controls with data-entry: the key under which they are kept
     a[data-issue=gitlab|github]   its address without a query, or with the title
     [data-act=md|save|print|reset]      .told  what is said for longer than a moment
   Words on the form: data-t-missing  data-t-no-link  data-t-no-date  data-t-wrong  data-t-wrong-one  data-t-nothing
     data-t-too-long  data-t-cleared */
(() => {
  'use strict';
  var waybook = window.waybook, all = waybook.all, store = waybook.store;
  var MOST = 2000; // longer addresses are cut by some servers

  all('form[data-form]').forEach(form);

  function form(form) {
    var fields = all('[data-field]', form).map(holder => {
      var ask = holder.querySelector('.ask').textContent;
      return { ask: ask, must: holder.hasAttribute('data-must'), controls: all('[data-entry]', holder), error: holder.querySelector('.err') };
    });
    var issues = all('a[data-issue]', form);
    var told = form.querySelector('.told');
    function word(name) { return waybook.word(name, form); }
    function key(control) { return store.key(store.place(form), control.dataset.entry); }
    function isTick(control) { return control.type === 'checkbox' || control.type === 'radio'; }

    // ------------------------------------------------------------------ entries
    function read() {
      fields.forEach(field => {
        field.controls.forEach(control => {
          var kept = store.item(form, control.dataset.entry) || '';
          if (control.type === 'radio') control.checked = kept === control.value;
          else if (control.type === 'checkbox') control.checked = kept === '1';
          else control.value = kept;
        });
      });
      address();
    }
    function keep(control) {
      if (control.type === 'radio' && !control.checked) return;
      store.keep(key(control), (control.type === 'checkbox' ? (control.checked ? '1' : '') : control.value) || null);
    }
    function changed() {
      address();
      form.dispatchEvent(new CustomEvent('waybook:change', { bubbles: true }));
    }
    form.addEventListener('input', event => {
      var field = fields.find(field => field.controls.includes(event.target));
      if (!field) return;
      keep(event.target);
      if (!field.error.hidden) check(field); // a mistake goes as soon as it is mended, none comes while somebody writes
      changed();
    });
    form.addEventListener('submit', event => { event.preventDefault(); });

    // ------------------------------------------------------------------ mistakes
    function isEmpty(field) {
      return field.controls.every(control => isTick(control) ? !control.checked : !control.value.trim());
    }
    function mistake(field) {
      var first = field.controls[0];
      if (first.validity.typeMismatch) return 'no-link';
      if (first.validity.badInput) return 'no-date';
      var open = first.type === 'checkbox' ? field.controls.some(control => !control.checked) : isEmpty(field);
      return field.must && open ? 'missing' : '';
    }
    function check(field) { return tell(field, mistake(field)); }
    function tell(field, wrong) {
      field.error.textContent = wrong && word(wrong).replace('{name}', field.ask);
      field.error.hidden = !wrong;
      field.controls.forEach(control => { // which is described by its mistake, empty while there is none
        if (wrong) control.setAttribute('aria-invalid', 'true'); else control.removeAttribute('aria-invalid');
      });
      return !wrong;
    }
    function isRight() {
      var wrong = fields.filter(field => !check(field));
      if (!wrong.length) return true;
      var first = wrong[0].controls.find(control => control.type !== 'checkbox' || !control.checked) || wrong[0].controls[0];
      first.focus();
      waybook.say(word(wrong.length === 1 ? 'wrong-one' : 'wrong').replace('{count}', wrong.length));
      return false;
    }

    // ------------------------------------------------------------------ the way out
    /* What a reader wrote stays as it was written: it is Markdown already, or plain words. */
    function description() {
      return fields.map(field => {
        var text;
        if (field.controls[0].type === 'checkbox') {
          text = field.controls.map(control => {
            return '- [' + (control.checked ? 'x' : ' ') + '] ' + waybook.inline(control.closest('label').lastElementChild.querySelector('.ask') || control.closest('label').lastElementChild).trim();
          }).join('\n');
          if (field.controls.length === 1) return text; // a box has its words beside it
        } else {
          var set = field.controls.find(control => isTick(control) ? control.checked : control.value.trim());
          text = set ? set.value.trim() : '_' + word('nothing') + '_';
        }
        return '### ' + waybook.plain(field.ask) + '\n\n' + text;
      }).join('\n\n') + '\n';
    }
    function asMarkdown() { return '## ' + waybook.plain(form.dataset.title) + '\n\n' + description(); }

    /* The address is kept up to date, so that every way of opening a link works. */
    function address() {
      issues.forEach(link => {
        var gitlab = link.dataset.issue === 'gitlab';
        var titled = link.href.split('?')[0] + '?' + (gitlab ? 'issue%5Btitle%5D=' : 'title=') + encodeURIComponent(form.dataset.title);
        var whole = titled + (gitlab ? '&issue%5Bdescription%5D=' : '&body=') + encodeURIComponent(description());
        var fits = whole.length <= MOST;
        link.href = fits ? whole : titled;
        if (fits) delete link.dataset.long; else link.dataset.long = link.dataset.long || 'new';
      });
    }
    form.addEventListener('click', event => {
      var link = event.target.closest('a[data-issue]');
      if (link) {
        if (!isRight()) return event.preventDefault();
        if (link.dataset.long !== 'new') return undefined;
        event.preventDefault(); // first the text, then the issue to paste it into
        return waybook.copy(asMarkdown(), word('too-long')).then(worked => {
          if (!worked) return;
          told.textContent = word('too-long');
          link.dataset.long = 'told';
        });
      }
      return undefined;
    });
    waybook.acts(form, form.dataset.title, () => isRight() && asMarkdown(), () => {
      fields.forEach(field => {
        field.controls.forEach(control => {
          if (isTick(control)) control.checked = false; else control.value = '';
          store.keep(key(control), null);
        });
        tell(field, '');
      });
      told.textContent = '';
      changed();
      waybook.say(word('cleared'));
    });
    read();
  }
})();
