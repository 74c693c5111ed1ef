/* An old address leads on without a script too; with one, it takes along what stands behind # in the address: a heading, a step, the way
   of a reader through a guide. */
(function () {
  'use strict';
  document.addEventListener('DOMContentLoaded', function () {
    var link = document.getElementById('moved');
    if (link && !link.hash && window.location.hash) window.location.replace(link.href + window.location.hash);
  });
})();
