/* Loaded after site.js by pages with a review date. A page that was built before its review was due says so once it is: the site has no clock, the reader has.
   From the page:  [data-due="2026-11-21"][hidden] */
(function () {
  'use strict';
  waybook.ready(function () {
    var now = new Date();
    var today = [now.getFullYear(), ('0' + (now.getMonth() + 1)).slice(-2), ('0' + now.getDate()).slice(-2)].join('-');
    waybook.all('[data-due]').forEach(function (note) { note.hidden = note.dataset.due >= today; });
  });
})();
