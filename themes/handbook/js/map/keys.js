/* Keys along the flow: → goes on, ← back, ↑ and ↓ to what lies beside, Home and End to the ends. One tab stop a drawing. A node under
   the pointer or in focus lights the ways that lead to it and from it. */
(function () {
  'use strict';
  var waybook = window.waybook, map = waybook.map;

  function nextOf(drawing, node) {
    return (node.dataset.next || '').split(' ').map(function (n) {
      return drawing.nodes.find(function (other) { return n !== '' && other.dataset.n === n; });
    }).filter(Boolean);
  }
  function rove(drawing, to) { drawing.nodes.forEach(function (node) { node.setAttribute('tabindex', node === to ? 0 : -1); }); }
  map.opened = function (id) {
    map.drawings.forEach(function (drawing) { var node = map.nodeOf(drawing, id); if (node) rove(drawing, node); });
  };

  map.drawings.forEach(function (drawing) {
    if (!drawing.nodes.length) return;
    var cameFrom = null;
    var ways = waybook.all('.ed', drawing.svg).map(function (way) {
      var line = way.querySelector('.ln');
      return { way: way, ends: [line.dataset.from, line.dataset.to] };
    });
    function light(event) {
      var node = event.type === 'pointerout' || event.type === 'focusout' ? null : event.target.closest('a.nd');
      var id = node && map.idOf(node);
      ways.forEach(function (way) { way.way.classList.toggle('lit', id !== null && way.ends.indexOf(id) >= 0); });
    }
    ['pointerover', 'pointerout', 'focusin', 'focusout'].forEach(function (name) { drawing.svg.addEventListener(name, light); });

    rove(drawing, drawing.nodes[0]);
    drawing.svg.addEventListener('focusin', function (event) {
      var node = event.target.closest('a.nd');
      if (node) rove(drawing, node);
    });
    drawing.svg.addEventListener('keydown', function (event) {
      var node = event.target.closest('a.nd');
      if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
      var key = event.key;
      if (document.documentElement.dir === 'rtl') key = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[key] || key;
      var next = nextOf(drawing, node);
      var before = drawing.nodes.filter(function (other) { return nextOf(drawing, other).indexOf(node) >= 0; });
      // Of several ways into a step the one just taken counts, so that every branch can be reached.
      var parent = before.indexOf(cameFrom) >= 0 ? cameFrom : before[0];
      var branches = parent ? nextOf(drawing, parent) : [];
      var to;
      if (key === 'ArrowRight') { to = next[0]; if (to) cameFrom = node; }
      else if (key === 'ArrowLeft') to = parent;
      else if (key === 'ArrowDown' || key === 'ArrowUp') {
        var at = branches.indexOf(node) + (key === 'ArrowDown' ? 1 : branches.length - 1);
        to = branches.length > 1 ? branches[at % branches.length] : null;
      } else if (key === 'Home') to = drawing.nodes[0];
      else if (key === 'End') to = drawing.nodes[drawing.nodes.length - 1];
      else return;
      event.preventDefault();
      if (!to) return waybook.say(map.word(key === 'ArrowRight' ? 'end' : 'no-more'));
      if (key === 'ArrowDown' || key === 'ArrowUp') cameFrom = parent;
      to.focus();
    });
  });
})();
