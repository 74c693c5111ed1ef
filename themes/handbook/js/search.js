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
  var SIGNS = '!#%&*+-', BEFORE = '"\'(),./:;<=>?@[]^_{|}~', LAST = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'; // as index.rs has them
  var KINDS = { m: 1.25, p: 1.15, s: 1, h: 0.8, r: 1, l: 1, t: 1 };

  // ------------------------------------------------------------------ the files of the index
  var files = {}, waiting = {}, version = '';
  waybook.found = function (kind, number, data) { if (kind === 'a') version = data.version; waiting[kind + number](data); };
  function load(kind, number, read) {
    var key = kind + number;
    files[key] = files[key] || new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      waiting[key] = resolve;
      script.src = assets + 'search/' + (kind === 'a' ? 'about.js' : key + '.js?v=' + version); // the first one tells the version of the others
      script.onerror = function () { delete files[key]; reject(new Error(script.src)); };
      document.head.append(script);
    }).then(read);
    return files[key];
  }
  function bucket(about, letters) {
    var hash = 0x811c9dc5;
    Array.from(letters).slice(0, 2).forEach(function (letter) { hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0; });
    return load('w', (hash & (about.buckets - 1)) >>> 0, function (text) {
      var lines = text.split('\n'), words = [], word = '';
      lines[0].replace(/(\d)(\S*) (\D*)/g, function (all, same, more, places) {
        word = word.slice(0, same) + more;
        words.push([word].concat(places.split(' ')));
      });
      return { words: words, later: lines.slice(1) };
    });
  }
  /* The records of a file. Its first line tells the page of what is said before a new page begins. */
  function records(text) {
    var lines = text.split('\n'), head = lines.shift().split('\t'), page = file(head[0]), holder = head[1];
    return lines.map(function (line) {
      var parts = line.slice(1).split('\t'), kind = line[0], title = parts[0], place = parts[2] || '';
      if (kind === 'h' || kind === 's') place = page + '#' + (place || usual(title));
      else holder = title;
      if (kind === 'p' || kind === 'm') page = place = file(place);
      return { kind: kind, title: title, text: parts[1] || '', href: place, holder: holder, number: parts[3] };
    });
  }
  function file(page) { return page.replace(/(^|\/)$/, '$1index.html'); }
  /* The usual id of a section is made from its title, as is_plain_id in index.rs has it. */
  function usual(title) {
    return encodeURIComponent(title.trim().toLowerCase().replace(/[^\p{Alphabetic}0-9_ -]/gu, '').replace(/ /g, '-'));
  }
  /* A distance as push_distance in index.rs writes it. */
  function distance(text) {
    return Array.from(text).reduce(function (number, digit) { return LAST.indexOf(digit) < 0 ? number * 22 + BEFORE.indexOf(digit) : number * 52 + LAST.indexOf(digit); }, 0);
  }
  /* Pairs of a number and how much the word weighs there. */
  function places(text) {
    var number = 0;
    return (text.match(/[^a-z]*[a-z]/gi) || []).map(function (place) {
      var weight = SIGNS.indexOf(place[0]);
      number += distance(weight < 0 ? place : place.slice(1));
      return [number, weight < 0 ? 7 : weight];
    });
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
      var right = found.words.map(function (line) {
        var word = line[0], starts = typed.length > 1 && word.indexOf(typed) === 0;
        return known(line, word === typed ? 1 : starts ? 0.5 + 0.4 * typed.length / word.length : sameStem(typed, word) ? 0.6 : 0);
      }).filter(function (word) { return word.fit; });
      // Where the word itself exists, longer ones are rather others: "sa" is not "satisfy", and that is rarer does not make it better.
      var exact = right.find(function (word) { return word.fit === 1; });
      if (exact) right.forEach(function (word) { if (word.fit < 1) { word.fit *= 0.5; word.count = Math.max(word.count, exact.count); word.unmarked = typed.length < 4; } });
      var whole = right.some(function (word) { return word.fit === 1 || word.word.indexOf(typed) === 0; });
      if (typed.length > 4 && !whole) right = right.concat(slips(found.words, typed));
      if (right.length) return right;
      // "ueber" may be "über", which is "uber" in the index of any language.
      var umlauts = fold(typed, true);
      return (umlauts === typed ? Promise.resolve(right) : meant(about, umlauts)).then(function (others) {
        return others.length || typed.length < 5 ? others : byLaterLetters(about, typed);
      });
    });
  }
  function slips(lines, typed) {
    return lines.filter(function (line) { return near(typed, line[0]); }).map(function (line) { return known(line, [0, 0.4, 0.6][near(typed, line[0])]); });
  }
  /* A line of the index that is meant so much: its word, in how many records that stands, and in which, or the weightiest of them. */
  function known(line, fit) {
    var list = fit ? places(line[1]) : [];
    return { word: line[0], places: list, count: line[2] ? distance(line[2]) : list.length, fit: fit };
  }
  /* A slip in the first letters: the word is in another bucket, and the one of its later letters knows how it begins. */
  function byLaterLetters(about, typed) {
    var ways = [typed.slice(3, 5), typed.slice(2, 4), typed.slice(4, 6)];
    return Promise.all(ways.map(function (letters) { return bucket(about, letters); })).then(function (found) {
      var begins = {};
      found.forEach(function (each) {
        each.later.filter(function (line) { return ways.indexOf(line.slice(0, 2)) >= 0; }).forEach(function (line) {
          line.slice(2).match(/.{3}/gu).forEach(function (first) {
            var begin = first + line.slice(0, 2);
            if (near(typed, begin) || near(begin, typed)) begins[begin] = true;
          });
        });
      });
      return Promise.all(Object.keys(begins).map(function (begin) {
        return bucket(about, begin).then(function (own) {
          return slips(own.words.filter(function (line) { return line[0].indexOf(begin) === 0; }), typed);
        });
      }));
    }).then(function (lists) { return [].concat.apply([], lists); });
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
        return bucket(about, other.word).then(function (found) {
          return found.words.filter(function (line) { return line[0] === other.word; }).map(function (line) { return known(line, other.fit); });
        });
      }))).then(function (lists) { return [].concat.apply([], lists); });
    })).then(function (slots) {
      var scores = {}, hits = {}, unlisted = 0;
      slots.forEach(function (words) {
        // Of a word that stands nearly everywhere some places are listed: how likely it stands in another one is known.
        var best = {}, share = words.reduce(function (most, word) { return word.fit > 0.5 ? Math.max(most, (word.count - word.places.length) / about.records) : most; }, 0);
        words.forEach(function (word) {
          var worth = word.fit * Math.log(1 + about.records / word.count);
          word.places.forEach(function (place) { best[place[0]] = Math.max(best[place[0]] || 0, WEIGHTS[place[1]] * worth); });
        });
        unlisted += share;
        Object.keys(best).forEach(function (number) {
          scores[number] = (scores[number] || 0) + best[number];
          hits[number] = (hits[number] || 0) + 1 - share;
        });
      });
      var matched = [].concat.apply([], slots).filter(function (word) { return !word.unmarked; }).map(function (word) { return word.word; });
      var order = Object.keys(scores).map(function (number) {
        var found = hits[number] + unlisted;
        return { number: Number(number), score: scores[number] * Math.pow(found / slots.length, 2), whole: found > slots.length - 0.5 };
      }).sort(function (a, b) { return b.score - a.score || a.number - b.number; });
      var count = order.filter(function (each) { return each.whole; }).length || order.length;
      // A role or term of which that is the short name is meant as much as one of this title.
      var names = [short].concat(about.same.filter(function (pair) { return pair[1].join(' ') === short; }).map(function (pair) { return pair[0].join(' '); }));
      return Promise.all(order.slice(0, LOADED).map(function (each) {
        return load('r', Math.floor(each.number / about.chunk), records).then(function (found) {
          var result = Object.assign({ record: each.number }, found[each.number % about.chunk]);
          var title = cut(result.title, about.german), is = names.indexOf(title.join(' ')) >= 0;
          var said = is ? typed.length : typed.filter(function (word) { return title.indexOf(word) >= 0; }).length;
          result.score = each.score * KINDS[result.kind] * (1 + 0.3 * said / typed.length + (is || said === typed.length && title.length === typed.length ? 0.6 : 0));
          return result;
        });
      })).then(function (results) {
        var pages = {};
        results.sort(function (a, b) { return b.score - a.score || a.record - b.record; });
        results = results.filter(function (result) {
          var page = result.href.split('#')[0];
          pages[page] = (pages[page] || 0) + 1;
          return pages[page] <= PER_PAGE;
        }).slice(0, SHOWN);
        // What is shown without all the words counts as well.
        return { count: Math.max(count, results.length), results: results, matched: matched, typed: typed };
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
    if (result.kind === 's') return words('found_step', { number: result.number, map: result.holder });
    if (result.kind === 'h') return words('found_section', { page: result.holder });
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
