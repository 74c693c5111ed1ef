/* "Find a step": the list shows what fits, the map marks the rest, the count is said after a pause, Escape clears. */
(() => {
  'use strict';
  var waybook = window.waybook, map = waybook.map, all = waybook.all;
  var field = document.getElementById('map.find');
  var pause;
  if (!field) return;

  function find() {
    var asked = field.value.trim().toLowerCase();
    var hits = map.steps.filter(step => step.textContent.toLowerCase().includes(asked));
    map.steps.forEach(step => { step.hidden = !hits.includes(step); });
    map.dim('find', asked && (step => !step.hidden));
    all('ol.line', map.panel).forEach(list => { // a phase without hits leaves with its heading
      list.hidden = !list.querySelector('li.st:not([hidden])');
      if (list.previousElementSibling && list.previousElementSibling.matches('.phase')) list.previousElementSibling.hidden = list.hidden;
    });
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (asked) waybook.say(map.word(hits.length === 1 ? 'match-one' : 'match').replace('{count}', hits.length));
    }, 300);
    return hits;
  }
  field.addEventListener('input', find);
  field.addEventListener('keydown', event => {
    if (event.key === 'Escape' && field.value) { event.preventDefault(); field.value = ''; find(); }
    if (event.key === 'Enter' && field.value) { var hits = find(); if (hits.length) map.go(hits[0]); }
  });
})();
