/* Heads that stay: when the name of a lane or the head of a phase is scrolled out of view while its part of the map is in it, a small
   copy stands at the edge. For eyes only; the names are in the steps and in the names of the nodes as well. */
(() => {
  'use strict';
  var waybook = window.waybook, map = waybook.map, scroller = map.scroller;
  var layer = document.createElement('div');
  var due = false;
  if (!scroller) return;
  layer.className = 'heads';
  layer.setAttribute('aria-hidden', 'true');
  scroller.after(layer);

  var heads = [];
  map.drawings.forEach(drawing => {
    waybook.all('.lane, .ph', drawing.svg).forEach(part => {
      var copy = document.createElement('span'), text = part.querySelector('text'), isPhase = part.matches('.ph');
      copy.className = part.getAttribute('class');
      copy.textContent = text.textContent;
      layer.append(copy);
      // Heads of columns stand in the first line, those of rows below it.
      heads.push({ drawing: drawing, copy: copy, part: part, text: text, isPhase: isPhase,
        isColumn: isPhase === ['RIGHT', 'LEFT'].includes(drawing.svg.dataset.direction) });
    });
  });
  if (!heads.length) return;
  heads.sort((a, b) => b.isColumn - a.isColumn);

  /* The part of the map that a head speaks of. A phase has only a line; it speaks of all that lies beyond that. */
  function extent(head) {
    var box = head.part.getBoundingClientRect();
    return { left: box.left, right: head.isPhase && !head.isColumn ? Infinity : box.right, top: box.top, bottom: head.isPhase && head.isColumn ? Infinity : box.bottom };
  }
  function clamp(at, least, most) { return Math.max(least, Math.min(at, most)); }

  function place() {
    var view = scroller.getBoundingClientRect(), shown = map.shown(), first = 0;
    var right = view.left + scroller.clientWidth, bottom = view.top + scroller.clientHeight;
    due = false;
    layer.style.blockSize = scroller.clientHeight + 'px';
    layer.style.inlineSize = scroller.clientWidth + 'px';
    heads.forEach(head => {
      var at = head.text.getBoundingClientRect(), of = extent(head), line = head.isColumn ? 0 : first;
      var part = { left: Math.max(of.left, view.left) + 4, right: Math.min(of.right, right) - 4, top: Math.max(of.top, view.top + line) + 4, bottom: Math.min(of.bottom, bottom) - 4 };
      var isSeen = at.left >= view.left && at.right <= right && at.top >= view.top + line && at.bottom <= bottom;
      var is = head.drawing === shown && !isSeen && part.right - part.left > 32 && part.bottom - part.top > 24;
      head.copy.classList.toggle('on', is);
      if (!is) return;
      head.copy.style.maxInlineSize = part.right - part.left + 'px';
      var x = clamp(at.left, part.left, part.right - head.copy.offsetWidth), y = clamp(at.top, part.top, part.bottom - head.copy.offsetHeight);
      head.copy.style.transform = 'translate(' + Math.round(x - view.left) + 'px,' + Math.round(y - view.top) + 'px)';
      if (head.isColumn) first = Math.max(first, head.copy.offsetHeight + 6);
    });
  }
  function soon() { if (!due) { due = true; requestAnimationFrame(place); } }
  scroller.addEventListener('scroll', soon, { passive: true });
  var watcher = new ResizeObserver(soon);
  watcher.observe(scroller);
  map.drawings.forEach(drawing => { watcher.observe(drawing.svg); });
})();
