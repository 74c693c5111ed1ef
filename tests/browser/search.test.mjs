// The search of the sample handbook, as readers use it.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { test } from 'node:test';
import { made, reader, source } from './site.mjs';

/** What is typed, and what must be among the first three: kind (page, step, map …) and title. */
const QUERIES = [
  ['order professional services', 'm', 'Order professional services'],
  ['who is my sa', 'p', 'Who is my SA?'],
  ['fill in the services calculator', 's', 'Fill in the services calculator'],
  ['calculator', 'l', 'Services calculator'],
  ['calcul', 'l', 'Services calculator'], // a beginning
  ['calculater', 'l', 'Services calculator'], // another letter
  ['calclator', 'l', 'Services calculator'], // one missing
  ['calcullator', 'l', 'Services calculator'], // one too many
  ['claculator', 'l', 'Services calculator'], // two swapped, at the beginning
  ['xalculator', 'l', 'Services calculator'], // wrong first letter
  ['alculator', 'l', 'Services calculator'], // without its first letter
  ['TAM', 'r', 'Customer Success Manager'], // an old name
  ['technical account manager', 'r', 'Customer Success Manager'],
  ['quarterly review', 'm', 'Account plan and quarterly review'],
  ['salesforce', 'l', 'Salesforce'],
  ['licences', 'p', 'Licences and trials'],
  ['event staffing', 'p', 'Event staffing'],
  ['glossary', 'p', 'Glossary'],
  ['security assurance', 'm', 'Customer security assurance'],
  ['write the first sow', 's', 'Write the first SOW and get PS approval'],
  ['sa', 'r', 'Solutions Architect'], // a short name that stands nearly everywhere
  ['handover', 'p', 'SA and CSM hand-over'], // in one word
  ['hand-over', 'p', 'SA and CSM hand-over'],
  ['ordering services', 'p', 'Order services'], // another ending
  ['order service', 'p', 'Order services'],
  ['trial licence', 'p', 'Licences and trials'],
  ['Répondre', null, null], // no such word, with a letter that folds
];

test('the first three places hold what was looked for', async () => {
  const { page, open, close, errors } = await reader();
  await open('/');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').waitFor();
  for (const [typed, kind, title] of QUERIES) {
    const found = await page.evaluate(text => window.waybook.query(text).then(answer => answer.results.map(result => [result.kind, result.title])), typed);
    if (kind) assert.ok(found.slice(0, 3).some(result => result[0] === kind && result[1] === title), `${typed}: ${JSON.stringify(found.slice(0, 3))}`);
    else assert.deepEqual(found, [], typed);
  }
  assert.deepEqual(errors, []);
  await close();
});

test('of a step is shown what says something: not the short and old names, nor a yes and a no', async () => {
  const { page, open, close } = await reader();
  await open('/');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').waitFor();
  const ask = text => page.evaluate(text => window.waybook.query(text).then(answer => answer.results), text);
  const steps = (await Promise.all(['does a catalog service fit', 'hand over to the csm', 'should the same SA'].map(ask))).flat().filter(result => result.kind === 's');
  assert.ok(steps.length > 3);
  for (const { title, text } of steps) assert.doesNotMatch(text, /(^| · )(Yes|No|TAM|SA|CSM)( · |$)/, title);
  const found = await ask('hand over to the TAM'); // they are found all the same
  assert.ok(found.slice(0, 3).some(result => result.title === 'Hand over to the CSM'), JSON.stringify(found));
  await close();
});

test('what is counted is at least what is shown', async () => {
  const { page, open, close } = await reader();
  await open('/');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').waitFor();
  // Few places have all of these words; others are shown below them.
  for (const text of ['statement of work', 'how do i order services', 'salesforce']) {
    const { count, results } = await page.evaluate(typed => window.waybook.query(typed), text);
    assert.ok(results.length > 0 && count >= results.length, `${text}: ${count} counted, ${results.length} shown`);
  }
  await close();
});

test('sections that are found are there', async () => {
  const { page, open, close } = await reader();
  await open('/');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').waitFor();
  const found = await page.evaluate(async texts => (await Promise.all(texts.map(text => window.waybook.query(text)))).flatMap(answer => answer.results), ['heading', 'id', 'settings', 'message', 'maps', 'why']);
  const sections = found.filter(result => result.kind === 'h');
  assert.ok(sections.length > 10);
  for (const { href } of sections) {
    const [file, id] = href.split('#');
    assert.ok(source(`/${file}`).includes(`id="${decodeURIComponent(id)}"`), href);
  }
  await close();
});

test('by keyboard: / opens, words are typed, arrows move, Enter goes there, Escape closes', async () => {
  const { page, open, close, errors } = await reader();
  await open('/services/');
  await page.locator('main a').first().focus();
  await page.keyboard.press('/');
  const input = page.locator('dialog.finder[open] input');
  await input.waitFor();
  await page.keyboard.type('services calculator');
  const hits = page.locator('.finder .hits a');
  await hits.first().waitFor();
  await page.locator('.finder .said', { hasText: /^\d+ places? found$/ }).waitFor();
  assert.match(await hits.first().locator('mark').first().innerText(), /services/i);
  await page.keyboard.press('ArrowDown');
  assert.ok(await hits.first().evaluate(link => link === document.activeElement));
  await page.keyboard.press('ArrowUp');
  assert.ok(await input.evaluate(field => field === document.activeElement));
  await page.keyboard.press('Escape');
  await input.waitFor({ state: 'hidden' });
  assert.ok(await page.locator('main a').first().evaluate(link => link === document.activeElement), 'the focus is where it was');

  await page.keyboard.press('/');
  await input.fill('fill in the services calculator');
  await hits.filter({ hasText: 'Step 4 of Order professional services' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/maps\/order-ps\/index\.html#calculate$/);
  assert.deepEqual(errors, []);
  await close();
});

test('letters typed while the search is on its way are not lost', async () => {
  const { page, open, close, errors } = await reader();
  await page.route('**/search.js*', async route => { await new Promise(done => setTimeout(done, 600)); await route.continue(); });
  await open('/services/');
  await page.keyboard.press('/');
  await page.keyboard.type('ord', { delay: 20 });
  assert.equal(await page.locator('dialog.finder').count(), 0, 'the search is still on its way');
  await page.locator('dialog.finder[open] input').waitFor();
  await page.keyboard.type('er serv');
  assert.equal(await page.locator('dialog.finder input').inputValue(), 'order serv');
  await page.locator('.finder .hits a').first().waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test('a slash in a field is a slash', async () => {
  const { page, open, close } = await reader();
  await open('/maps/order-ps/');
  await page.locator('[id="map.find"]').focus();
  await page.keyboard.type('a/b');
  assert.equal(await page.locator('[id="map.find"]').inputValue(), 'a/b');
  assert.equal(await page.locator('dialog.finder').count(), 0);
  await close();
});

test('a slash is left to fields that a script of the site has, and to keys held beside it', async () => {
  const { page, open, close, errors } = await reader();
  await open('/services/');
  await page.evaluate(() => {
    const main = document.querySelector('main');
    main.insertAdjacentHTML('beforeend', '<div id="notes" contenteditable><p>Notes</p></div><div id="shell"></div><button id="own">Own</button>');
    document.getElementById('shell').attachShadow({ mode: 'open' }).innerHTML = '<input>';
    document.getElementById('own').addEventListener('keydown', event => { if (event.key === '/') event.preventDefault(); });
  });
  await page.locator('#notes p').click();
  await page.keyboard.type('/a');
  assert.match(await page.locator('#notes').innerText(), /\/a/);
  await page.locator('#shell input').click();
  await page.keyboard.type('/b');
  assert.equal(await page.locator('#shell input').inputValue(), '/b');
  await page.locator('#own').focus();
  await page.keyboard.press('/');
  await page.locator('main a').first().focus();
  for (const held of ['Alt', 'Control', 'Meta']) await page.keyboard.press(`${held}+/`);
  assert.equal(await page.evaluate(() => document.getElementById('page.search').typed), undefined, 'the search was not asked for');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test('from disk it finds the same', async () => {
  const { page, openFile, close, errors } = await reader();
  await openFile('/services/');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').fill('calculater');
  await page.locator('.finder .hits a', { hasText: 'Services calculator' }).first().waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test('without a script the link leads to everything from A to Z', async () => {
  const { page, open, close } = await reader({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await open('/services/');
  await page.locator('[id="page.search"]').click();
  await page.waitForURL(/\/a-z\/index\.html$/);
  await page.getByRole('link', { name: 'Fill in the services calculator' }).click();
  await page.waitForURL(/\/maps\/order-ps\/index\.html#calculate$/);
  await close();
});

test('the open window has nothing that axe objects to, in light, dark and forced colours', async () => {
  for (const mode of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 390, height: 844 } }, { forcedColors: 'active' }]) {
    const { page, open, close } = await reader(mode);
    await open('/');
    await page.locator('[id="page.search"]').click();
    await page.locator('dialog.finder[open] input').fill('order services');
    await page.locator('.finder .hits a').first().waitFor();
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    assert.deepEqual(found.violations.map(violation => violation.id), [], JSON.stringify(mode));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing scrolls sideways');
    await close();
  }
});

test('a short word that is there marks itself and no longer one', async () => {
  const { page, open, close } = await reader();
  await open('/');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').fill('sa catalog');
  await page.locator('.finder .hits a').first().waitFor();
  const marks = (await page.locator('.finder mark').allInnerTexts()).map(text => text.toLowerCase());
  assert.ok(marks.includes('sa') && marks.includes('catalog'), marks.join());
  assert.ok(!marks.some(text => text.startsWith('sa') && text !== 'sa'), marks.join());
  await close();
});

test('what is found is shown as text, never as markup', async () => {
  const { page, open, close } = await reader();
  await open('/');
  await page.locator('[id="page.search"]').click();
  await page.locator('dialog.finder[open] input').fill('<img src=x onerror=alert(1)>');
  await page.locator('.finder .said').filter({ hasText: /./ }).waitFor();
  assert.equal(await page.locator('.finder .hits img').count(), 0);
  await close();
});

test('words of every page, slips in the first letters, umlauts written out, and files that begin amid a page', async () => {
  const sections = (title, text, most) => Array.from({ length: most }, (_, number) => `## ${title} ${number}\n\n${text} number ${number}.\n`).join('\n');
  const site = await made({
    'content/index.md': '# Home\n\nWelcome.\n',
    'content/tea/index.md': `# Tea\n\n${sections('Pot', 'Tea is brewed', 300)}\n## Überprüfung\n\nGenau.\n\n## Größe\n\nTea in a samovar.\n`,
  });
  const { page, open, close, errors } = await reader();
  await open(site.base + '/');
  await page.keyboard.press('/');
  await page.locator('dialog.finder[open] input').waitFor();
  const ask = text => page.evaluate(text => window.waybook.query(text).then(answer => answer.results.map(result => [result.title, result.href])), text);
  const first = async text => (await ask(text))[0];
  assert.deepEqual(await first('tea'), ['Tea', 'tea/index.html']);
  assert.deepEqual(await first('pot 299'), ['Pot 299', 'tea/index.html#pot-299']);
  assert.deepEqual(await first('tea samovar'), ['Größe', 'tea/index.html#gr%C3%B6%C3%9Fe'], 'that tea stands there is not listed');
  for (const typed of ['Überprüfung', 'uberprufung', 'ueberpruefung', 'ueberpruef', 'ubreprufung']) assert.equal((await first(typed))?.[0], 'Überprüfung', typed);
  for (const typed of ['samovar', 'amovar', 'xsamovar', 'smaovar', 'xamovar']) assert.equal((await first(typed))?.[0], 'Größe', typed);
  await page.locator('dialog.finder input').fill('genau');
  await page.locator('.finder .hits a', { hasText: 'Genau.' }).first().click();
  await page.waitForURL(/#%C3%BCberpr%C3%BCfung$/);
  assert.ok(await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))), 'the section is there');
  assert.deepEqual(errors, []);
  await close();
});
