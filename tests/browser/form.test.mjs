// Forms of steps: filled in, checked, kept here, and carried out as Markdown or as the address of an issue.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { pagesWith, reader } from './site.mjs';

const formPages = () => pagesWith('<form class="form"');
/** The page whose form can become an issue and has a field of every kind that any form of it has. */
const issuePage = () => pagesWith('data-issue=').find(address => address.startsWith('/maps/') && !address.includes('/guide/'));

/** Opens the step with the form, so that its controls can be used. */
async function openForm(r, address) {
  await r.open(address);
  await r.page.evaluate(() => { const step = document.querySelector('form[data-form]').closest('li.st'); if (step) location.hash = step.id; });
  await r.page.locator('form[data-form]').first().waitFor({ state: 'visible' });
}
/** Fills every field of the first form; gives what was entered per field, as [question, entry]. */
const fill = (page, words) => page.evaluate(words => {
  const form = document.querySelector('form[data-form]');
  const set = (control, value) => {
    if (control.type === 'radio' || control.type === 'checkbox') control.checked = value; else control.value = value;
    control.dispatchEvent(new Event('input', { bubbles: true }));
  };
  return [...form.querySelectorAll('[data-field]')].map(field => {
    const controls = [...field.querySelectorAll('[data-entry]')];
    const ask = field.querySelector('.ask').textContent;
    const first = controls[0];
    if (first.type === 'radio') { set(controls.at(-1), true); return [ask, controls.at(-1).value]; }
    if (first.type === 'checkbox') { controls.forEach(control => set(control, true)); return [ask, 'x']; }
    const value = { url: 'https://example.com/a?b=c&d#e', date: '2026-11-21' }[first.type] || words;
    set(first, value);
    return [ask, value];
  });
}, words);
const WORDS = '50 % of [them] & "us" #1 ü 日本 <b> a+b=c';

test('every control has a label, and what it must know is tied to it', async () => {
  const r = await reader();
  for (const address of formPages()) {
    await r.open(address);
    const wrong = await r.page.evaluate(() => [...document.querySelectorAll('form[data-form] [data-entry]')].filter(control => {
      const described = (control.getAttribute('aria-describedby') || control.closest('fieldset')?.getAttribute('aria-describedby') || '').split(' ').filter(Boolean);
      return !control.labels?.length || !control.dataset.entry || described.some(id => !document.getElementById(id));
    }).map(control => control.id || control.dataset.entry));
    assert.deepEqual(wrong, [], address);
  }
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('a missing answer is said at its field, and the first one gets the focus', async () => {
  const r = await reader();
  await openForm(r, issuePage());
  const must = await r.page.evaluate(() => document.querySelectorAll('form[data-form] [data-must]').length);
  assert.ok(must >= 2);
  await r.page.locator('a[data-issue]:visible').first().click();
  const state = await r.page.evaluate(() => {
    const wrong = [...document.querySelectorAll('form[data-form] .err:not([hidden])')];
    const at = document.activeElement;
    return { count: wrong.length, texts: wrong.every(error => error.textContent.includes(error.closest('.field').querySelector('.ask').textContent)),
      first: at.closest('[data-field]') === document.querySelector('form[data-form] [data-must]'), invalid: at.getAttribute('aria-invalid'),
      tied: (at.getAttribute('aria-describedby') || '').split(' ').includes(wrong[0].id) };
  });
  assert.deepEqual(state, { count: must, texts: true, first: true, invalid: 'true', tied: true });
  assert.ok(r.page.url().startsWith('http://127.0.0.1'), 'an unfinished form was opened as an issue');
  await r.page.waitForFunction(count => document.getElementById('page.live').textContent.includes(count), String(must));
  // The mistake goes as soon as it is mended.
  const first = r.page.locator('form[data-form] [data-must] [data-entry]').first();
  await first.fill(await first.getAttribute('type') === 'url' ? 'https://example.com' : 'mended');
  assert.equal(await r.page.locator('form[data-form] .err:not([hidden])').count(), must - 1);
  assert.equal(await first.getAttribute('aria-invalid'), null);
  await r.close();
});

test('what is no address is said at a field for links', async () => {
  const r = await reader();
  await openForm(r, pagesWith('type="url"').find(address => !address.includes('/guide/')));
  const link = r.page.locator('form[data-form] input[type=url]').first();
  await link.fill('example dot com');
  await r.page.locator('form[data-form] [data-act=md]').first().click();
  const said = await link.evaluate(control => control.closest('.field').querySelector('.err').textContent);
  assert.match(said, /https:/);
  await r.close();
});

test('a filled form is the address of an issue whose title and text are the entries', async () => {
  const r = await reader();
  await openForm(r, issuePage());
  const entries = await fill(r.page, WORDS);
  const href = await r.page.locator('a[data-issue]').first().getAttribute('href');
  assert.ok(href.length <= 2000, `${href.length} characters`);
  assert.match(href, /^[!-~]+$/, 'it is not percent-encoded');
  const address = new URL(href);
  assert.deepEqual([...address.searchParams.keys()], ['issue[title]', 'issue[description]']);
  assert.ok(address.pathname.endsWith('/-/issues/new'), address.pathname);
  assert.equal(address.searchParams.get('issue[title]'), await r.page.locator('form[data-form]').first().getAttribute('data-title'));
  const plain = text => text.replace(/[\\`*_[\]<>~&]/g, '\\$&');
  const wanted = entries.map(([ask, entry]) => entry === 'x' ? null : `### ${plain(ask)}\n\n${entry}`);
  const text = address.searchParams.get('issue[description]');
  for (const part of wanted.filter(Boolean)) assert.ok(text.includes(part), `${JSON.stringify(part)} is not in ${JSON.stringify(text)}`);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('entries stay in this browser, under the map, until the reader starts over', async () => {
  const r = await reader();
  const address = issuePage();
  await openForm(r, address);
  const entries = await fill(r.page, WORDS);
  const keys = await r.page.evaluate(() => Object.keys(localStorage));
  const site = await r.page.locator('html').getAttribute('data-site');
  assert.ok(keys.length >= entries.length && keys.every(key => key.startsWith(`wb:${site}:${address}:`)), keys.join());
  await openForm(r, address);
  const href = await r.page.locator('a[data-issue]').first().getAttribute('href');
  assert.ok(new URL(href).searchParams.get('issue[description]').includes(WORDS));
  await r.page.locator('form[data-form] [data-act=reset]').first().click();
  assert.deepEqual(await r.page.evaluate(() => Object.keys(localStorage)), []);
  assert.ok(!(await r.page.locator('a[data-issue]').first().getAttribute('href')).includes(encodeURIComponent(WORDS)));
  await r.close();
});

test('a text too long for an address is copied first, then the issue opens with its title only', async () => {
  const r = await reader({ permissions: ['clipboard-read', 'clipboard-write'] });
  await openForm(r, issuePage());
  const long = `${WORDS} `.repeat(60).trim();
  await fill(r.page, long);
  const link = r.page.locator('a[data-issue]:visible').first();
  const address = new URL(await link.getAttribute('href'));
  assert.deepEqual([...address.searchParams.keys()], ['issue[title]']);
  await link.click();
  const copied = await r.page.waitForFunction(() => navigator.clipboard.readText().then(text => text.includes('### ') && text)).then(handle => handle.jsonValue());
  assert.ok(copied.includes(long));
  await r.page.waitForFunction(() => document.querySelector('form[data-form] .told').textContent.length > 10);
  assert.ok(r.page.url().startsWith('http://127.0.0.1'), 'the page was left before it said so');
  await r.close();
});

test('a form is copied and downloaded as Markdown', async () => {
  const r = await reader({ permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true });
  await openForm(r, issuePage());
  await fill(r.page, WORDS);
  await r.page.locator('form[data-form] [data-act=md]').first().click();
  const copied = await r.page.waitForFunction(() => navigator.clipboard.readText().then(text => text.startsWith('## ') && text)).then(handle => handle.jsonValue());
  assert.ok(copied.includes(WORDS));
  const [download] = await Promise.all([r.page.waitForEvent('download'), r.page.locator('form[data-form] [data-act=save]').first().click()]);
  assert.match(download.suggestedFilename(), /^[\p{L}\p{N}-]+\.md$/u);
  assert.equal(fs.readFileSync(await download.path(), 'utf8'), copied);
  await r.close();
});

test('with storage blocked a form still works and says once that nothing is kept', async () => {
  const r = await reader();
  await r.page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } }));
  await openForm(r, issuePage());
  await r.page.evaluate(() => { window.said = []; new MutationObserver(() => { const text = document.getElementById('page.live').textContent; if (text) window.said.push(text); }).observe(document.getElementById('page.live'), { childList: true }); });
  await fill(r.page, WORDS);
  await r.page.waitForFunction(() => window.said.length > 0);
  await fill(r.page, `${WORDS} again`);
  await r.page.evaluate(() => new Promise(done => setTimeout(done, 300))); // the page's own clock: what it says, it says after 30 ms
  assert.deepEqual(await r.page.evaluate(() => window.said), [await r.page.locator('html').getAttribute('data-t-not-kept')]);
  assert.ok(new URL(await r.page.locator('a[data-issue]').first().getAttribute('href')).searchParams.get('issue[description]').includes(WORDS));
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('without a script a form is a list of questions, with a way to an empty issue and nothing dead', async () => {
  const r = await reader({ javaScriptEnabled: false });
  for (const address of formPages()) {
    await r.open(address);
    const state = await r.page.evaluate(() => ({
      questions: [...document.querySelectorAll('form[data-form] .ask')].every(ask => ask.checkVisibility()),
      controls: [...document.querySelectorAll('form[data-form] :is(input, textarea, select, button)')].filter(control => control.checkVisibility()).length,
      claims: [...document.querySelectorAll('form[data-form] .where')].filter(place => place.checkVisibility()).length }));
    assert.deepEqual(state, { questions: true, controls: 0, claims: 0 }, address);
  }
  await r.open(issuePage());
  const links = await r.page.evaluate(() => [...document.querySelectorAll('a[data-issue]')].filter(link => link.checkVisibility()).map(link => new URL(link.href).pathname));
  assert.ok(links.length >= 1 && links.every(path => path.endsWith('/issues/new')), links.join());
  await r.close();
});
