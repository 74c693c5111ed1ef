/* "On this page" marks the last heading that has reached the upper part of the window. Loaded after site.js, with defer, by pages that
   have such a list. */
(function () {
  'use strict';
  var waybook = window.waybook;

  waybook.ready(function () {
    var links = waybook.all('.toc a[href^="#"]');
    var targets = links.map(function (link) { return document.getElementById(waybook.decode(link.hash.slice(1))); });
    var due = false;
    if (!links.length) return;
    function mark() {
      var at = 0;
      due = false;
      targets.forEach(function (target, index) { if (target && target.getBoundingClientRect().top < 140) at = index; });
      links.forEach(function (link, index) {
        link.parentElement.classList.toggle('on', index === at);
        if (index === at) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
      });
    }
    window.addEventListener('scroll', function () { if (!due) { due = true; window.requestAnimationFrame(mark); } }, { passive: true });
    mark();
  });
})();
