/* Variants: a region is picked once, is remembered for the site, and only its links are shown.

     <select data-variants="region"> with a value per variant, "" for all
     <… data-variant="emea">          belongs to that variant; without a choice, and without a script, all are shown

   A variant that another map does not have leaves that map as it is. */
(function () {
  'use strict';
  var waybook = window.waybook, all = waybook.all, store = waybook.store;

  waybook.ready(function () {
    all('select[data-variants]').forEach(function (select) {
      var key = store.key('variant', select.dataset.variants);
      function show() {
        all('[data-variant]').forEach(function (element) {
          var is = element.dataset.variant === select.value;
          element.hidden = !is && select.value !== '';
          element.classList.toggle('now', is);
        });
      }
      var kept = store.get(key);
      if (all('option', select).some(function (option) { return option.value === kept; })) select.value = kept;
      select.addEventListener('change', function () { store.keep(key, select.value || null); show(); });
      show();
    });
  });
})();
