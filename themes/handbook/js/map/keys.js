/* Keys along the flow: → goes on, ← back, ↑ and ↓ to what lies beside, Home and End to the ends. One tab stop a drawing. A node under
   the pointer or in focus lights the ways that lead to it and from it. */
(() => {
  'use strict';
  var waybook = window.waybook, map = waybook.map;

  /* Per node its next ones, and for null the starts: nothing leads to them, and what can't be reached otherwise begins with them. */
  function flowOf(nodes) {
    var byNumber = {}, starts = [], flow = new Map([[null, starts]]), led = [], reached = new Set();
    nodes.forEach(node => { byNumber[node.dataset.n] = node; });
    nodes.forEach(node => {
      flow.set(node, node.dataset.next.split(' ').map(n => byNumber[n]).filter(Boolean));
      led = led.concat(flow.get(node));
    });
    nodes.slice(0, 1).concat(nodes.filter(node => !led.includes(node)), nodes).forEach(node => {
      if (reached.has(node)) return;
      starts.push(node);
      reached.add(node).forEach(one => { flow.get(one).forEach(next => { reached.add(next); }); }); // grows as it is gone through
    });
    return flow;
  }
  function rove(drawing, to) { drawing.nodes.forEach(node => { node.setAttribute('tabindex', node === to ? 0 : -1); }); }
  map.opened = id => {
    map.drawings.forEach(drawing => { var node = map.nodeOf(drawing, id); if (node) rove(drawing, node); });
  };

  map.drawings.forEach(drawing => {
    if (!drawing.nodes.length) return;
    var cameFrom, flow;
    function light(event) {
      var node = /out$/.test(event.type) ? null : event.target.closest('a.nd'), id = node && map.idOf(node);
      waybook.all('.ed', drawing.svg).forEach(way => {
        var ends = way.querySelector('.ln').dataset;
        way.classList.toggle('lit', id !== null && [ends.from, ends.to].includes(id));
      });
    }
    ['pointerover', 'pointerout', 'focusin', 'focusout'].forEach(name => { drawing.svg.addEventListener(name, light); });

    rove(drawing, drawing.nodes[0]);
    drawing.svg.addEventListener('focusin', event => {
      var node = event.target.closest('a.nd');
      if (node) rove(drawing, node);
    });
    drawing.svg.addEventListener('keydown', event => {
      var node = event.target.closest('a.nd');
      if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
      var key = event.key;
      if (document.documentElement.dir === 'rtl') key = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[key] || key;
      flow = flow || flowOf(drawing.nodes);
      var before = Array.from(flow.keys()).filter(other => flow.get(other).includes(node));
      // Of several ways into a step the one just taken counts, so that every branch can be reached; else one with branches.
      var parent = before.includes(cameFrom) ? cameFrom : before.filter(other => flow.get(other).length > 1).concat(before)[0];
      var branches = flow.get(parent), to;
      if (key === 'ArrowRight') { to = flow.get(node)[0]; if (to) cameFrom = node; }
      else if (key === 'ArrowLeft') to = parent || before.find(Boolean);
      else if (key === 'ArrowDown' || key === 'ArrowUp') {
        var at = branches.indexOf(node) + (key === 'ArrowDown' ? 1 : branches.length - 1);
        to = branches.length > 1 && branches[at % branches.length];
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
