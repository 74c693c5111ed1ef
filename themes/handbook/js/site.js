/* What every page can do better with a script: this file has the theme and what all other scripts use.
   All of it is comfort; pages are complete without. A classic script in the head, so that it also runs from file: and
   sets the theme before the first paint. The files of the folder `site/` are joined behind it.

   From the page:  <html data-site="…" data-page="…">      site id and page address, for storage keys
                   <script data-font="…">                   the font of the text, fetched beside the style sheet and not after it
   Words, all on <html>, put there by the templates (a missing one is simply not said):
     data-t-theme  data-t-system  data-t-light  data-t-dark    name of the theme button, {name} being one of the other three
     data-t-copied  data-t-copy-blocked  data-t-saved  data-t-cleared
     data-t-not-kept                                           said once a page when the browser keeps nothing */
(() => {
  'use strict';
  var root = document.documentElement;
  var live;
  var told = false;

  function all(selector, within) { return Array.from((within || document).querySelectorAll(selector)); }
  function word(name, holder) { return (holder || root).getAttribute('data-t-' + name) || ''; }
  function say(text) {
    live = live || document.getElementById('page.live');
    if (!live || !text) return;
    live.textContent = ''; // the same words twice are not announced
    setTimeout(() => { live.textContent = text; }, 30);
  }
  function ready(start) { document.addEventListener('DOMContentLoaded', start); }

  /* Before the style sheet, so that most readers never see lines break in the stand-in font. As a tag of the page, it would be an error on file:. */
  var font = document.currentScript.dataset.font;
  if (font && location.protocol !== 'file:') {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'font', crossOrigin: '', href: font }));
  }

  /* The id in an address; one that somebody cut in the middle of a letter stays as it is. */
  function decode(id) { try { return decodeURIComponent(id); } catch (error) { return id; } }

  /* Sites of the same name may lie beside each other on a host, or on a disk: where this one lies is a part of its name. */
  root.dataset.site += new URL('..', document.currentScript.src).pathname;

  /* What this browser remembers. Storage may be blocked, full or absent: writing gives false then, and the page remembers until it is left. */
  var unkept = {};
  var store = {
    /* A name that no other site on the same host uses: key('theme') for the site, key(place, item) for a page or map. */
    key: (place, item) => ['wb', root.dataset.site || '', place].concat(item === undefined ? [] : item).join(':'),
    /* The address under which an element's ticks and entries are kept: its map's, else its page's. */
    place: element => {
      var holder = element.closest('[data-place]');
      return holder ? holder.dataset.place : root.dataset.page || '';
    },
    get: key => { try { return key in unkept ? unkept[key] : localStorage.getItem(key); } catch (error) { return null; } },
    set: (key, value) => {
      try {
        if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value);
        delete unkept[key];
        return true;
      } catch (error) {
        unkept[key] = value;
        return false;
      }
    },
    /* What is kept of an item of an element. A step that had another name ([data-was]) takes over what was kept under that. */
    item: (element, item) => {
      var place = store.place(element), own = store.key(place, item);
      (element.dataset.was || '').split(' ').forEach(old => {
        var before = store.key(place, old + item.slice(item.indexOf('/'))), kept = store.get(before);
        if (kept) { store.set(own, kept); store.set(before, null); }
      });
      return store.get(own);
    },
    /* As set, for what a reader has entered: when it fails, that is said, once a page. */
    keep: (key, value) => {
      if (store.set(key, value)) return true;
      all('.where').forEach(place => { place.textContent = word('not-kept'); });
      if (!told) say(word('not-kept'));
      told = true;
      return false;
    }
  };

  root.classList.add('js');
  var chosen = store.get(store.key('theme'));
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;
  window.waybook = { unkept: unkept, all: all, word: word, say: say, ready: ready, decode: decode, store: store };

  ready(() => {
    showCurrent(document.getElementById('page.side'));
    themeButton(document.getElementById('page.theme'));
    showDue();
  });

  /* A page that was built before its review was due says so once it is: the site has no clock, the reader has. */
  function showDue() {
    all('[data-due]').forEach(function (note) { note.hidden = note.dataset.due >= new Date().toISOString().slice(0, 10); });
  }

  /* A long list of pages is scrolled to the page that is open. */
  function showCurrent(side) {
    var link = side && all('[aria-current]', side).pop(); // the sections come first and may be hidden
    if (link) side.scrollTop = link.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 2;
  }

  /* The button goes round: as the system says, dark, light. */
  function themeButton(button) {
    if (!button) return;
    function name() { button.setAttribute('aria-label', word('theme').replace('{name}', word(root.dataset.theme || 'system'))); }
    name();
    button.addEventListener('click', () => {
      var next = { '': 'dark', dark: 'light', light: '' }[root.dataset.theme || ''];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      store.set(store.key('theme'), next || null);
      name();
      say(button.getAttribute('aria-label'));
    });
  }
})();
