/* The way that the guide of this map keeps in this browser: marked in the drawings, with "Go on where you left", which nobody has to follow.

     a[id="map.resume"]: its address is the guide's, its words have {number} and {text}
     data-t-done on <main> */
(() => {
  'use strict';
  var waybook = window.waybook, map = waybook.map, all = waybook.all, link = document.getElementById('map.resume');
  if (!link) return;
  try {
    var way = JSON.parse(waybook.store.get(waybook.store.key(document.documentElement.dataset.page, 'way'))).way;
    var gone = /(?:^|&)r=([^&]+)/.exec(way)[1].split(',').map(one => map.stepAt(waybook.decode(one.split(':')[0])).id);
    var id = gone[gone.length - 1], step = map.stepAt(id);
    link.href = link.href.replace('index.html', encodeURIComponent(id) + '/index.html#' + way);
    link.textContent = link.textContent.replace('{number}', step.dataset.n).replace('{text}', step.querySelector('.sth').textContent);
    link.hidden = false;
    map.drawings.forEach(drawing => {
      drawing.nodes.forEach(node => {
        if (gone.indexOf(map.idOf(node)) < 0 || map.idOf(node) === id) return;
        node.querySelector('.no').textContent = '✓';
        node.setAttribute('aria-label', node.getAttribute('aria-label') + ' ' + map.word('done') + '.');
      });
      all('.ln', drawing.svg).forEach(line => {
        if (gone.some((from, at) => from === line.dataset.from && gone[at + 1] === line.dataset.to)) line.closest('.ed').classList.add('took');
      });
    });
  } catch (error) { /* no way, or none that can be read: nothing to go on with */ }
})();
