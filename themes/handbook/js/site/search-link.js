/* The search is loaded when it is first wanted; where that fails, the link leads to the list of everything, as without a script. */
(() => {
  'use strict';
  window.waybook.ready(() => { searchLink(document.getElementById('page.search')); });

  function searchLink(link) {
    if (!link) return;
    var typed;
    function open(event) {
      event.preventDefault();
      if (window.waybook.search) return window.waybook.search(link);
      if (typed) return;
      typed = early();
      var script = document.createElement('script');
      script.src = new URL('../assets/search.js', link.href).href;
      script.onload = () => { window.waybook.search(link, typed); };
      script.onerror = () => { location.assign(link.href); };
      document.head.append(script);
    }
    /* Who types on while the search is on its way must not lose the first letters. Gives what ends that and tells what was typed. */
    function early() {
      var text = '';
      function take(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'Backspace') text = text.slice(0, -1);
        else if (event.key.length === 1) text += event.key;
        else return;
        event.preventDefault();
      }
      document.addEventListener('keydown', take);
      return () => { document.removeEventListener('keydown', take); return text; };
    }
    link.addEventListener('click', event => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event); });
    document.addEventListener('keydown', event => {
      var at = event.target;
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !at.closest('input, textarea, select, dialog, [contenteditable]')) open(event);
    });
  }
})();
