/* What is chosen once and remembered for the site. Adds `pick` to window.waybook. With it, variants: only the links of a region are shown.

     <select data-variants="region"> with a value per variant, "" for all
     <… data-variant="emea">          belongs to that variant; without a choice, and without a script, all are shown

   A variant that another map does not have leaves that map as it is. */
(() => {
  'use strict';
  var waybook = window.waybook, all = waybook.all, store = waybook.store;

  waybook.pick = (select, key, show) => {
    var kept = store.get(key);
    if (all('option', select).some(option => option.value === kept)) select.value = kept;
    select.addEventListener('change', () => { store.keep(key, select.value || null); show(); });
    show();
  };
  waybook.ready(() => {
    all('select[data-variants]').forEach(select => {
      waybook.pick(select, store.key('variant', select.dataset.variants), () => {
        all('[data-variant]').forEach(element => {
          var is = element.dataset.variant === select.value;
          element.hidden = !is && select.value !== '';
          element.classList.toggle('now', is);
        });
      });
    });
  });
})();
