// Checklists: ticks stay where they belong, and leave the browser as Markdown.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { serve } from '../audit/audit.mjs';
import { made, pagesWith, reader } from './site.mjs';

/** The page whose first checklist is the longest. */
let found = null;
async function checklistPage(r) {
  let best = found;
  if (best) { await r.open(best.address); return best; }
  for (const address of pagesWith('data-checklist')) {
    await r.open(address);
    const items = await r.page.evaluate(() => [...document.querySelector('[data-checklist]').querySelectorAll('input')].map(box => box.dataset.item));
    if (!best || items.length > best.items.length) best = { address, items };
  }
  assert.ok(best.items.length >= 3, `the longest checklist of the site has ${best.items.length} items`);
  assert.equal(new Set(best.items).size, best.items.length, 'two items share an id');
  await r.open(best.address);
  found = best;
  return best;
}
const box = (page, item) => page.locator(`[data-checklist] input[data-item="${item}"]`).first();
const tick = (page, item) => page.evaluate(item => document.querySelector(`[data-checklist] input[data-item="${CSS.escape(item)}"]`).click(), item);
const ticked = page => page.evaluate(() => [...document.querySelector('[data-checklist]').querySelectorAll('input')].filter(input => input.checked).map(input => input.dataset.item).sort());

test('ticks stay over a reload, by item and not by place', async () => {
  const r = await reader();
  const { address, items } = await checklistPage(r);
  const start = await ticked(r.page);
  await tick(r.page, items[1]);
  await tick(r.page, items[2]);
  const expected = (await ticked(r.page)).slice();
  assert.notDeepEqual(expected, start);
  const [site, place] = await r.page.evaluate(() => [document.documentElement.dataset.site, document.documentElement.dataset.page]);
  assert.ok(site && place, 'the page does not tell its site and address');
  // Pages that were looked at on the way here may remember something of their own.
  const keys = await r.page.evaluate(begin => Object.keys(localStorage).filter(key => key.startsWith(begin)).sort(), `wb:${site}:${place}:`);
  assert.deepEqual(keys, [items[1], items[2]].map(item => `wb:${site}:${place}:${item}`).sort());
  await r.open(address);
  assert.deepEqual(await ticked(r.page), expected);
  assert.equal(await r.page.locator('[data-checklist] .n').first().textContent(), String(expected.length));
  // The writer turns the list round and adds an item: everything else keeps its state.
  await r.page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => {
    const first = document.querySelector('[data-checklist] li'), list = first.parentElement;
    const added = first.cloneNode(true);
    added.querySelector('input').defaultChecked = false;
    added.querySelector('input').dataset.item = 'an-item-that-was-not-there';
    [...list.children].reverse().forEach(item => list.append(item));
    list.prepend(added);
  }));
  await r.open(address);
  assert.deepEqual(await ticked(r.page), expected);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('another page or another site on the same origin keeps its own ticks', async () => {
  const r = await reader();
  const { address, items } = await checklistPage(r);
  const start = await ticked(r.page);
  await tick(r.page, items[1]);
  for (const name of ['site', 'page']) {
    const context = r.context;
    const page = await context.newPage();
    // A list of a map is kept under the address of the map, wherever it is shown.
    if (name === 'page') await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('[data-place]').forEach(list => { list.dataset.place = '/elsewhere/'; })));
    await page.addInitScript(name => new MutationObserver((_, watcher) => { if (document.documentElement?.dataset.site) { document.documentElement.dataset[name] = 'elsewhere'; watcher.disconnect(); } }).observe(document, { childList: true, subtree: true }), name);
    await page.goto(r.page.url());
    assert.match(await page.evaluate(name => document.documentElement.dataset[name], name), /^elsewhere/);
    assert.deepEqual(await ticked(page), start, `ticks of ${address} are seen from another ${name}`);
    await page.close();
  }
  await r.close();
});

test('two sites of the same name below one address keep their own ticks and ways', async () => {
  const files = { 'content/index.md': '# Home\n\n- [ ] One\n- [ ] Two\n', 'process-maps/tea.yaml': 'title: Tea\nsteps:\n  - {id: boil, do: Boil, check: [Hot]}\n  - {id: done, end: Tea}\n' };
  const { folder } = await made(files);
  const both = fs.mkdtempSync(path.join(os.tmpdir(), 'waybook-two-'));
  for (const name of ['a', 'b']) fs.cpSync(folder, path.join(both, name), { recursive: true });
  const server = await serve(both);
  const r = await reader();
  await r.open(`${server.base}/a/`);
  await r.page.locator('[data-item]').first().check();
  await r.open(`${server.base}/a/maps/tea/guide/`);
  await r.page.locator('[data-item]').first().check();
  await r.page.click('#next');
  await r.page.waitForURL(/\/done\//);
  await r.open(`${server.base}/b/`);
  assert.equal(await r.page.locator('[data-item]:checked').count(), 0);
  await r.open(`${server.base}/b/maps/tea/`);
  assert.equal(await r.page.locator('[data-item]:checked').count(), 0);
  assert.ok(await r.page.locator('[id="map.resume"]').isHidden());
  await r.open(`${server.base}/a/maps/tea/`);
  assert.equal(await r.page.locator('[data-item]:checked').count(), 1);
  assert.ok(await r.page.locator('[id="map.resume"]').isVisible());
  assert.deepEqual(r.errors, []);
  await r.close();
  server.close();
  fs.rmSync(both, { recursive: true });
});

test('a full storage is said once, and the list goes on', async () => {
  const r = await reader();
  const { items } = await checklistPage(r);
  await r.page.evaluate(() => {
    window.said = [];
    new MutationObserver(() => { const text = document.getElementById('page.live').textContent; if (text) window.said.push(text); }).observe(document.getElementById('page.live'), { childList: true });
    for (let size = 1 << 20, at = 0; size >= 1;) try { localStorage.setItem(`full${at++}`, 'x'.repeat(size)); } catch { size >>= 1; }
  });
  await tick(r.page, items[1]);
  await r.page.waitForFunction(() => window.said.length > 0);
  await tick(r.page, items[2]);
  assert.deepEqual(await ticked(r.page), [items[1], items[2]].sort());
  assert.deepEqual(await r.page.evaluate(() => window.said), [await r.page.locator('html').getAttribute('data-t-not-kept')]);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('starting over clears every tick, also after a reload', async () => {
  const r = await reader();
  const { address, items } = await checklistPage(r);
  await tick(r.page, items[0]);
  await r.page.evaluate(() => document.querySelector('[data-checklist] [data-act=reset]').click());
  assert.deepEqual(await ticked(r.page), []);
  await r.open(address);
  assert.deepEqual(await ticked(r.page), []);
  await r.close();
});

test('a list is copied as Markdown with its order and state', async () => {
  const r = await reader({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { items } = await checklistPage(r);
  await tick(r.page, items[1]);
  await r.page.evaluate(() => document.querySelector('[data-checklist] [data-act=md]').click());
  const copied = await r.page.waitForFunction(() => navigator.clipboard.readText().then(text => text.includes('- [') && text)).then(handle => handle.jsonValue());
  const states = await r.page.evaluate(() => [...document.querySelector('[data-checklist]').querySelectorAll('input')].map(input => input.checked));
  const lines = copied.split('\n').filter(line => /^ *- \[/.test(line));
  assert.deepEqual(lines.map(line => line.includes('- [x] ')), states);
  const texts = await r.page.evaluate(() => [...document.querySelector('[data-checklist]').querySelectorAll('input')].map(input => (input.closest('label').querySelector('.t') || input.closest('label')).textContent.trim().replace(/\s+/g, ' ')));
  const plain = text => text.replace(/\]\([^)]*\)/g, '').replace(/[\\*`[\]]/g, '').replace(/\s+/g, ' ').trim();
  assert.deepEqual(lines.map(line => plain(line.replace(/^ *- \[.\] /, ''))), texts.map(plain));
  assert.match(copied, /^### \S/);
  await r.page.waitForFunction(() => document.getElementById('page.live').textContent === document.documentElement.getAttribute('data-t-copied'));
  await r.close();
});

test('with storage blocked a list still works and says once that nothing is kept', async () => {
  const r = await reader();
  const { address, items } = await checklistPage(r);
  await r.page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } }));
  await r.open(address);
  const start = await ticked(r.page);
  await tick(r.page, items[1]);
  assert.notDeepEqual(await ticked(r.page), start);
  const words = await r.page.locator('html').getAttribute('data-t-not-kept');
  assert.ok(words);
  await r.page.waitForFunction(words => document.getElementById('page.live').textContent === words, words);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('items are real boxes in labels and work by keyboard', async () => {
  const r = await reader();
  for (const address of pagesWith('data-checklist').slice(0, 5)) {
    await r.open(address);
    const loose = await r.page.evaluate(() => [...document.querySelectorAll('[data-checklist] input')].filter(input => input.type !== 'checkbox' || !input.closest('label') || input.disabled || !input.dataset.item).length);
    assert.equal(loose, 0, address);
  }
  const { items } = await checklistPage(r);
  await r.page.evaluate(item => { const input = document.querySelector(`[data-item="${CSS.escape(item)}"]`); const step = input.closest('li.st'); if (step) location.hash = step.id; }, items[1]);
  const input = box(r.page, items[1]);
  await input.waitFor({ state: 'visible' });
  const before = await input.isChecked();
  await input.focus();
  await r.page.keyboard.press(' ');
  assert.equal(await input.isChecked(), !before);
  await r.close();
});

test('without a script no text claims that ticks are kept', async () => {
  const r = await reader({ javaScriptEnabled: false });
  for (const address of pagesWith('data-checklist').slice(0, 5)) {
    await r.open(address);
    const shown = await r.page.evaluate(() => [...document.querySelectorAll('.check .where, .check .cl-actions')].filter(element => element.checkVisibility()).length);
    assert.equal(shown, 0, address);
  }
  await r.close();
});
