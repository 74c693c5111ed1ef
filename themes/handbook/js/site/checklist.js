/* Checklists: progress, ticks that this browser remembers, Markdown.

     <section data-checklist aria-label="name" [data-place="/maps/…/"]> … <input type=checkbox data-item="id"> …
       .n  how many are done   progress   [data-act=md|save|print|reset]

   Each item is kept under its own id, so that added or reordered items leave the others as they were; a list of a step has
   the same keys on the page of the map and in its guide. Only what differs from the page is kept: an item ticked by its
   writer and not by the reader is "0". After each change the list sends `waybook:change`. */
(() => {
  'use strict';
  var waybook = window.waybook, all = waybook.all, store = waybook.store;

  waybook.ready(() => { all('[data-checklist]').forEach(checklist); });

  function checklist(list) {
    var boxes = all('input[type=checkbox]', list).filter(box => box.closest('[data-checklist]') === list);
    function key(box) { return store.key(store.place(list), box.dataset.item); }
    function count() {
      var done = boxes.filter(box => box.checked).length;
      list.querySelector('.n').textContent = done;
      list.querySelector('progress').value = done;
    }
    function read() {
      boxes.forEach(box => {
        var kept = store.item(list, box.dataset.item);
        box.checked = kept === null ? box.defaultChecked : kept === '1';
      });
      count();
    }
    function keep(box) { store.keep(key(box), box.checked === box.defaultChecked ? null : box.checked ? '1' : '0'); }
    function changed() {
      count();
      list.dispatchEvent(new CustomEvent('waybook:change', { bubbles: true }));
    }
    read();
    window.addEventListener('storage', read); // ticked in another tab
    list.addEventListener('change', event => {
      if (!boxes.includes(event.target)) return;
      keep(event.target);
      changed();
    });
    waybook.acts(list, list.getAttribute('aria-label'), () => asMarkdown(list, boxes), () => {
      boxes.forEach(box => { box.checked = false; keep(box); });
      changed();
      waybook.say(waybook.word('cleared'));
    });
  }

  function asMarkdown(list, boxes) {
    var lines = boxes.map(box => {
      var depth = 0;
      for (var up = box.closest('li').parentElement; up && up !== list; up = up.parentElement) depth += up.tagName === 'LI';
      var label = box.closest('label');
      return '  '.repeat(depth) + '- [' + (box.checked ? 'x' : ' ') + '] ' + waybook.inline(label.querySelector('.t') || label).trim();
    });
    return '### ' + waybook.plain(list.getAttribute('aria-label')) + '\n\n' + lines.join('\n') + '\n';
  }
})();
