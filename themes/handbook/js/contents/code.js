/* The button beside code that copies it. Loaded after site.js by pages that show code; its words are on the button:
     data-t-copied    said after copying */
(function () {
  'use strict';
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-copy-code]');
    var code = button && button.parentElement.querySelector('code');
    if (code) window.waybook.copy(code.textContent, window.waybook.word('copied', button));
  });
})();
