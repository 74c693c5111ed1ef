/* The search: loads the few files of the index that a query needs, and lists what it finds. Loaded by site.js when somebody first searches.
   Works from file: too, where scripts can be loaded and nothing else: every file of the index is a script that calls waybook.found.
   How the index is written, and why, stands in src/model/search/index.rs; words are cut here as src/model/search/words.rs does it. */
(function () {
  'use strict';
  var waybook = window.waybook;
  var assets = document.currentScript.src.replace(/[^/]*$/, '');
  var root = new URL('../', assets).href;
  var SHOWN = 10, LOADED = 12, PER_PAGE = 3;
  var WEIGHTS = [12, 10, 8, 7, 6, 3, 1.6, 1];
  var KINDS = { m: 1.25, p: 1.15, s: 1, h: 0.8, r: 1, l: 1, t: 1 };

  // ------------------------------------------------------------------ the files of the index
  var files = {}, waiting = {}, version = '';
  waybook.found = function (kind, number, data) { if (kind === 'a') version = data.version; waiting[kind + number](data); };
  function load(kind, number) {
    var key = kind + number;
    files[key] = files[key] || new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      waiting[key] = resolve;
      script.src = assets + 'search/' + (kind === 'a' ? 'about.js' : key + '.js?v=' + version); // the first one tells the version of the others
      script.onerror = function () { delete files[key]; reject(new Error(script.src)); };
      document.head.append(script);
    });
    return files[key];
  }
  var buckets = {};
  function bucket(about, letters) {
    var hash = 0x811c9dc5;
    Array.from(letters).slice(0, 2).forEach(function (letter) { hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0; });
    var number = (hash & (about.buckets - 1)) >>> 0;
    buckets[number] = buckets[number] || load('w', number).then(function (text) {
      var halves = text.split('\n\n');
      var lines = (halves[0] || '').split('\n').filter(Boolean).map(function (line) { return line.split('\t'); });
      return { words: lines, later: (halves[1] || '').split('\n').filter(Boolean) };
    });
    return buckets[number];
  }
  /* The usual id of a section is made from its title, as is_plain_id in index.rs has it. */
  function whole(record) {
    var plain = record[0] === 'h' && /#$/.test(record[3]);
    return record[3] + (plain ? record[1].trim().toLowerCase().replace(/[^a-z0-9_ -]/g, '').replace(/ /g, '-') : '');
  }
  function places(text) {
    var found = [], number = 0;
    text.replace(/([0-9a-z]+)([A-H])/g, function (all, distance, weight) {
      number += parseInt(distance, 36);
      found.push([number, weight.charCodeAt(0) - 65]);
      return '';
    });
    return found;
  }

  // ------------------------------------------------------------------ words, cut as the index has them
  var LETTERS = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ı': 'i' };
  function fold(text, german) {
    var bare = text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase().replace(/[ßæœøłđı]/g, function (c) { return LETTERS[c]; });
    return german ? bare.replace(/ae/g, 'a').replace(/oe/g, 'o').replace(/ue/g, 'u') : bare;
  }
  var UNSPACED = /[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  /* Of scripts without spaces the pairs of letters are asked for; a single letter only where it stands alone. */
  function cut(text, german) {
    var words = [];
    (fold(text, german).match(/[\p{Alphabetic}\p{N}]+/gu) || []).forEach(function (run) {
      var plain = '', before = '', alone = false;
      function pushPlain() { if (plain) words.push(Array.from(plain).slice(0, 40).join('')); plain = ''; }
      Array.from(run).forEach(function (c) {
        if (!UNSPACED.test(c)) { if (alone) words.push(before); plain += c; before = ''; alone = false; return; }
        pushPlain();
        if (before) words.push(before + c);
        alone = !before;
        before = c;
      });
      if (alone) words.push(before);
      pushPlain();
    });
    return words;
  }

  // ------------------------------------------------------------------ what a typed word may stand for
  /* 2 for the word itself with one slip, 1 for a beginning of it with one slip, 0 for another word. */
  function near(typed, word) {
    var i = 0;
    while (i < typed.length && typed[i] === word[i]) i += 1;
    var rests = [
      [typed.slice(i + 1), word.slice(i + 1)], // another letter
      [typed.slice(i), word.slice(i + 1)], // one missing
      [typed.slice(i + 1), word.slice(i)], // one too many
      typed[i] === word[i + 1] && typed[i + 1] === word[i] ? [typed.slice(i + 2), word.slice(i + 2)] : null // two swapped
    ];
    return rests.reduce(function (best, rest) {
      if (!rest || rest[1].indexOf(rest[0]) !== 0) return best;
      return Math.max(best, rest[0] === rest[1] ? 2 : 1);
    }, 0);
  }
  /* The same word with another ending, in English or German: "ordering" and "order", "vertrage" and "vertrag". */
  var ENDING = /^(s|es|e|en|n|er|ed|d|ing|y|ies)?$/;
  function sameStem(typed, word) {
    var i = 0;
    while (i < typed.length && typed[i] === word[i]) i += 1;
    var rests = [typed.slice(i), word.slice(i)];
    return i > 3 ? rests.every(function (rest) { return ENDING.test(rest); }) : i === 3 && /^s?s$/.test(rests.join(''));
  }
  function meant(about, typed) {
    return bucket(about, typed).then(function (found) {
      var words = found.words.map(function (line) {
        var word = line[0];
        var starts = typed.length > 1 && word.indexOf(typed) === 0;
        return { word: word, places: line[1], fit: word === typed ? 1 : starts ? 0.5 + 0.4 * typed.length / word.length : sameStem(typed, word) ? 0.6 : 0 };
      });
      var right = words.filter(function (word) { return word.fit > 0; });
      // Where the word itself exists, longer ones are rather others: "sa" is not "satisfy", and that is rarer does not make it better.
      var exact = right.find(function (word) { return word.fit === 1; });
      if (exact) right.forEach(function (word) { if (word.fit < 1) { word.fit *= 0.5; word.atLeast = places(exact.places).length; word.unmarked = typed.length < 4; } });
      if (typed.length < 5 || right.some(function (word) { return word.fit === 1 || word.word.indexOf(typed) === 0; })) return right;
      var slips = words.map(function (word) { word.fit = Math.max(word.fit, [0, 0.4, 0.6][near(typed, word.word)]); return word; }).filter(function (word) { return word.fit > 0; });
      return slips.length ? slips : byLaterLetters(about, typed);
    });
  }
  /* A slip in the first two letters: the word is in another bucket, and the one of its later letters knows its name. */
  function byLaterLetters(about, typed) {
    var ways = [typed.slice(3, 5), typed.slice(2, 4), typed.slice(4, 6)];
    return Promise.all(ways.map(function (letters) { return bucket(about, letters); })).then(function (found) {
      var names = {};
      found.forEach(function (each) { each.later.forEach(function (word) { if (near(typed, word)) names[word] = near(typed, word); }); });
      return Promise.all(Object.keys(names).map(function (name) {
        return bucket(about, name).then(function (own) {
          var line = own.words.find(function (line) { return line[0] === name; });
          return line && { word: name, places: line[1], fit: [0, 0.4, 0.6][names[name]] };
        });
      }));
    }).then(function (words) { return words.filter(Boolean); });
  }
  /* Other names of what was typed: old names of roles and terms, and short ones. */
  function alternatives(same, typed) {
    var more = typed.map(function () { return []; });
    same.forEach(function (pair) {
      for (var at = 0; at + pair[0].length <= typed.length; at += 1) {
        if (!pair[0].length || pair[0].some(function (word, index) { return typed[at + index] !== word; })) continue;
        for (var index = 0; index < pair[0].length; index += 1) more[at + index] = more[at + index].concat(pair[1].map(function (word) { return { word: word, fit: 0.8 / pair[0].length }; }));
      }
    });
    return more;
  }

  /* "hand-over" is written "handover" too; the other way round the index knows it. */
  function joined(text, german) {
    return (fold(text, german).match(/\p{Alphabetic}+-\p{Alphabetic}+/gu) || []).map(function (pair) { return [pair.split('-'), [pair.replace('-', '')]]; });
  }

  // ------------------------------------------------------------------ ranking
  /* Resolves to {count, results}; results are records with the words that matched. */
  function search(about, text) {
    var typed = cut(text, about.german);
    if (!typed.length) return Promise.resolve({ count: 0, results: [], typed: typed });
    var more = alternatives(about.same.concat(joined(text, about.german)), typed);
    var short = typed.join(' ');
    return Promise.all(typed.map(function (word, index) {
      return Promise.all([meant(about, word)].concat(more[index].map(function (other) {
        return meant(about, other.word).then(function (found) {
          return found.filter(function (each) { return each.word === other.word; }).map(function (each) { return { word: each.word, places: each.places, fit: other.fit }; });
        });
      }))).then(function (lists) { return [].concat.apply([], lists); });
    })).then(function (slots) {
      var scores = {}, hits = {};
      slots.forEach(function (words) {
        var best = {};
        words.forEach(function (word) {
          var list = places(word.places);
          var rare = Math.log(1 + about.records / Math.max(list.length, word.atLeast || 0));
          list.forEach(function (place) { best[place[0]] = Math.max(best[place[0]] || 0, WEIGHTS[place[1]] * word.fit * rare); });
        });
        Object.keys(best).forEach(function (number) { scores[number] = (scores[number] || 0) + best[number]; hits[number] = (hits[number] || 0) + 1; });
      });
      var matched = [].concat.apply([], slots).filter(function (word) { return !word.unmarked; }).map(function (word) { return word.word; });
      var order = Object.keys(scores).map(function (number) {
        var part = hits[number] / slots.length;
        return { number: Number(number), score: scores[number] * part * part, whole: part === 1 };
      }).sort(function (a, b) { return b.score - a.score || a.number - b.number; });
      var count = order.filter(function (each) { return each.whole; }).length || order.length;
      return Promise.all(order.slice(0, LOADED).map(function (each) {
        return load('r', Math.floor(each.number / about.chunk)).then(function (chunk) {
          var record = chunk[each.number % about.chunk];
          var title = cut(record[1], about.german);
          // A role or term of which that is the short name is meant as much as one of this title.
          var is = title.join(' ') === short || about.same.some(function (pair) { return pair[1].join(' ') === short && pair[0].join(' ') === title.join(' '); });
          var said = is ? typed.length : typed.filter(function (word) { return title.indexOf(word) >= 0; }).length;
          var factor = KINDS[record[0]] * (1 + 0.3 * said / typed.length + (is || said === typed.length && title.length === typed.length ? 0.6 : 0));
          return { kind: record[0], title: record[1], context: record[2], href: whole(record), text: record[4], score: each.score * factor, number: each.number };
        });
      })).then(function (results) {
        var pages = {};
        results.sort(function (a, b) { return b.score - a.score || a.number - b.number; });
        results = results.filter(function (result) {
          var page = result.href.split('#')[0];
          pages[page] = (pages[page] || 0) + 1;
          return pages[page] <= PER_PAGE;
        }).slice(0, SHOWN);
        return { count: count, results: results, matched: matched, typed: typed };
      });
    });
  }
  waybook.query = function (text) { return load('a', 0).then(function (about) { return search(about, text); }); }; // for tests, and for whoever builds a page of results

  // ------------------------------------------------------------------ the window
  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }
  /* Text with the words that were found in <mark>; always as text, never as markup. */
  function marked(holder, text, answer, german) {
    var unspaced = answer.typed.filter(function (word) { return UNSPACED.test(word); });
    text.split(/([\p{Alphabetic}\p{N}\p{M}]+)/u).forEach(function (part) {
      var folded = fold(part, german);
      var hit = folded && (answer.matched.indexOf(folded) >= 0 || unspaced.some(function (word) { return folded.indexOf(word) >= 0; }));
      holder.append(hit ? make('mark', '', part) : part);
    });
    return holder;
  }

  var dialog, input, list, status, link, turn = 0, about = null;
  var stale = false, goOn = false; // what is listed answers an older text; Enter was pressed before the answer came
  function words(key, values) {
    var text = (about && about.words[key]) || '';
    Object.keys(values || {}).forEach(function (name) { text = text.replace('{' + name + '}', values[name]); });
    return text;
  }
  function where(result) {
    if (result.kind === 's') return words('found_step', { number: result.context[0], map: result.context[1] });
    if (result.kind === 'h') return words('found_section', { page: result.context });
    return words({ p: 'found_page', m: 'found_map', r: 'found_role', l: 'found_link', t: 'found_term' }[result.kind]);
  }
  function address(href) { return /^[a-z][a-z0-9+.-]*:/i.test(href) ? href : new URL(href, root).href; }

  function show(answer) {
    stale = false;
    list.replaceChildren();
    answer.results.forEach(function (result) {
      var item = make('li');
      var found = make('a', 'hit');
      found.href = address(result.href);
      found.append(marked(make('strong'), result.title, answer, about.german), make('small', '', where(result)));
      if (result.text) found.append(marked(make('span'), result.text, answer, about.german));
      item.append(found);
      list.append(item);
    });
    if (goOn) { goOn = false; if (list.querySelector('a')) return list.querySelector('a').click(); }
    var text = !answer.typed.length ? words('search_hint') : !answer.count ? words('search_none') : answer.count === 1 ? words('search_one') : words('search_count', { count: answer.count });
    window.setTimeout(function () { if (answer.turn === turn) status.textContent = text; }, 300);
    if (!status.textContent || !answer.typed.length) status.textContent = text;
  }
  function ask() {
    turn += 1;
    var own = turn;
    load('a', 0).then(function (found) { about = found; label(); return search(found, input.value); }).then(function (answer) {
      if (own !== turn) return;
      answer.turn = own;
      show(answer);
    }, function () { status.textContent = words('search_failed') || link.textContent; });
  }
  function label() {
    if (dialog.getAttribute('aria-label')) return;
    dialog.setAttribute('aria-label', words('search_label'));
    input.setAttribute('aria-label', words('search_label'));
    dialog.querySelector('button').textContent = words('search_close');
    link.textContent = words('search_all');
    status.textContent = words('search_hint');
  }

  function build(opener) {
    dialog = make('dialog', 'finder');
    var form = make('form');
    form.method = 'dialog';
    form.setAttribute('role', 'search');
    input = make('input');
    input.type = 'search';
    input.placeholder = opener.querySelector('span').textContent;
    input.setAttribute('aria-label', input.placeholder);
    input.autocomplete = 'off';
    input.spellcheck = false;
    var close = make('button', 'btn quiet');
    close.type = 'submit';
    form.append(opener.querySelector('svg').cloneNode(true), input, close);
    status = make('p', 'said');
    status.setAttribute('role', 'status');
    list = make('ol', 'hits');
    list.setAttribute('role', 'list');
    link = make('a', 'whole');
    link.href = opener.href;
    dialog.append(form, status, list, link);
    document.body.append(dialog);
    var due = 0;
    input.addEventListener('input', function () { stale = true; goOn = false; window.clearTimeout(due); due = window.setTimeout(ask, 40); });
    dialog.addEventListener('click', function (event) { if (event.target === dialog) dialog.close(); });
    list.addEventListener('click', function (event) { if (event.target.closest('a') && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close(); });
    dialog.addEventListener('keydown', function (event) {
      var stops = [input].concat(waybook.all('a', dialog));
      var at = stops.indexOf(document.activeElement);
      if (event.key === 'Escape') { // browsers would first empty the field
        event.preventDefault();
        dialog.close();
      } else if (event.key === 'Enter' && document.activeElement === input) {
        event.preventDefault();
        if (stale) goOn = true; else if (list.querySelector('a')) list.querySelector('a').click();
      } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && at >= 0) {
        event.preventDefault();
        stops[(at + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length].focus();
      }
    });
  }
  /* The look comes first: a window without it would cover nothing and show everything. */
  var looks = new Promise(function (resolve) {
    if (document.querySelector('link[href*="search.css"]')) return resolve();
    var sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = assets + 'search.css';
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });
  /* `opener.typed` is what was typed while this was on its way. */
  waybook.search = function (opener) {
    if (!dialog) build(opener);
    looks.then(function () {
      if (dialog.open) return;
      dialog.showModal();
      input.focus();
      if (opener.typed) input.value = opener.typed; else input.select();
      opener.typed = null;
      ask();
    });
  };
})();
