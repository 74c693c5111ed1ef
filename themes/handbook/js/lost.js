/* The page for an address that does not exist: proposes the addresses that are nearest to the one in the bar. Their list is loaded here
   and nowhere else.
   From the page:  [data-near="/handbook/" (the path of the site)][hidden] with an empty list in it */
(function () {
  'use strict';
  var waybook = window.waybook;
  var assets = document.currentScript.src.replace(/[^/]*$/, '');
  var SHOWN = 5, ALIKE = 0.34;

  /* Two letters each, with how often they occur; the last part of an address counts twice. */
  function pairs(path) {
    var parts = path.toLowerCase().replace(/(\/index)?\.(html?|md)$/, '').split('/').filter(Boolean);
    var found = {};
    parts.concat(parts.slice(-1)).forEach(function (part) {
      var word = ' ' + part.replace(/[-_]+/g, ' ') + ' ';
      for (var at = 0; at < word.length - 1; at++) found[word.slice(at, at + 2)] = (found[word.slice(at, at + 2)] || 0) + 1;
    });
    return found;
  }
  function size(set) { return Object.keys(set).reduce(function (sum, key) { return sum + set[key]; }, 0); }
  function alike(one, other) {
    var common = Object.keys(one).reduce(function (sum, key) { return sum + Math.min(one[key], other[key] || 0); }, 0);
    return 2 * common / (size(one) + size(other) || 1);
  }

  waybook.ready(function () {
    var box = document.querySelector('[data-near]');
    if (!box) return;
    var root = box.dataset.near;
    var wanted = pairs(waybook.decode(location.pathname.indexOf(root) ? location.pathname : location.pathname.slice(root.length)));
    waybook.addresses = function (list) {
      var near = list.map(function (entry) { return { to: entry[0], title: entry[1], alike: alike(wanted, pairs(entry[0])) }; })
        .filter(function (entry) { return entry.alike >= ALIKE; })
        .sort(function (a, b) { return b.alike - a.alike; })
        .slice(0, SHOWN);
      near.forEach(function (entry) {
        var link = document.createElement('a'), item = document.createElement('li'), small = document.createElement('small');
        link.href = root + entry.to.slice(1).split('/').map(encodeURIComponent).join('/');
        link.textContent = entry.title;
        small.textContent = ' ' + entry.to;
        item.append(link, small);
        box.querySelector('ul').append(item);
      });
      box.hidden = !near.length;
    };
    var script = document.createElement('script');
    script.src = assets + 'addresses.js';
    document.head.append(script);
  });
})();
