/* "Go on where you left": the way that the guide of this map keeps in this browser. Offered, never followed by itself.

     a[id="map.resume"]: its address is the guide's, its words have {number} and {text} */
(function () {
  'use strict';
  var store = window.waybook.store, link = document.getElementById('map.resume');
  if (!link) return;
  try {
    var way = JSON.parse(store.get(store.key(document.documentElement.dataset.page, 'way'))).way;
    var id = decodeURIComponent(/(?:^|&)r=([^&]+)/.exec(way)[1].split(',').pop().split(':')[0]);
    var step = document.getElementById(id).closest('li.st');
    link.href = link.href.replace('index.html', encodeURIComponent(step.id) + '/index.html#' + way);
    link.textContent = link.textContent.replace('{number}', step.dataset.n).replace('{text}', step.querySelector('.sth').textContent);
    link.hidden = false;
  } catch (error) { /* no way, or none that can be read: nothing to go on with */ }
})();
