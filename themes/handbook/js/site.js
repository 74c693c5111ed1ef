/* What every page can do better with a script: theme, checklists, contents.
   All of it is comfort; pages are complete without. A classic script in the head, so that it also runs from file: and
   sets the theme before the first paint.

   From the page:  <html data-site="…" data-page="…">      site id and page address, for storage keys
   Words, all on <html>, put there by the templates (a missing one is simply not said):
     data-t-theme  data-t-system  data-t-light  data-t-dark    name of the theme button, {name} being one of the other three
     data-t-copied  data-t-copy-blocked  data-t-cleared        said after copying and starting over
     data-t-not-kept                                           said when the browser keeps nothing */
(function () {
  'use strict';
  var root = document.documentElement;
  var live;

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function word(name, holder) { return (holder || root).getAttribute('data-t-' + name) || ''; }
  function say(text) {
    live = live || document.getElementById('live');
    if (!live) return;
    live.textContent = ''; // the same words twice are not announced
    window.setTimeout(function () { live.textContent = text; }, 30);
  }

  /* The id in an address; one that somebody cut in the middle of a letter stays as it is. */
  function decode(id) { try { return decodeURIComponent(id); } catch (error) { return id; } }

  /* Storage may be blocked, full or absent: reading gives null then, writing gives false. */
  var store = {
    get: function (key) { try { return window.localStorage.getItem(key); } catch (error) { return null; } },
    set: function (key, value) {
      try {
        if (value === null) window.localStorage.removeItem(key); else window.localStorage.setItem(key, value);
        return true;
      } catch (error) { return false; }
    }
  };
  var site = 'wb:' + (root.dataset.site || '') + ':';

  root.classList.add('js');
  var chosen = store.get(site + 'theme');
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;
  window.waybook = { all: all, word: word, say: say, decode: decode };

  document.addEventListener('DOMContentLoaded', function () {
    showCurrent(document.getElementById('side'));
    themeButton(document.getElementById('theme'));
    searchLink(document.getElementById('search'));
    all('[data-checklist]').forEach(checklist);
    contents(all('.toc a[href^="#"]'));
  });

  /* A long list of pages is scrolled to the page that is open. */
  function showCurrent(side) {
    var link = side && all('[aria-current]', side).pop(); // the sections come first and may be hidden
    if (link) side.scrollTop = link.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 2;
  }

  /* The button goes round: as the system says, dark, light. */
  function themeButton(button) {
    if (!button) return;
    function name() { button.setAttribute('aria-label', word('theme').replace('{name}', word(root.dataset.theme || 'system'))); }
    name();
    button.addEventListener('click', function () {
      var next = { '': 'dark', dark: 'light', light: '' }[root.dataset.theme || ''];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      store.set(site + 'theme', next || null);
      name();
      say(button.getAttribute('aria-label'));
    });
  }

  /* The search is loaded when it is first wanted; where that fails, the link leads to the list of everything, as without a script. */
  function searchLink(link) {
    if (!link) return;
    function open(event) {
      event.preventDefault();
      if (window.waybook.search) return window.waybook.search(link);
      var script = document.createElement('script');
      script.src = new URL('../assets/search.js', link.href).href;
      script.onload = function () { window.waybook.search(link); };
      script.onerror = function () { window.location.assign(link.href); };
      document.head.append(script);
    }
    link.addEventListener('click', function (event) { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event); });
    document.addEventListener('keydown', function (event) {
      var at = event.target;
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !at.closest('input, textarea, select, dialog, [contenteditable]')) open(event);
    });
  }

  /* Each item is kept under its own id, so that added or reordered items leave the others as they were.
     Only what differs from the page is kept: an item ticked by its writer and not by the reader is "0". */
  function checklist(list) {
    var boxes = all('input[type=checkbox]', list).filter(function (box) { return box.closest('[data-checklist]') === list; });
    var told = false;
    function key(box) { return site + (root.dataset.page || '') + ':' + box.dataset.item; }
    function count() {
      var done = boxes.filter(function (box) { return box.checked; }).length;
      list.querySelector('.n').textContent = done;
      list.querySelector('progress').value = done;
    }
    function keep(box) {
      var value = box.checked === box.defaultChecked ? null : box.checked ? '1' : '0';
      if (store.set(key(box), value) || told) return;
      told = true;
      say(word('not-kept'));
      all('.where', list).forEach(function (place) { place.textContent = word('not-kept'); });
    }
    boxes.forEach(function (box) {
      var kept = store.get(key(box));
      box.checked = kept === null ? box.defaultChecked : kept === '1';
    });
    count();
    list.addEventListener('change', function (event) { if (boxes.indexOf(event.target) >= 0) { keep(event.target); count(); } });
    list.addEventListener('click', function (event) {
      var button = event.target.closest('[data-act]');
      if (!button || button.closest('[data-checklist]') !== list) return;
      if (button.dataset.act === 'md') return copy(asMarkdown(list, boxes));
      boxes.forEach(function (box) { box.checked = false; keep(box); });
      count();
      say(word('cleared'));
    });
  }

  function asMarkdown(list, boxes) {
    var title = list.getAttribute('aria-label');
    var lines = boxes.map(function (box) {
      var depth = 0;
      for (var up = box.closest('li').parentElement; up && up !== list; up = up.parentElement) depth += up.tagName === 'LI';
      var label = box.closest('label');
      return '  '.repeat(depth) + '- [' + (box.checked ? 'x' : ' ') + '] ' + inline(label.querySelector('.t') || label).trim();
    });
    return (title ? '### ' + plain(title) + '\n\n' : '') + lines.join('\n') + '\n';
  }
  function plain(text) { return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>~]/g, '\\$&'); }
  /* Text of an element as Markdown. Nesting is as deep as the page's own, which its parser has limited. */
  function inline(node) {
    if (node.nodeType === 3) return plain(node.data);
    if (node.nodeType !== 1 || node.matches('input, svg, .vh, .anchor')) return '';
    if (node.tagName === 'CODE') return '`' + node.textContent + '`';
    var text = Array.prototype.map.call(node.childNodes, inline).join('');
    if (node.tagName === 'A') return '[' + text + '](' + node.href + ')';
    if (node.tagName === 'STRONG' || node.tagName === 'B') return '**' + text + '**';
    return node.tagName === 'EM' || node.tagName === 'I' ? '*' + text + '*' : text;
  }

  function copy(text) {
    var way = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    way.catch(function () { // plain http and older browsers
      var area = document.createElement('textarea');
      var before = document.activeElement;
      area.value = text;
      area.className = 'vh';
      document.body.append(area);
      area.select();
      var worked = document.execCommand('copy');
      area.remove();
      before.focus();
      if (!worked) throw new Error('copying was blocked');
    }).then(function () { say(word('copied')); }, function () { say(word('copy-blocked')); });
  }

  /* "On this page" marks the last heading that has reached the upper part of the window. */
  function contents(links) {
    var targets = links.map(function (link) { return document.getElementById(decode(link.hash.slice(1))); });
    var due = false;
    if (!links.length) return;
    function mark() {
      var at = 0;
      due = false;
      targets.forEach(function (target, index) { if (target && target.getBoundingClientRect().top < 140) at = index; });
      links.forEach(function (link, index) {
        link.parentElement.classList.toggle('on', index === at);
        if (index === at) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
      });
    }
    window.addEventListener('scroll', function () { if (!due) { due = true; window.requestAnimationFrame(mark); } }, { passive: true });
    mark();
  }
})();
