/* "My steps": the steps that have nothing to do with the chosen role step back. Remembered for the site; a role that another map does
   not have leaves that map as it is. */
(function () {
  'use strict';
  var waybook = window.waybook, map = waybook.map, store = waybook.store;
  var select = document.getElementById('role');
  if (!select) return;
  var key = store.key('role');

  function fits(step) { return (step.dataset.roles || '').split(' ').indexOf(select.value) >= 0; }
  function show() { map.dim('role', select.value && fits); }
  var kept = store.get(key);
  if (waybook.all('option', select).some(function (option) { return option.value === kept; })) select.value = kept;
  select.addEventListener('change', function () {
    store.keep(key, select.value || null);
    show();
    var count = map.steps.filter(fits).length;
    if (select.value) waybook.say(map.word(count === 1 ? 'mine-one' : 'mine').replace('{count}', count));
  });
  show();
})();
