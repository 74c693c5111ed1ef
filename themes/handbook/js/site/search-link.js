/* The search is loaded when it is first wanted; where that fails, the link leads to the list of everything, as without a script.
   What is typed on while it is on its way is kept in `link.typed`, which the search takes. */
(() => {
  window.waybook.ready(() => {
    var link = document.getElementById('page.search');
    if (!link) return;
    function open(event) {
      event.preventDefault();
      if (window.waybook.search) return window.waybook.search(link);
      link.typed = '';
      var script = document.createElement('script');
      script.src = new URL('../assets/search.js', link);
      script.onload = () => window.waybook.search(link);
      script.onerror = () => location.assign(link);
      document.head.append(script);
    }
    link.addEventListener('click', event => event.ctrlKey || event.metaKey || event.shiftKey || open(event));
    document.addEventListener('keydown', event => {
      // Enter and the like have names of several letters.
      if (event.key[1] || event.ctrlKey || event.metaKey) return;
      if (link.typed != null) link.typed += event.key;
      else if (event.key === '/' && !event.altKey && !event.defaultPrevented) {
        // Of a field within an element of somebody's own script, the event names the element from outside.
        var at = event.composedPath()[0];
        if (!at.isContentEditable && !at.closest('input,textarea,select,dialog')) open(event);
      }
    });
  });
})();
