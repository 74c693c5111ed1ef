/* A guided path: progress over all stages, what is next, what is new or has changed, and progress that is taken along as a file.
   The ticks themselves are those of checklists (site/checklist.js): an item is kept under its own id.

     [data-checklist] input[data-item][data-mark]   the mark changes when what the item leads to changes
     #done  #whole  #next-up a   progress           [data-path=copy|md|json]  #read  #told
   Words on main: data-t-done  -new  -changed  -all-done  -read-done  -read-wrong */
(function () {
  'use strict';
  var waybook = window.waybook, all = waybook.all, store = waybook.store;
  var main = document.getElementById('page.main'), place = document.documentElement.dataset.page;
  var key = store.key(place, 'seen'), boxes = all('input[data-item]', main);
  function word(name) { return waybook.word(name, main); }
  function textOf(box) { return box.closest('label').querySelector('.t').textContent.trim(); }

  // ------------------------------------------------------------------ what is new
  /* Per item its mark when it was ticked; an item that was not there at the first visit is new until it is ticked. */
  var seen = read();
  function read() {
    try {
      var kept = JSON.parse(store.get(key));
      if (kept && typeof kept === 'object') return kept;
    } catch (error) { /* begun anew below */ }
    return null;
  }
  function marks() {
    var first = !seen;
    seen = seen || {};
    boxes.forEach(function (box) {
      var id = box.dataset.item, is = box.dataset.mark;
      if (first || !box.checked && seen[id]) seen[id] = is;
      var said = !seen[id] ? word('new') : seen[id] !== is ? word('changed') : '';
      if (!said) return;
      var note = document.createElement('span');
      note.className = 'opt fresh';
      note.textContent = said;
      box.closest('label').querySelector('.t').after(note);
    });
    store.set(key, JSON.stringify(seen));
  }
  function ticked(box) {
    seen[box.dataset.item] = box.dataset.mark;
    store.set(key, JSON.stringify(seen));
    all('.fresh', box.closest('label')).forEach(function (note) { note.remove(); });
  }

  // ------------------------------------------------------------------ progress
  function progress() {
    var done = boxes.filter(function (box) { return box.checked; }).length;
    var next = boxes.find(function (box) { return !box.checked; });
    var up = document.getElementById('next-up'), link = up.querySelector('a');
    document.getElementById('done').textContent = word('done').replace('{done}', done).replace('{count}', boxes.length);
    document.getElementById('whole').value = done;
    if (!next) { up.textContent = word('all-done'); return; }
    if (!link) return; // was all done a moment ago; the page tells again when it is opened anew
    var page = next.closest('label').querySelector('.t a');
    link.textContent = textOf(next);
    link.href = page ? page.href : '#' + next.closest('.stage').id;
  }

  // ------------------------------------------------------------------ taken along
  function asMarkdown() {
    var text = '# ' + waybook.plain(main.querySelector('h1').textContent) + '\n';
    all('.stage', main).forEach(function (stage) {
      text += '\n## ' + waybook.plain(stage.querySelector('h2').textContent) + '\n\n';
      all('input[data-item]', stage).forEach(function (box) { text += '- [' + (box.checked ? 'x' : ' ') + '] ' + waybook.plain(textOf(box)) + '\n'; });
    });
    return text;
  }
  function asJson() {
    var done = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.dataset.item; });
    return JSON.stringify({ waybook: 1, path: place, done: done }, null, 2) + '\n';
  }
  function save(name, type, text) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: type }));
    link.download = name;
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    waybook.say(waybook.word('saved'));
  }
  /* Gives the boxes that a file ticks; null when it is not about this path. Markdown tells items by their words, in their order. */
  function ticksOf(text) {
    try {
      var saved = JSON.parse(text);
      if (saved.path !== place || !Array.isArray(saved.done)) return null;
      return boxes.filter(function (box) { return saved.done.indexOf(box.dataset.item) >= 0; });
    } catch (error) { /* not JSON: Markdown */ }
    var pool = boxes.slice();
    var found = text.split('\n').map(function (line) {
      var parts = line.match(/^\s*-\s\[(.)\](.*)/);
      var words = parts ? parts[2].trim() : '';
      var at = pool.findIndex(function (box) { return waybook.plain(textOf(box)) === words; });
      return at < 0 ? null : { box: pool.splice(at, 1)[0], is: parts[1].trim() !== '' };
    }).filter(Boolean);
    return found.length ? found.filter(function (one) { return one.is; }).map(function (one) { return one.box; }) : null;
  }
  function take(text) {
    var ticks = ticksOf(text), told = document.getElementById('told');
    told.textContent = ticks ? word('read-done').replace('{count}', ticks.length) : word('read-wrong');
    (ticks || []).forEach(function (box) { if (!box.checked) box.click(); });
  }

  waybook.ready(function () { // behind the checklists, which have read their ticks by then
    marks();
    progress();
    document.addEventListener('waybook:change', progress);
    main.addEventListener('change', function (event) { if (event.target.dataset.item) ticked(event.target); });
    main.addEventListener('click', function (event) {
      var button = event.target.closest('[data-path]'), act = button && button.dataset.path;
      var name = place.split('/')[2];
      if (act === 'copy') waybook.copy(asMarkdown());
      if (act === 'md') save(name + '.md', 'text/markdown', asMarkdown());
      if (act === 'json') save(name + '.json', 'application/json', asJson());
    });
    document.getElementById('read').addEventListener('change', function (event) {
      var file = event.target.files[0], reader = new FileReader();
      if (!file) return;
      reader.onload = function () { take(String(reader.result)); };
      reader.readAsText(file);
    });
  });
})();
