/* Carrying text out of the page: as Markdown, to the clipboard, into a file, onto paper. Adds `acts`, `copy`, `save`, `plain` and `inline` to
   window.waybook. */
(() => {
  'use strict';
  var waybook = window.waybook, say = waybook.say, word = waybook.word;

  /* Says what it did, unless `said` has better words. Gives a promise of whether it worked. */
  waybook.copy = (text, said) => {
    var way = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    return way.catch(() => { // plain http and older browsers
      var area = document.createElement('textarea');
      var before = document.activeElement;
      area.value = text;
      area.className = 'vh';
      document.body.append(area);
      area.select();
      var worked = document.execCommand('copy');
      area.remove();
      before.focus();
      if (!worked) throw new Error('copying was blocked');
    }).then(() => { say(said || word('copied')); return true; }, () => { say(word('copy-blocked')); return false; });
  };

  waybook.save = (name, text) => {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
    link.download = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') + '.md';
    link.click();
    setTimeout(() => { URL.revokeObjectURL(link.href); }, 1000);
    say(word('saved'));
  };

  /* The buttons [data-act=md|save|print|reset] of a part of the page. `asMarkdown` gives nothing while the part is not as it must be. */
  waybook.acts = (part, name, asMarkdown, reset) => {
    part.addEventListener('click', event => {
      var button = event.target.closest('[data-act]'), act = button && button.dataset.act, text;
      if (act === 'reset') reset();
      if (act === 'print') { // the sheet leaves out the rest
        part.classList.add('alone');
        window.print();
        part.classList.remove('alone');
      }
      if (act !== 'md' && act !== 'save' || !(text = asMarkdown())) return;
      if (act === 'md') waybook.copy(text); else waybook.save(name, text);
    });
  };

  /* A text in which no sign means anything to Markdown. */
  waybook.plain = text => {
    return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>~&]/g, '\\$&');
  };

  /* Text of an element as Markdown. Nesting is as deep as the page's own, which its parser has limited. */
  waybook.inline = function inline(node) {
    if (node.nodeType === 3) return waybook.plain(node.data);
    if (node.nodeType !== 1 || node.matches('input, svg, .vh, .anchor')) return '';
    if (node.tagName === 'CODE') return code(node.textContent);
    var text = Array.from(node.childNodes, inline).join('');
    if (node.tagName === 'A') return '[' + text + '](<' + node.href + '>)';
    if (node.tagName === 'STRONG' || node.tagName === 'B') return '**' + text + '**';
    return node.tagName === 'EM' || node.tagName === 'I' ? '*' + text + '*' : text;
  };

  function code(text) { // more ticks around it than in it
    var ticks = '`';
    while (text.includes(ticks)) ticks += '`';
    return ticks.length > 1 || text[0] === '`' ? ticks + ' ' + text + ' ' + ticks : ticks + text + ticks;
  }
})();
