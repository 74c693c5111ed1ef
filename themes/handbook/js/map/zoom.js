/* Zoom: the size of the drawing, so that scrolling stays the browser's own. Buttons [data-z], + − 0, Ctrl and wheel, two fingers.
   "fit" is what the sheet makes of it: no larger than drawn, and so small that it can't be read never. "whole" is all of the
   width whatever that means, "set" a percentage of the size as drawn, which stands in the attributes of the drawing. */
(() => {
  'use strict';
  var map = window.waybook.map, canvas = map.canvas, scroller = map.scroller;
  var sizes = [25, 50, 75, 100, 125, 150, 200, 300];
  var wheel = 0, fingers = null;
  if (!canvas || !scroller || !map.drawings.length) return;

  function percent() {
    var drawing = map.shown();
    var is = drawing ? 100 * drawing.svg.getBoundingClientRect().width / drawing.svg.viewBox.baseVal.width : 100;
    var place = document.getElementById('map.zoom');
    if (place) place.textContent = Math.round(is) + '%';
    return is;
  }
  function size(to, how) {
    canvas.dataset.zoom = how;
    map.drawings.forEach(drawing => {
      var box = drawing.svg.viewBox.baseVal;
      drawing.svg.setAttribute('width', box.width * to / 100);
      drawing.svg.setAttribute('height', box.height * to / 100);
    });
    percent();
  }
  function zoom(by) {
    var is = percent();
    var to = by > 0 ? sizes.find(size => size > is + 1) : sizes.filter(size => size < is - 1).pop();
    if (by && !to) return;
    if (by) size(to, 'set'); else size(100, 'whole');
    map.centre();
  }
  map.centre = () => { // only the map's own scroller moves, never the page
    var drawing = map.shown();
    var node = drawing && drawing.nodes.find(other => other.hasAttribute('aria-current'));
    if (!node) return;
    var at = node.getBoundingClientRect(), room = scroller.getBoundingClientRect();
    scroller.scrollLeft += at.left + at.width / 2 - room.left - room.width / 2;
    scroller.scrollTop += at.top + at.height / 2 - room.top - room.height / 2;
  };

  window.waybook.all('[data-z]', canvas).forEach(button => {
    button.addEventListener('click', () => { zoom(Number(button.dataset.z)); });
  });
  canvas.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') zoom(1);
    else if (event.key === '-') zoom(-1);
    else if (event.key === '0') zoom(0);
  });
  scroller.addEventListener('wheel', event => { // pinching a touch pad arrives as many small turns with Ctrl
    if (!event.ctrlKey) return;
    event.preventDefault();
    wheel += event.deltaY;
    if (Math.abs(wheel) < 40) return;
    zoom(wheel < 0 ? 1 : -1);
    wheel = 0;
  }, { passive: false });

  /* Two fingers: what lies between them stays there. One finger scrolls, and the page goes on where the map ends. */
  function hold(touches) {
    var one = touches[0], other = touches[1];
    return { apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY), x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 };
  }
  scroller.addEventListener('touchstart', event => {
    if (event.touches.length !== 2) return;
    fingers = hold(event.touches);
    fingers.percent = percent();
  }, { passive: true });
  scroller.addEventListener('touchmove', event => {
    var drawing = map.shown();
    if (!fingers || !drawing || event.touches.length !== 2) return;
    event.preventDefault();
    var now = hold(event.touches), before = drawing.svg.getBoundingClientRect();
    var across = (now.x - before.left) / before.width, down = (now.y - before.top) / before.height;
    size(Math.min(300, Math.max(25, fingers.percent * now.apart / fingers.apart)), 'set');
    var after = drawing.svg.getBoundingClientRect();
    scroller.scrollLeft += after.left + across * after.width - now.x;
    scroller.scrollTop += after.top + down * after.height - now.y;
  }, { passive: false });
  scroller.addEventListener('touchend', () => { fingers = null; });

  new ResizeObserver(percent).observe(scroller); // asked for when it is known: a long map must not be laid out for it in between
})();
