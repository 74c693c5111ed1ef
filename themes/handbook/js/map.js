/* The map page: keys along the flow, one open step, zoom, full screen, find a step.
   Loaded after site.js, with defer, by map pages only. Knows nothing of how a map is drawn: a page may hold several
   drawings of the same map (a wide and a narrow one), each with links <a class="nd" href="#step" data-n data-next>.

   Words on <main>:
     data-t-end  data-t-no-more        an arrow key at the end of the flow, or where no step lies that way
     data-t-match  data-t-match-one    answers of "find a step"; {count} is a number
     data-t-unknown                    the address names a step that is not here */
(function () {
  'use strict';
  var all = window.waybook.all, say = window.waybook.say, decode = window.waybook.decode;
  var root = document.documentElement;
  var main = document.getElementById('main');
  function word(name) { return window.waybook.word(name, main); }
  var canvas = document.querySelector('.canvas');
  var scroller = document.querySelector('.scroller');
  var panel = document.querySelector('.steps');
  var steps = all('.st');
  var drawings = all('svg.map').map(function (svg) { return { svg: svg, nodes: all('a.nd', svg), cameFrom: null }; });
  if (!steps.length || !panel) return;

  // ------------------------------------------------------------------ which step is open
  /* Closed steps stay findable by the browser's own search where it can open them. */
  var untilFound = 'onbeforematch' in HTMLElement.prototype;
  if (untilFound) root.classList.add('uf');

  function idOf(link) { return decode((link.getAttribute('href') || '').slice(1)); }
  function heading(step) { return step.querySelector('.sth a'); }
  function stepAt(id) { // also by an older name of the step, kept as an id inside it
    var place = id && document.getElementById(id);
    return place ? place.closest('.st') : null;
  }
  function setCurrent(element, is) { if (is) element.setAttribute('aria-current', 'step'); else element.removeAttribute('aria-current'); }

  function show(open) {
    steps.forEach(function (step) {
      var is = step === open;
      step.classList.toggle('on', is);
      if (untilFound) all('.body', step).forEach(function (body) { if (is) body.removeAttribute('hidden'); else body.setAttribute('hidden', 'until-found'); });
      heading(step).setAttribute('aria-expanded', is);
      setCurrent(heading(step), is);
    });
    if (!open) return;
    drawings.forEach(function (drawing) {
      drawing.nodes.forEach(function (node) { setCurrent(node, idOf(node) === open.id); });
      var node = nodeOf(drawing, open.id);
      if (node) rove(drawing, node);
    });
  }
  /* In the rail the step moves to the top, below the head; where the rail is part of the page, the page scrolls. */
  function reveal(step) {
    if (panel.scrollHeight > panel.clientHeight + 4 && getComputedStyle(panel).overflowY !== 'visible') {
      var head = panel.querySelector('.sthead');
      var above = step.previousElementSibling ? step : step.parentElement.previousElementSibling || step;
      panel.scrollTop += above.getBoundingClientRect().top - panel.getBoundingClientRect().top - (head ? head.offsetHeight : 0) - 4;
    } else step.scrollIntoView();
  }
  function go(step) {
    show(step);
    window.history.replaceState(null, '', '#' + step.id);
    heading(step).focus({ preventScroll: true });
    reveal(step);
  }
  function fromAddress() {
    var id = decode(window.location.hash.slice(1));
    var step = stepAt(id);
    if (step) { show(step); reveal(step); centre(); return true; }
    if (id && !document.getElementById(id)) say(word('unknown'));
    return false;
  }

  steps.forEach(function (step) {
    var link = heading(step);
    link.setAttribute('role', 'button');
    link.addEventListener('click', function (event) {
      event.preventDefault();
      if (step.classList.contains('on')) return show(null);
      show(step);
      window.history.replaceState(null, '', '#' + step.id);
    });
    link.addEventListener('keydown', function (event) { if (event.key === ' ') { event.preventDefault(); link.click(); } });
    all('.body', step).forEach(function (body) { body.addEventListener('beforematch', function () { show(step); }); });
  });
  main.addEventListener('click', function (event) {
    var link = event.target.closest('a.nd, .st .body a');
    var href = link && link.getAttribute('href');
    var step = href && href[0] === '#' ? stepAt(idOf(link)) : null;
    if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(step);
  });
  window.addEventListener('hashchange', fromAddress);

  // ------------------------------------------------------------------ keys along the flow
  function nodeOf(drawing, id) { return drawing.nodes.find(function (node) { return idOf(node) === id; }); }
  function nextOf(drawing, node) {
    return (node.dataset.next || '').split(' ').map(function (n) {
      return drawing.nodes.find(function (other) { return n !== '' && other.dataset.n === n; });
    }).filter(Boolean);
  }
  /* One tab stop a drawing; the arrows move it. */
  function rove(drawing, to) { drawing.nodes.forEach(function (node) { node.setAttribute('tabindex', node === to ? 0 : -1); }); }

  drawings.forEach(function (drawing) {
    if (!drawing.nodes.length) return;
    rove(drawing, drawing.nodes[0]);
    drawing.svg.addEventListener('focusin', function (event) {
      var node = event.target.closest('a.nd');
      if (node) rove(drawing, node);
    });
    drawing.svg.addEventListener('keydown', function (event) {
      var node = event.target.closest('a.nd');
      if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
      var key = event.key;
      if (root.dir === 'rtl') key = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[key] || key;
      var next = nextOf(drawing, node);
      var before = drawing.nodes.filter(function (other) { return nextOf(drawing, other).indexOf(node) >= 0; });
      // Of several ways into a step the one just taken counts, so that every branch can be reached.
      var parent = before.indexOf(drawing.cameFrom) >= 0 ? drawing.cameFrom : before[0];
      var branches = parent ? nextOf(drawing, parent) : [];
      var to;
      if (key === 'ArrowRight') { to = next[0]; if (to) drawing.cameFrom = node; }
      else if (key === 'ArrowLeft') to = parent;
      else if (key === 'ArrowDown' || key === 'ArrowUp') {
        var at = branches.indexOf(node) + (key === 'ArrowDown' ? 1 : branches.length - 1);
        to = branches.length > 1 ? branches[at % branches.length] : null;
      } else if (key === 'Home') to = drawing.nodes[0];
      else if (key === 'End') to = drawing.nodes[drawing.nodes.length - 1];
      else return;
      event.preventDefault();
      if (!to) return say(word(key === 'ArrowRight' ? 'end' : 'no-more'));
      if (key === 'ArrowDown' || key === 'ArrowUp') drawing.cameFrom = parent;
      to.focus();
    });
  });

  // ------------------------------------------------------------------ zoom and full screen
  var sizes = ['50', '75', 'fit', '125', '150', '200', '300'];
  var size = 2, wheel = 0;
  function shown() { return drawings.find(function (drawing) { return drawing.svg.getBoundingClientRect().width > 0; }); }
  function percent() {
    var drawing = shown(), place = document.getElementById('zo');
    if (drawing && place) place.textContent = Math.round(100 * drawing.svg.getBoundingClientRect().width / drawing.svg.viewBox.baseVal.width) + '%';
  }
  function centre() { // only the map's own scroller moves, never the page
    var drawing = shown();
    var node = drawing && drawing.nodes.find(function (other) { return other.hasAttribute('aria-current'); });
    if (!node || !scroller) return;
    var at = node.getBoundingClientRect(), room = scroller.getBoundingClientRect();
    scroller.scrollLeft += at.left + at.width / 2 - room.left - room.width / 2;
    scroller.scrollTop += at.top + at.height / 2 - room.top - room.height / 2;
  }
  function zoom(to) {
    size = Math.max(0, Math.min(sizes.length - 1, to));
    canvas.dataset.zoom = sizes[size];
    percent();
    centre();
  }
  if (canvas && scroller && drawings.length) {
    all('[data-z]', canvas).forEach(function (button) {
      button.addEventListener('click', function () { zoom(button.dataset.z === '0' ? 2 : size + Number(button.dataset.z)); });
    });
    canvas.addEventListener('keydown', function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '+' || event.key === '=') zoom(size + 1);
      else if (event.key === '-') zoom(size - 1);
      else if (event.key === '0') zoom(2);
    });
    scroller.addEventListener('wheel', function (event) { // pinching a touch pad arrives as many small turns with Ctrl
      if (!event.ctrlKey) return;
      event.preventDefault();
      wheel += event.deltaY;
      if (Math.abs(wheel) < 40) return;
      zoom(size + (wheel < 0 ? 1 : -1));
      wheel = 0;
    }, { passive: false });
    window.addEventListener('resize', percent);
    percent();
  }
  var full = document.getElementById('full');
  if (full && !main.requestFullscreen) full.hidden = true;
  else if (full) full.addEventListener('click', function () { if (document.fullscreenElement) document.exitFullscreen(); else main.requestFullscreen(); });

  // ------------------------------------------------------------------ find a step
  var field = document.getElementById('f');
  var pause;
  function find() {
    var asked = field.value.trim().toLowerCase();
    var hits = steps.filter(function (step) {
      var hit = step.textContent.toLowerCase().indexOf(asked) >= 0;
      step.hidden = !hit;
      drawings.forEach(function (drawing) { var node = nodeOf(drawing, step.id); if (node) node.classList.toggle('dim', !hit); });
      return hit;
    });
    all('ol.line', panel).forEach(function (list) { // a phase without hits leaves with its heading
      list.hidden = !list.querySelector('.st:not([hidden])');
      if (list.previousElementSibling && list.previousElementSibling.matches('.phase')) list.previousElementSibling.hidden = list.hidden;
    });
    window.clearTimeout(pause);
    pause = window.setTimeout(function () {
      if (asked) say(word(hits.length === 1 ? 'match-one' : 'match').replace('{count}', hits.length));
    }, 300);
    return hits;
  }
  if (field) {
    field.addEventListener('input', find);
    field.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && field.value) { event.preventDefault(); field.value = ''; find(); }
      if (event.key === 'Enter' && field.value) { var hits = find(); if (hits.length) go(hits[0]); }
    });
  }

  if (!fromAddress()) show(panel.querySelector('.st.on') || steps[0]);
})();
