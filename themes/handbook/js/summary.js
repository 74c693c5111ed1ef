/* The end of the guide: the way, its ticks and what is still open, as a list to read, as Markdown, and in the address of an issue.
   Loaded after guide.js, with defer, by the last pages of a guide.

     .summary[data-title]   #route   a[data-issue=gitlab|github]   [data-guide=md|print]
     [data-of="step"]       what belongs to a step: gets the class `gone` when the way led through it, and is shown only then
     li[data-open="step/field"]   what must be answered, or "step" for what is open in the map itself
   Words on .summary: data-t-open  data-t-too-long */
(() => {
  'use strict';
  var waybook = window.waybook, guide = waybook.guide, all = waybook.all, plain = waybook.plain, route = guide.now.r;
  var box = document.querySelector('.summary');
  var MOST = 2000; // longer addresses are cut by some servers
  function gone(id) { return route.some(one => one.s === id); }
  function shown(list) { return list.filter(element => !element.closest('[hidden]')); }
  function boxes(id) {
    return all('[data-item]').filter(item => item.dataset.item.split('/')[0] === id);
  }
  function words(item) { return item.closest('label').querySelector('.t').textContent; }

  /* What is still open on the way: boxes that nobody ticked, fields that nobody filled in, what the map says itself. */
  function points() {
    var kept = Object.keys(guide.kept()), list = document.getElementById('open');
    all('li[data-open]', list).forEach(item => {
      var name = item.dataset.open, parts = name.split('/');
      item.hidden = !gone(parts[0]) || parts[1] && kept.some(one => one === name || one.indexOf(name + '/') === 0);
    });
    all('.unticked', list).forEach(item => { item.remove(); });
    route.forEach((one, index) => {
      if (route.findIndex(other => other.s === one.s) !== index) return;
      boxes(one.s).forEach(item => {
        if (!item.checked && !item.closest('label').querySelector('.opt')) guide.element('li', guide.text(one).replace(/[^.?!:…]$/, '$&:') + ' ' + words(item), list).className = 'unticked';
      });
    });
    var open = shown(all('li', list));
    document.getElementById('none').hidden = open.length;
    return open;
  }
  function asMarkdown(title) {
    var lines = route.map((one, index) => {
      return '- [x] ' + (index + 1) + ' ' + plain(guide.text(one)) + (one.a ? ' **' + plain(guide.answer(one)) + '**' : '') + boxes(one.s).map(item => {
        return '\n  - [' + (item.checked ? 'x' : ' ') + '] ' + plain(words(item));
      }).join('');
    });
    var open = points().map(item => '- ' + plain(item.textContent));
    return title + lines.join('\n') + (open.length ? '\n\n### ' + plain(waybook.word('open', box)) + '\n\n' + open.join('\n') : '') + '\n\n<' + location.href + '>\n';
  }

  /* As with forms: title and description, and when that is too long the text is copied first. */
  function address() {
    points();
    all('a[data-issue]', box).forEach(link => {
      var gitlab = link.dataset.issue === 'gitlab';
      var titled = link.href.split('?')[0] + '?' + (gitlab ? 'issue%5Btitle%5D=' : 'title=') + encodeURIComponent(box.dataset.title);
      var whole = titled + (gitlab ? '&issue%5Bdescription%5D=' : '&body=') + encodeURIComponent(asMarkdown(''));
      link.href = whole.length > MOST ? titled : whole;
      link.dataset.long = whole.length > MOST ? link.dataset.long || 'new' : '';
    });
  }

  box.addEventListener('click', event => {
    var link = event.target.closest('a[data-issue]'), button = event.target.closest('[data-guide]'), act = button && button.dataset.guide;
    if (act === 'md') waybook.copy(asMarkdown('## ' + plain(waybook.map.title) + '\n\n'));
    if (act === 'print') window.print();
    if (!link || link.dataset.long !== 'new') return;
    event.preventDefault();
    waybook.copy(asMarkdown(''), waybook.word('too-long', box)).then(worked => { if (worked) link.dataset.long = 'told'; });
  });
  all('[data-of]', box).forEach(part => { part.classList.toggle('gone', gone(part.dataset.of)); });
  route.forEach(one => {
    var item = guide.element('li', guide.text(one) + ' ', document.getElementById('route'));
    if (one.a) guide.element('b', guide.answer(one), item);
  });
  document.addEventListener('waybook:change', address);
  waybook.ready(address);
})();
