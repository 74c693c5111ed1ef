/* The map page: one open step, found by node, link or address. Loaded after site.js, with defer, by map pages only; the files of
   the folder `map/` are joined behind it and use window.waybook.map. Knows nothing of how a map is drawn: a page may hold several
   drawings of the same map (a wide and a narrow one), each with links <a class="nd" href="#step" data-n data-next>.

   Words on <main>:
     data-t-end  data-t-no-more        an arrow key at the end of the flow, or where no step lies that way
     data-t-match  data-t-match-one    answers of "find a step"; {count} is a number
     data-t-mine  data-t-mine-one      answers of "my steps"
     data-t-unknown                    the address names a step that is not here */
(() => {
  'use strict';
  var waybook = window.waybook, all = waybook.all;
  var root = document.documentElement;
  var main = document.getElementById('page.main');
  var panel = document.querySelector('.steps');
  var steps = all('li.st'); // nodes of states have a class of the same name
  var start = document.querySelector('li.st.on') || steps[0];
  var drawings = all('svg.map').map(svg => ({ svg: svg, nodes: all('a.nd', svg) }));

  /* Closed steps stay findable by the browser's own search where it can open them. */
  var untilFound = 'onbeforematch' in HTMLElement.prototype;
  var bodies = steps.map(step => all('.body', step));
  if (untilFound) { // first hidden, then given room: a long map is never laid out with all its steps open
    steps.forEach((step, index) => { if (!step.classList.contains('on')) bodies[index].forEach(body => { body.setAttribute('hidden', 'until-found'); }); });
    root.classList.add('uf');
  }

  function idOf(link) { return waybook.decode((link.getAttribute('href') || '').slice(1)); }
  function heading(step) { return step.querySelector('.sth a'); }
  function stepAt(id) { // also by an older name of the step, kept as an id inside it
    var place = id && document.getElementById(id);
    return place ? place.closest('li.st') : null;
  }
  function nodeOf(drawing, id) { return drawing.nodes.find(node => idOf(node) === id); }
  function setCurrent(element, is) { if (is) element.setAttribute('aria-current', 'step'); else element.removeAttribute('aria-current'); }

  var map = {
    main: main, panel: panel, steps: steps, drawings: drawings, idOf: idOf, nodeOf: nodeOf,
    word: name => waybook.word(name, main),
    canvas: document.querySelector('.canvas'), scroller: document.querySelector('.scroller'),
    /* The drawing that has room: the wide or the narrow one. */
    shown: () => drawings.find(drawing => drawing.svg.getBoundingClientRect().width > 0),
    stepAt: stepAt, go: go, centre: () => {}, opened: () => {},
    dim: dim
  };
  waybook.map = map;

  function show(open) {
    steps.forEach((step, index) => {
      var is = step === open, seen = is || panel.classList.contains('every');
      if (is === step.classList.contains('on') && heading(step).getAttribute('aria-expanded') === String(seen)) return;
      step.classList.toggle('on', is);
      if (untilFound) bodies[index].forEach(body => { if (seen) body.removeAttribute('hidden'); else body.setAttribute('hidden', 'until-found'); });
      heading(step).setAttribute('aria-expanded', seen);
      setCurrent(heading(step), is);
    });
    if (!open) return;
    drawings.forEach(drawing => {
      drawing.nodes.forEach(node => { setCurrent(node, idOf(node) === open.id); });
    });
    map.opened(open.id);
  }
  /* In the rail the step moves to the top, below the head; where the rail is part of the page, the page scrolls. */
  function reveal(step) {
    if (panel.scrollHeight > panel.clientHeight + 4 && getComputedStyle(panel).overflowY !== 'visible') {
      var head = panel.querySelector('.sthead');
      var above = step.previousElementSibling ? step : step.parentElement.previousElementSibling || step;
      panel.scrollTop += above.getBoundingClientRect().top - panel.getBoundingClientRect().top - (head ? head.offsetHeight : 0) - 4;
      scrollTo(0, 0); // a browser has scrolled the page as well
    } else step.scrollIntoView();
  }
  function go(step) {
    show(step);
    history.replaceState(null, '', '#' + step.id);
    heading(step).focus({ preventScroll: true });
    reveal(step);
  }
  function fromAddress() {
    var id = waybook.decode(location.hash.slice(1));
    var step = stepAt(id);
    if (step) { show(step); reveal(step); map.centre(); return true; }
    if (id && !document.getElementById(id)) { show(start); waybook.say(map.word('unknown')); }
    return false;
  }

  /* What does not fit stays where it is and readable, with a dashed border. Several things may be asked for at once. */
  var wanted = {};
  function dim(name, fits) {
    wanted[name] = fits;
    steps.forEach(step => {
      var is = Object.keys(wanted).some(name => wanted[name] && !wanted[name](step));
      step.classList.toggle('dim', is);
      drawings.forEach(drawing => { var node = nodeOf(drawing, step.id); if (node) node.classList.toggle('dim', is); });
    });
  }

  steps.forEach(step => {
    var link = heading(step);
    link.setAttribute('role', 'button');
    link.addEventListener('click', event => {
      event.preventDefault();
      if (step.classList.contains('on')) return show(null);
      show(step);
      history.replaceState(null, '', '#' + step.id);
    });
    link.addEventListener('keydown', event => { if (event.key === ' ') { event.preventDefault(); link.click(); } });
  });
  if (panel) panel.addEventListener('beforematch', event => { var step = event.target.closest('li.st'); if (step) show(step); });
  main.addEventListener('click', event => {
    var link = event.target.closest('a.nd, li.st .body a');
    var href = link && link.getAttribute('href');
    var step = href && href[0] === '#' ? stepAt(idOf(link)) : null;
    if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(step);
  });
  window.addEventListener('hashchange', fromAddress);
  window.addEventListener('load', () => { // a browser may scroll to the step once more when all has arrived
    var step = stepAt(waybook.decode(location.hash.slice(1)));
    if (step && step.classList.contains('on')) reveal(step);
  });
  waybook.ready(() => { if (steps.length && !fromAddress()) show(start); });

  /* All steps open, to be read, searched and copied in one piece. */
  var every = document.getElementById('map.every');
  if (every) every.addEventListener('click', () => {
    every.setAttribute('aria-pressed', panel.classList.toggle('every'));
    show(panel.querySelector('li.st.on'));
  });

  var full = document.getElementById('map.full');
  if (full) full.hidden = !main.requestFullscreen;
  if (full) full.addEventListener('click', () => { if (document.fullscreenElement) document.exitFullscreen(); else main.requestFullscreen(); });
})();
