// What a handbook's own writers do to it: steps get other names, one map is opened by several, a map grows very long, a list is carried
// into another page. Each test makes the small site that it needs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { made, reader } from './site.mjs';

const ticked = page => page.locator('[data-item]:checked').evaluateAll(boxes => boxes.map(box => box.dataset.item));
const copied = (page, begin) => page.waitForFunction(begin => navigator.clipboard.readText().then(text => text.startsWith(begin) && text), begin).then(handle => handle.jsonValue());

test('a step with a new id is found under its old one: page, guide, way, ticks, entries, search', async () => {
  const step = (id, was) => `{id: ${id}, do: Look it up${was}, check: [In the book, On the shelf], form: [{ask: Why}]}`;
  const map = (id, was) => `title: Help\nsteps:\n  - {id: ask, ask: Is it urgent?, answers: {Yes: ${id}, No: done}}\n  - ${step(id, was)}\n  - {id: done, end: Answered}\n`;
  const before = await made({ 'process-maps/help.yaml': map('search', '') });
  const r = await reader();
  await r.open(`${before.base}/maps/help/guide/search/#r=ask:yes,search`);
  await r.page.locator('[data-item="search/on-the-shelf"]').check();
  await r.page.locator('[data-entry="search/why"]').fill('No idea');
  const link = await r.page.evaluate(() => location.href);
  assert.match(link, /c=search:on-the-shelf&e=search%2Fwhy~No%20idea$/);
  const kept = await r.page.evaluate(() => JSON.stringify(localStorage));

  const now = await made({ 'process-maps/help.yaml': map('look', ', was: [lookup, search]') });
  // A copied link in a fresh browser: the old page of the guide leads on and takes the way along.
  const other = await reader();
  await other.page.goto(link.replace(before.base, now.base));
  await other.page.waitForURL(/guide\/look\/index\.html#r=ask:yes,look&c=look:on-the-shelf&e=look%2Fwhy~No%20idea$/);
  assert.deepEqual(await ticked(other.page), ['look/on-the-shelf']);
  assert.equal(await other.page.locator('[data-entry="look/why"]').inputValue(), 'No idea');
  assert.ok(await other.page.locator('#told').isHidden(), 'nothing was lost');
  // The same browser after the edit, on the page of the map: by the old id, with what was ticked and written.
  await other.close();
  const same = await reader();
  await same.open(`${now.base}/404.html`);
  await same.page.evaluate(kept => Object.entries(JSON.parse(kept)).forEach(([key, value]) => localStorage.setItem(key, value)), kept);
  await same.open(`${now.base}/maps/help/#search`);
  assert.equal(await same.page.locator('li.st.on').getAttribute('id'), 'look');
  assert.equal(await same.page.locator('[id="map.resume"]').textContent(), 'Go on where you left: step 2, Look it up');
  assert.deepEqual(await ticked(same.page), ['look/on-the-shelf']);
  assert.equal(await same.page.locator('[data-entry="look/why"]').inputValue(), 'No idea');
  await same.page.locator('[data-item="look/on-the-shelf"]').uncheck();
  await same.page.reload();
  assert.deepEqual(await ticked(same.page), [], 'what was taken back does not come again from the old name');
  await same.page.click('[id="page.search"]');
  await same.page.locator('dialog input').fill('lookup');
  await same.page.locator('dialog a', { hasText: 'Look it up' }).first().waitFor();
  assert.deepEqual([...r.errors, ...same.errors], []);
  await same.close();
  await r.close();
  // Without a script the old address is a page with a link.
  const page = fs.readFileSync(path.join(now.folder, 'maps/help/guide/search/index.html'), 'utf8');
  assert.match(page, /http-equiv="refresh" content="0; url=[^"]*\/guide\/look\/index.html"/);
  assert.match(page, /<a id="moved" href="[^"]*\/guide\/look\/index.html">Help: Look it up<\/a>/);
});

test('a map that several maps open names the one that the reader comes from, and each way back', async () => {
  const outer = name => `title: ${name}\nsteps:\n  - {id: in, map: inner}\n  - {id: after, do: After ${name}}\n  - {id: out, end: Out}\n`;
  const { base } = await made({
    'process-maps/one.yaml': outer('One'), 'process-maps/two.yaml': outer('Two'),
    'process-maps/inner.yaml': 'title: Inner\nsteps:\n  - {id: work, do: Work}\n  - {id: done, end: Done}\n'
  });
  const r = await reader();
  const crumbs = () => r.page.locator('.crumbs li:visible').allTextContents();
  await r.open(`${base}/maps/inner/`);
  assert.deepEqual(await crumbs(), ['Process maps', '2 maps', 'Inner']);
  const back = '#done .nextup a[href*="#after"]';
  assert.deepEqual(await r.page.locator(back).evaluateAll(links => links.map(link => link.getAttribute('href'))), ['../../maps/one/index.html#after', '../../maps/two/index.html#after']);
  await r.open(`${base}/maps/two/`);
  await r.page.locator('#in a.btn.go').click();
  await r.page.waitForURL(/\/maps\/inner\/index.html#from.two$/);
  assert.equal(await r.page.locator('li.st.on').getAttribute('id'), 'work');
  assert.deepEqual(await crumbs(), ['Process maps', 'Two', 'Inner']);
  assert.match(await r.page.locator('.crumbs a:visible').nth(1).getAttribute('href'), /\/two\/index.html#in$/);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('with storage blocked, ticks and entries go on in the address', async () => {
  const { base } = await made({ 'process-maps/help.yaml': 'title: Help\nsteps:\n  - {id: look, do: Look, check: [Shelf, Book]}\n  - {id: tell, do: Tell, form: [{ask: Whom}]}\n  - {id: done, end: Answered}\n' });
  const r = await reader();
  await r.page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } }));
  await r.open(`${base}/maps/help/guide/`);
  await r.page.locator('[data-item="look/book"]').check();
  await r.page.click('#next');
  await r.page.waitForURL(/\/tell\//);
  await r.page.locator('[data-entry="tell/whom"]').fill('Ü & #1');
  await r.page.click('#next');
  await r.page.waitForURL(/\/done\//);
  assert.match(await r.page.evaluate(() => location.href), /c=look:book&e=tell%2Fwhom~%C3%9C%20%26%20%231$/);
  assert.deepEqual(await r.page.locator('#open li:visible').allTextContents(), ['Look: Shelf']);
  await r.page.reload();
  await r.page.click('#back');
  await r.page.waitForURL(/\/tell\//);
  assert.equal(await r.page.locator('[data-entry="tell/whom"]').inputValue(), 'Ü & #1');
  await r.page.click('#back');
  await r.page.waitForURL(/\/look\//);
  assert.deepEqual(await ticked(r.page), ['look/book']);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('a map of 200 steps starts without measuring anything in between, and stays small', async () => {
  const steps = Array.from({ length: 199 }, (_, index) => index % 9 === 8 && index < 190
    ? `  - {id: s${index}, ask: Is matter ${index} settled?, who: r${index % 4}, answers: {Yes: s${index + 1}, No: s${index + 3}}}`
    : `  - {id: s${index}, do: Write down what matter ${index} needs, who: r${index % 4}, with: [r3], takes: 2h, makes: [paper-${index}], check: [The date is known, The customer was told], note: Some words about step ${index} that fill two lines of the panel.}`);
  const roles = [0, 1, 2, 3].map(role => `r${role}: {short: R${role}, name: Role ${role}}`).join('\n');
  const { base, folder } = await made({ 'process-maps/long.yaml': `title: Long\nsteps:\n${steps.join('\n')}\n  - {id: done, end: Done}\n`, 'process-maps/_roles.yaml': roles });
  const size = zlib.gzipSync(fs.readFileSync(path.join(folder, 'maps/long/index.html'))).length;
  assert.ok(size <= 120_000, `${size} bytes`);
  const r = await reader();
  // What asks for a size while scripts still change the page has all of it laid out once more.
  await r.page.addInitScript(() => {
    window.measured = [];
    const rect = Element.prototype.getBoundingClientRect;
    Element.prototype.getBoundingClientRect = function () {
      if (document.readyState !== 'complete' && window.started !== true) window.measured.push(this.tagName);
      return rect.call(this);
    };
    // What is called when the page has just been laid out may measure: on a slow machine that comes first.
    const free = callback => function (...given) { window.started = true; return callback.apply(this, given); };
    const Observer = window.ResizeObserver, frame = window.requestAnimationFrame;
    window.ResizeObserver = class extends Observer { constructor(callback) { super(free(callback)); } };
    window.requestAnimationFrame = callback => frame.call(window, free(callback));
    document.addEventListener('DOMContentLoaded', () => setTimeout(() => { window.started = true; }));
  });
  await r.open(`${base}/maps/long/`);
  assert.deepEqual(await r.page.evaluate(() => window.measured), []);
  assert.equal(await r.page.locator('li.st').count(), 200);
  assert.equal(await r.page.evaluate(() => [...document.querySelectorAll('li.st .body')].filter(body => body.checkVisibility({ contentVisibilityAuto: true }) && body.offsetHeight > 8).length), 1, 'one step is open');
  await r.page.locator('svg.map:visible a.nd[href="#s100"] .s').first().click();
  assert.equal(await r.page.locator('li.st.on').getAttribute('id'), 's100');
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('a list copied as Markdown and read again has the same items, order, nesting and state', async () => {
  const list = '- [x] Plain\n- [ ] With *stress*, `code` and a [link](https://example.com/)\n  - [x] Below it\n    - [ ] Deeper\n  - [ ] Second below\n- [ ] Signs: 2 * 3, a_b_c, \\<b>, [x], 50 %, \\\\ and 日本\n';
  const first = await made({ 'content/index.md': `# Home\n\n${list}` });
  const r = await reader({ permissions: ['clipboard-read', 'clipboard-write'] });
  const items = () => r.page.evaluate(() => [...document.querySelectorAll('[data-checklist] li')].map(item => {
    const label = item.querySelector('label').cloneNode(true);
    let depth = 0;
    for (let up = item.parentElement.closest('li'); up; up = up.parentElement.closest('li')) depth += 1;
    return { words: label.innerHTML.replace(/<input[^>]*>/, '').trim(), depth, is: item.querySelector('input').checked };
  }));
  await r.open(`${first.base}/`);
  await r.page.locator('[data-item]').nth(3).check();
  const was = await items();
  assert.equal(was.length, 6);
  assert.deepEqual(was.map(item => item.depth), [0, 0, 1, 2, 1, 0]);
  await r.page.locator('[data-act=md]').click();
  const text = await copied(r.page, '### ');
  const second = await made({ 'content/index.md': `# Home\n\n${text}` });
  await r.open(`${second.base}/`);
  assert.deepEqual(await items(), was);
  await r.close();
});

test('a list, a form and a map are printed by their buttons', async () => {
  const { base } = await made({ 'process-maps/help.yaml': 'title: Help\nsteps:\n  - {id: look, ask: Is it there?, check: [Shelf, Book], form: [{ask: Why}], answers: {Yes: done, No: tell}}\n  - {id: tell, do: Tell}\n  - {id: done, end: Answered}\n' });
  const r = await reader();
  await r.page.addInitScript(() => { window.printed = []; window.print = () => {
    window.printed.push([...document.querySelectorAll('h1, .bar, .check, .form, li.st')].filter(part => part.checkVisibility()).map(part => part.id || part.classList[0] || part.tagName));
  }; });
  await r.open(`${base}/maps/help/`);
  await r.page.emulateMedia({ media: 'print' });
  const press = part => r.page.evaluate(part => document.querySelector(`${part} [data-act=print]`).click(), part);
  await press('.check');
  await press('.form');
  assert.deepEqual(await r.page.evaluate(() => window.printed), [['look', 'check'], ['look', 'form']]);
  // The page as a whole: every step with its text and each answer with where it leads.
  const paper = await r.page.evaluate(() => [...document.querySelectorAll('li.st')].map(step => step.innerText.replace(/\s+/g, ' ')));
  assert.equal(paper.length, 3);
  assert.match(paper[0], /Shelf Book Yes ?3 Answered No ?2 Tell/);
  assert.match(paper[1], /Next ?3 Answered/);
  await r.close();
});
