/* Loaded after site.js by pages with explained words. Escape puts an explanation away that lies over the text; it comes again with the next word that is pointed at. */
(function () {
  'use strict';
  var root = document.documentElement;
  function back() { root.classList.remove('no-tips'); }
  document.addEventListener('keydown', function (event) { if (event.key === 'Escape') root.classList.add('no-tips'); });
  document.addEventListener('focusin', back);
  document.addEventListener('pointerover', function (event) { if (event.target.closest && !event.target.closest('.gloss')) back(); });
})();
