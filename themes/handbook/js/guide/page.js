/* The page of a step: reads the way from the address or from this browser, shows where the reader has been, and takes the way along
   with every link. Runs at once, behind the page and before the scripts that wait for it, so that ticks in an address are known to
   them. The names of steps and answers are in data-map, or for a large map in a file that was loaded before: `waybook.map`.

     <main data-step="fit" data-root="../../../../">   #trail  #told  #next  #back  form#ask  div.ask with a[data-answer]  a[data-into]
     li[data-return="map/step map/old-id"]   [data-guide=link|again]
   Words on main: data-t-start  -here  -done  -change  -look  -title  -finished  -lost  -lost-one  -damaged  -dropped  -link-copied */
(() => {
  'use strict';
  var waybook = window.waybook, all = waybook.all, store = waybook.store, way = waybook.way;
  var main = document.getElementById('page.main'), map = waybook.map = waybook.map || JSON.parse(main.dataset.map), place = document.documentElement.dataset.page;
  var here = way.find(map, main.dataset.step), first = map.steps[map.first];
  var key = store.key(place, 'way'), start = store.key(place, '');
  var works = store.set(start, '1') && store.set(start, null);
  var came = way.read(location.hash, map), before = stored(), said = [];
  var now = came || { r: [], n: [], u: [] };
  function word(name) { return waybook.word(name, main); }
  function textOf(one) { return way.find(map, one.s).text; }
  function answerOf(one) { return one.a ? way.taken(map, one).text : ''; }
  function number(one) { return map.steps.indexOf(way.find(map, one.s)) + 1; }
  function last(list) { return list[list.length - 1]; }

  // ------------------------------------------------------------------ what is known of the way
  function stored() {
    var text = store.get(key);
    try { return text && (way.read('#' + JSON.parse(text).way, map) || false); } catch (error) { return false; }
  }
  /* Browser Back: the address knows the way only as far as it went then. */
  function resumes(longer) {
    return now.r.concat(now.n).every((one, index, list) => {
      var other = longer[index];
      return other && other.s === one.s && (other.a === one.a || !one.a && index === list.length - 1);
    });
  }
  if (before) {
    var known = before.r.concat(before.n);
    if (came ? now.r.length && resumes(known) : here !== first && known.some(one => one.s === here.id)) {
      now.n = known.slice(now.r.length);
      now.r = known.slice(0, now.r.length);
      if (!came) now.u = before.u;
    }
  }
  if (came === false) { // told where the way can begin anew
    if (here !== first) { location.replace(page(first.id) + '#r='); return; }
    history.replaceState(null, '', location.pathname);
  }
  if (came === false || before === false) said.push(word('damaged'));
  if (before === false) store.set(key, null);
  var lost = way.mend(now, map);
  if (lost) said.push(word(lost === 1 ? 'lost-one' : 'lost').replace('{count}', lost));
  if (now.x) said.push(word('dropped') + ' ' + now.x.filter(one => way.find(map, one.s)).map(one => {
    return '“' + textOf(one) + '”' + (one.a ? ' (' + answerOf(one) + ')' : '');
  }).join(', '));
  delete now.x;
  var isGone = now.r.length + now.n.length > 0 || now.u.length > 0;
  way.at(now, here.id);
  // Ticks and entries of an address, each list as it says; but of a page where we have been the browser knows better.
  if (came && !(history.state && works)) {
    Object.keys(came.c || {}).forEach(old => {
      var id = way.named(map, old);
      Object.keys(kept()).forEach(name => { if (name.split('/')[0] === id && kept()[name] === '1') store.set(start + name, null); });
      came.c[old].forEach(item => { store.set(start + id + '/' + item, '1'); });
    });
    (came.e || []).forEach(entry => { store.set(start + way.named(map, entry.name), entry.r); });
  }
  if (isGone) keep();

  /* All ticks and entries of the map. */
  function kept() {
    var found = {};
    var names = Object.keys(waybook.unkept).concat(works ? Object.keys(localStorage) : []);
    names.sort().forEach(name => {
      var own = name.slice(start.length), is = name.indexOf(start) === 0 && own.indexOf('/') > 0 && store.get(name);
      if (is && (own === way.named(map, own) || !(way.named(map, own) in found))) found[way.named(map, own)] = is;
    });
    return found;
  }
  function keep() {
    history.replaceState({ way: 1 }, '', way.write(now, kept()));
    if (store.set(key, JSON.stringify({ v: 1, way: way.write(now).slice(1), time: Date.now() }))) return;
    all('.where').forEach(place => { place.textContent = waybook.word('not-kept'); });
    if (!came) waybook.say(waybook.word('not-kept'));
  }

  // ------------------------------------------------------------------ where the links lead
  function page(id, other) { return main.dataset.root + 'maps/' + encodeURIComponent(other || map.key) + '/guide/' + encodeURIComponent(id) + '/index.html'; }
  function on(way2) { return page(way2.r[now.r.length].s) + way.write(way2, kept()); }
  function back(index) {
    return page(now.r[index].s) + way.write({ r: now.r.slice(0, index + 1), n: now.r.slice(index + 1).concat(now.n), u: now.u }, kept());
  }
  function outer(index) { // the step that opened the next map
    var one = now.u[index];
    return page(last(one.r).s, one.name) + way.write({ r: one.r, u: now.u.slice(0, index) });
  }
  function links() {
    var at = now.r.length - 1, button = document.getElementById('back'), next = document.getElementById('next'), from = last(now.u);
    if (next) next.href = on(way.on(now, map));
    // Where there mostly is a way back, its room is kept.
    button.hidden = button.hidden && !from;
    button.style.visibility = at || from ? '' : 'hidden';
    if (at || from) button.href = at ? back(at - 1) : outer(now.u.length - 1);
    all('a[data-into]').forEach(link => {
      var again = now.u.findIndex(one => one.name === link.dataset.into);
      var u = (again < 0 ? now.u : now.u.slice(0, again)).concat({ name: map.key, r: now.r });
      link.href = link.href.split('#')[0] + way.write({ u: u });
    });
    var returns = all('li[data-return]'), opened = from && from.name + '/' + last(from.r).s;
    function leads(item) { return item.dataset.return.split(' ').includes(opened); }
    if (returns.some(leads)) returns.forEach(item => {
      var link = item.querySelector('a'), opener = last(from.r).s, id = waybook.decode(link.pathname.split('/').slice(-2)[0]);
      item.hidden = !leads(item);
      link.classList.add('go');
      link.href = link.href.split('#')[0] + way.write({ r: id === opener ? from.r : from.r.concat({ s: id }), u: now.u.slice(0, -1) });
    });
    all('#trail a').forEach(link => { link.href = back(Number(link.dataset.at)); });
  }

  // ------------------------------------------------------------------ what is shown
  function element(name, text, parent) {
    var made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  }
  function stop(title, text, mark) {
    var item = element('li', '', document.getElementById('trail'));
    item.className = mark;
    element('b', title, item);
    return element('span', text, item);
  }
  function mark(what) { all('.mini ' + what).forEach(shape => { shape.classList.add('d'); }); }
  function trail() {
    if (map.starts && now.r[0].s === first.id) {
      stop(map.starts, word('start'), 'done');
      mark('[data-s="0"]');
      mark('[data-e="0 ' + number(first) + '"]');
    }
    now.r.forEach((one, index) => {
      var next = now.r[index + 1], title = textOf(one);
      if (!next) return stop(title, word('here'), 'on').previousSibling.setAttribute('aria-current', 'step');
      var link = element('a', word(one.a ? 'change' : 'look'), stop(title, (answerOf(one) || word('done')) + ' · ', 'done'));
      link.dataset.at = index;
      element('span', ' ' + title, link).className = 'vh';
      mark('[data-s="' + number(one) + '"]');
      return mark('[data-e="' + number(one) + ' ' + number(next) + '"]');
    });
    now.u.forEach((one, index) => {
      var item = document.createElement('li');
      element('a', map.above[one.name], item).href = outer(index);
      main.querySelector('.crumbs').children[index].after(item);
    });
  }

  /* With a script an answer can be taken back before it is given: links become a choice and a button. */
  function question(box) { // the form has no parts inside it: the step may have a form of its own beside its answers
    var form = document.getElementById('ask'), group = box.querySelector('fieldset'), error = document.getElementById('ask-error');
    all('a[data-answer]', box).forEach(link => {
      var label = document.createElement('label'), radio = document.createElement('input');
      label.className = 'opt-card';
      radio.type = 'radio';
      radio.name = 'answer';
      radio.setAttribute('form', 'ask');
      radio.value = link.dataset.answer;
      radio.checked = last(now.r).a === radio.value;
      label.append(radio, link.querySelector('b'), link.querySelector('.then'));
      link.replaceWith(label);
    });
    box.addEventListener('change', () => {
      error.hidden = true;
      group.removeAttribute('aria-describedby');
    });
    form.addEventListener('submit', event => {
      var radio = box.querySelector('[name=answer]:checked');
      event.preventDefault();
      error.hidden = radio;
      if (!radio) {
        group.setAttribute('aria-describedby', error.id);
        return form.elements.answer[0].focus();
      }
      var next = way.on(now, map, radio.value), to = on(next);
      now.r = next.r.slice(0, now.r.length); // whoever comes back here finds the answer
      now.n = next.r.slice(now.r.length).concat(next.n);
      keep();
      location.href = to;
      return undefined;
    });
  }

  var ask = main.querySelector('div.ask'), count = now.r.length;
  trail();
  links();
  if (ask) question(ask);
  document.title = word(here.ways.length ? 'title' : 'finished').replace('{number}', count).replace('{count}', count + here.left).replace('{text}', here.text) + ' · ' + map.title;
  if (said.length) {
    var told = document.getElementById('told');
    told.textContent = said.join(' ');
    told.hidden = false;
    waybook.say(told.textContent);
  }
  if (came) main.querySelector('h1').focus();

  // Behind what the other scripts of the page do: all of it appears at once, and nothing moves.
  waybook.ready(() => { main.classList.add('on'); });
  document.addEventListener('waybook:change', () => { keep(); links(); });
  main.addEventListener('click', event => {
    var button = event.target.closest('[data-guide]'), act = button && button.dataset.guide;
    if (act === 'link') {
      keep();
      waybook.copy(location.href, word('link-copied'));
    }
    if (act !== 'again') return;
    store.set(key, null);
    if (button.pathname !== location.pathname) return;
    event.preventDefault();
    history.replaceState(null, '', location.pathname);
    location.reload();
  });
  waybook.guide = { now: now, kept: kept, text: textOf, answer: answerOf, element: element };
})();
