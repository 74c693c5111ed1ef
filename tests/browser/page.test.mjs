// Every page: theme, skip link, contents, menu on phones, from disk, without a script.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { made, mapPages, pages, pagesWith, reader, source } from './site.mjs';

const ground = page => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const sheetsOnly = /<style|\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)/i;

test('the theme follows the system until chosen, and the choice stays', async () => {
  const r = await reader({ colorScheme: 'light' });
  await r.open('/');
  const light = await ground(r.page);
  await r.page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground(r.page);
  assert.notEqual(light, dark);
  await r.page.emulateMedia({ colorScheme: 'light' });
  const button = r.page.locator('[id="page.theme"]');
  const names = [await button.getAttribute('aria-label')];
  await button.click();
  assert.equal(await ground(r.page), dark);
  names.push(await button.getAttribute('aria-label'));
  await r.open(mapPages()[0]);
  assert.equal(await ground(r.page), dark, 'the choice is lost on the next page');
  await r.page.locator('[id="page.theme"]').click();
  assert.equal(await ground(r.page), light);
  names.push(await r.page.locator('[id="page.theme"]').getAttribute('aria-label'));
  assert.equal(new Set(names).size, 3, names.join());
  await r.page.locator('[id="page.theme"]').click();
  await r.page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await ground(r.page), dark, 'the third press does not follow the system again');
  await r.close();
});

test('the chosen theme is there at the first paint', async () => {
  const r = await reader({ colorScheme: 'light' });
  await r.open('/');
  await r.page.locator('[id="page.theme"]').click();
  await r.page.addInitScript(() => new PerformanceObserver(list => { for (const entry of list.getEntries()) if (entry.name === 'first-paint') window.atFirstPaint = document.documentElement.dataset.theme; }).observe({ type: 'paint', buffered: true }));
  await r.page.reload();
  await r.page.waitForFunction(() => 'atFirstPaint' in window);
  assert.equal(await r.page.evaluate(() => window.atFirstPaint), 'dark');
  const inHead = source('/').slice(0, source('/').indexOf('<body')).match(/<script[^>]*site\.js[^>]*>/);
  assert.ok(inHead && !/defer|async|type=/.test(inHead[0]), 'site.js must run before the first paint');
  await r.close();
});

test('the font is asked for before the style sheet is there, once, and not in a way that complains from disk', async () => {
  const r = await reader();
  const asked = [];
  r.page.on('request', request => { if (/ahn\.woff2|site\.css/.test(request.url())) asked.push(request.url()); });
  let goOn;
  const held = new Promise(done => { goOn = done; });
  await r.page.route('**/site.css*', route => held.then(() => route.continue()));
  const font = r.page.waitForRequest(/ahn\.woff2/);
  const opening = r.open('/');
  await font; // while the style sheet is held back
  goOn();
  await opening;
  await r.page.evaluate(() => document.fonts.ready.then(() => true));
  assert.equal(await r.page.evaluate(() => document.fonts.check('1em "Atkinson Next"')), true);
  assert.equal(asked.filter(address => address.includes('ahn.woff2')).length, 1, asked.join('\n'));
  await r.close();

  const disk = await reader();
  await disk.openFile('/');
  assert.equal(await disk.page.locator('link[rel=preload]').count(), 0);
  assert.deepEqual(disk.errors, []);
  await disk.close();
});

test('pages hold no inline style, handler or script', () => {
  for (const page of pages) {
    const found = source(page).match(sheetsOnly);
    assert.equal(found && source(page).slice(found.index, found.index + 60), null, page);
  }
});

test('the first Tab is a skip link that leads to the text', async () => {
  const r = await reader();
  for (const address of ['/', mapPages()[0]]) {
    await r.open(address);
    await r.page.keyboard.press('Tab');
    assert.equal(await r.page.evaluate(() => document.activeElement.className), 'skip', address);
    await r.page.keyboard.press('Enter');
    assert.equal(await r.page.evaluate(() => document.activeElement.id), 'page.main', address);
  }
  await r.close();
});

test('no page complains in the console, served or from disk', { timeout: 300_000 }, async () => {
  const r = await reader();
  // Pages of guides, messages and keys are many and alike: one in ten.
  const some = pages.filter((page, index) => !/\/(guide|messages|keys)\//.test(page) || index % 10 === 0);
  for (const address of some) { await r.open(address); assert.deepEqual(r.errors, [], address); }
  for (const address of some.filter(page => page !== '/404.html')) { await r.openFile(address); assert.deepEqual(r.errors, [], `from disk: ${address}`); }
  await r.close();
});

test('from disk a map opens a step and a checklist keeps a tick', async () => {
  const r = await reader();
  await r.openFile(mapPages()[0]);
  const node = r.page.locator('svg.map:visible a.nd').nth(1);
  await node.focus();
  await r.page.keyboard.press('Enter');
  const id = (await node.getAttribute('href')).slice(1);
  assert.equal(await r.page.evaluate(() => document.querySelector('li.st.on').id), decodeURIComponent(id));
  await r.openFile(pagesWith('data-checklist')[0]);
  const first = () => r.page.evaluate(() => document.querySelector('[data-checklist] input').checked);
  const before = await first();
  await r.page.evaluate(() => document.querySelector('[data-checklist] input').click());
  await r.page.reload();
  assert.equal(await first(), !before);
  await r.close();
});

test('links between pages work from disk', async () => {
  const r = await reader();
  await r.openFile('/');
  const links = await r.page.evaluate(() => [...document.querySelectorAll('a[href]')].map(link => link.href).filter(href => href.startsWith('file:')));
  assert.ok(links.length > 5);
  const away = await r.page.evaluate(() => [...document.querySelectorAll('a[href], link[href], script[src], img[src]')].map(element => element.getAttribute('href') ?? element.getAttribute('src')).filter(address => address.startsWith('/')));
  assert.deepEqual(away, [], 'addresses from the root do not work from disk');
  await r.close();
});

test('on a phone the pages are behind a menu that opens without a script', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const r = await reader({ viewport: { width: 390, height: 844 }, javaScriptEnabled });
    const address = pagesWith('class="book').find(page => page !== '/404.html');
    await r.open(address);
    const side = r.page.locator('[id="page.side"]');
    assert.equal(await side.isVisible(), false);
    await r.page.locator('.menu').click();
    assert.equal(await side.isVisible(), true);
    await r.page.keyboard.press('Escape');
    assert.equal(await side.isVisible(), false);
    await r.close();
  }
});

test('no page scrolls sideways at 320 px', { timeout: 300_000 }, async () => {
  const r = await reader({ viewport: { width: 320, height: 640 } });
  for (const address of pages) {
    await r.open(address);
    const over = await r.page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
    assert.ok(over <= 1, `${address} is ${over} px too wide`);
  }
  await r.close();
});

test('"On this page" marks where the reader is', async () => {
  const r = await reader();
  let address = null;
  for (const page of pagesWith('class="toc"')) { if ((source(page).match(/<h2 /g) || []).length >= 4) { address = page; break; } }
  assert.ok(address, 'no page has enough headings');
  await r.open(address);
  const marked = () => r.page.evaluate(() => [...document.querySelectorAll('.toc [aria-current]')].map(link => link.hash));
  const [start] = await marked();
  assert.ok(start);
  await r.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await r.page.waitForFunction(start => document.querySelector('.toc [aria-current]').hash !== start, start);
  assert.equal((await marked()).length, 1);
  await r.close();
});

test('an address that does not exist gets the nearest ones proposed', async () => {
  const r = await reader();
  await r.page.route('**/manual/getting-strated', route => route.fulfill({ contentType: 'text/html', body: source('/404.html').replaceAll('"assets/', '"../assets/').replace('data-near=""', 'data-near="/"') }));
  await r.open('/manual/getting-strated');
  const first = r.page.locator('.near a').first();
  await first.waitFor();
  assert.equal(await first.textContent(), 'Getting started');
  assert.ok(await r.page.locator('.near a').count() <= 5);
  await first.click();
  assert.equal(await r.page.locator('h1').textContent(), 'Getting started');
  await r.close();
});

const MAP = { 'process-maps/_roles.yaml': 'roles:\n  seller: {name: Seller}\n',
  'process-maps/_links.yaml': 'links:\n  sales: {title: "#sales", kind: channel, url: "https://chat.example.com/sales"}\n',
  'process-maps/ask.yaml': 'title: Ask\npages: [/]\nstarts_when: A customer asks\nsteps:\n  - {id: ask, do: Ask in the channel, who: seller, use: [sales]}\n  - {end: Asked, outcome: good}\n' };

test('on paper a page has no announcement, no button and no address of a form', async () => {
  const { base } = await made({ ...MAP, 'waybook.yaml': 'title: A handbook\nannouncement: {text: New prices from May}\nrepository: https://gitlab.com/example/handbook\n',
    'content/index.md': '---\ntitle: Home\nreviewed: 2020-01-01\n---\nSee [the site](https://example.com/).\n' });
  const r = await reader();
  await r.open(`${base}/`);
  await r.page.emulateMedia({ media: 'print' });
  const text = await r.page.locator('body').innerText();
  assert.match(text, /Nobody has checked this page/);
  assert.match(text, /Where this fits/);
  for (const screen of [/New prices/, /See it on the map/, /Report a problem/]) assert.doesNotMatch(text, screen);
  assert.equal(await r.page.locator('.prose a').evaluate(link => getComputedStyle(link, '::after').content), '" (https://example.com/)"');
  await r.close();
});

test('in a site from right to left a name in Latin letters keeps its order', async () => {
  const words = fs.readFileSync(new URL('../../themes/handbook/strings/en.yaml', import.meta.url), 'utf8');
  const { base } = await made({ ...MAP, 'waybook.yaml': 'title: دليل\nlanguage: ar\n', 'themes/handbook/strings/ar.yaml': words, 'content/index.md': '# دليل\n\n[دعم](/maps/ask/)\n' });
  const r = await reader();
  await r.open(`${base}/tools/`);
  /* Where each letter of an element is drawn, from left to right, as the eye reads it. */
  const drawn = selector => r.page.locator(selector).first().evaluate(element => {
    const letters = [], walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) Array.from(node.data).forEach((letter, at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      letters.push([range.getBoundingClientRect().x, letter]);
    });
    return letters.sort((a, b) => a[0] - b[0]).map(([, letter]) => letter).join('').trim();
  });
  assert.equal(await drawn('.what a'), '#sales');
  assert.equal(await drawn('.uses a'), '1 Ask in the channel');
  await r.close();
});
