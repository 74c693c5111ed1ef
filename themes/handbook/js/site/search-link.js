/* The search is loaded when it is first wanted; where that fails, the link leads to the list of everything, as without a script. */
(() => {
  'use strict';
  window.waybook.ready(() => { searchLink(document.getElementById('page.search')); });

  function searchLink(link) {
    if (!link) return;
    function open(event) {
      event.preventDefault();
      if (window.waybook.search) return window.waybook.search(link);
      var script = document.createElement('script');
      script.src = new URL('../assets/search.js', link.href).href;
      script.onload = () => { window.waybook.search(link); };
      script.onerror = () => { location.assign(link.href); };
      document.head.append(script);
    }
    link.addEventListener('click', event => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event); });
    document.addEventListener('keydown', event => {
      var at = event.target;
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !at.closest('input, textarea, select, dialog, [contenteditable]')) open(event);
    });
  }
})();
