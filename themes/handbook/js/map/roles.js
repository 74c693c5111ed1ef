/* "My steps": the steps that have nothing to do with the chosen role step back. Remembered for the site; a role that another map does
   not have leaves that map as it is. */
(() => {
  'use strict';
  var waybook = window.waybook, map = waybook.map, select = document.getElementById('map.role');
  if (!select) return;
  function fits(step) { return (step.dataset.roles || '').split(' ').includes(select.value); }
  waybook.pick(select, waybook.store.key('role'), () => {
    var count = map.steps.filter(fits).length;
    map.dim('role', select.value && fits);
    if (select.value && document.activeElement === select) waybook.say(map.word(count === 1 ? 'mine-one' : 'mine').replace('{count}', count));
  });
})();
