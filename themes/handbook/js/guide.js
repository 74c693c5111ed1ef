/* The guide through a map. This file has the way of a reader: from text and back, and what happens to it when an answer changes; it
   knows neither page nor storage. The files of the folder `guide/` are joined behind it.

     r   the steps gone, with their answers; the last one is the page that is open       r=need,fit:no
     n   steps that were gone before the reader came back to an earlier one               n=calculate,agreed:yes
     u   the maps this one was opened from, outermost first, each with its own r          u=sa-overview~join,engage
     x   what the last change of an answer took off the way                               x=calculate,agreed:yes
     c   the ticks, by list and item                                                      c=fit:catalogue.date
     e   the entries of forms                                                             e=intake/why~Old%20tool

   As text the parts are joined by & and stand in the address behind #, which no browser sends anywhere. */
(() => {
  'use strict';
  var MOST_MAPS = 8, MOST_TEXT = 6000;
  var encode = encodeURIComponent, decode = decodeURIComponent;

  var read = {
    r: steps, n: steps, x: steps,
    u: (value, before) => (before || []).concat(pair(value, steps)),
    c: (value, before) => {
      return value.split(',').reduce((lists, list) => {
        var cut = list.split(':');
        lists[decode(cut[0])] = (cut[1] || '').split('.').filter(Boolean).map(decode);
        return lists;
      }, {});
    },
    e: (value, before) => (before || []).concat(pair(value, decode))
  };
  function steps(text) {
    return text.split(',').map(one => {
      var cut = one.split(':').map(decode);
      if (!cut[0] || cut.length > 2) throw new Error('damaged');
      return { s: cut[0], a: cut[1] };
    });
  }
  function pair(text, then) {
    var cut = text.split('~');
    if (!cut[0] || cut.length !== 2) throw new Error('damaged');
    return { name: decode(cut[0]), r: then(cut[1]) };
  }
  function written(gone) { return gone.map(one => encode(one.s) + (one.a ? ':' + encode(one.a) : '')).join(','); }
  /* Also by an id that the step had before. */
  function find(map, id) { return map.steps.find(one => one.id === id || (one.was || []).indexOf(id) >= 0); }
  /* The name of a tick or entry, with the id that its step has now. */
  function named(map, name) {
    var cut = name.split('/'), step = find(map, cut[0]);
    return [step ? step.id : cut[0]].concat(cut.slice(1)).join('/');
  }
  function taken(map, gone) {
    var ways = find(map, gone.s).ways;
    return ways.find(one => one.id === gone.a) || ways.length === 1 && !ways[0].id && ways[0];
  }

  window.waybook.way = {
    find: find, taken: taken, named: named,

    /* null: there is none in the text. false: there was one, and it is damaged. */
    read: (text, map) => {
      var found = { r: [], n: [], u: [] };
      if (!/[#&][ru]=/.test(text)) return null;
      try {
        text.slice(1).split('&').forEach(field => {
          var name = field[0];
          if (read[name] && field[1] === '=') found[name] = read[name](field.slice(2), found[name]);
        });
        [found.r, found.n, found.x || []].forEach(list => { list.forEach(one => { one.s = named(map, one.s); }); });
        return found;
      } catch (error) { return false; }
    },

    write: (from, kept) => {
      var parts = ['r', 'n', 'x'].filter(name => (from[name] || []).length).map(name => name + '=' + written(from[name]));
      from.u.slice(-MOST_MAPS).forEach(outer => { parts.push('u=' + encode(outer.name) + '~' + written(outer.r)); });
      var lists = {}, entries = [];
      Object.keys(kept || {}).forEach(key => {
        var cut = key.split('/');
        if (kept[key] !== '1' || cut.length > 2) return entries.push('e=' + encode(key) + '~' + encode(kept[key]));
        return (lists[cut[0]] = lists[cut[0]] || []).push(encode(cut[1]));
      });
      var ticks = Object.keys(lists).map(id => encode(id) + ':' + lists[id].join('.'));
      if (ticks.length) parts.push('c=' + ticks);
      // An address that is too long is cut off somewhere on its way; entries are the part that can do without.
      var whole = parts.concat(entries).join('&');
      return '#' + (whole.length > MOST_TEXT ? parts.join('&') : whole);
    },

    /* Drops what the map no longer has; gives how much that was. A question whose answer is gone is gone with it. */
    mend: (way, map) => {
      var lost = 0;
      function keep(list, known) {
        return list.filter(one => { var is = known(one); lost += !is; return is; });
      }
      function known(one) { return find(map, one.s) && (!one.a || taken(map, one)); }
      way.r = keep(way.r, known);
      way.n = keep(way.n, known);
      way.u = keep(way.u, outer => Object.keys(map.above).includes(outer.name));
      return lost;
    },

    /* Makes the way end at the step of the open page: steps behind it are kept as those gone before. */
    at: (way, id) => {
      var whole = way.r.concat(way.n), at = way.r.length;
      while (at-- && way.r[at].s !== id);
      if (at < 0) at = whole.findIndex(one => one.s === id);
      way.r = at < 0 ? way.r.concat({ s: id }) : whole.slice(0, at + 1);
      way.n = at < 0 ? [] : whole.slice(at + 1);
    },

    /* The way with the next step on it. What was gone before and can still come is kept; the rest is `x` of it. */
    on: (way, map, answer) => {
      var gone = way.r.slice(0, -1).concat({ s: way.r[way.r.length - 1].s, a: answer });
      var to = [taken(map, gone[gone.length - 1]).to], pool = way.n.slice();
      for (var at = 0; at < to.length; at++) map.steps[to[at]].ways.forEach(one => { if (to.indexOf(one.to) < 0) to.push(one.to); });
      var id = map.steps[to[0]].id, place = pool.findIndex(one => one.s === id);
      function comes(one) { return to.indexOf(map.steps.indexOf(find(map, one.s))) >= 0; }
      return {
        r: gone.concat(place < 0 ? { s: id } : pool.splice(place, 1)),
        n: pool.filter(comes), x: pool.filter(one => !comes(one)), u: way.u
      };
    }
  };
})();
