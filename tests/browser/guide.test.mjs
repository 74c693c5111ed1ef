// The guide as readers walk it: by links alone, and with the way kept by the browser and in the address.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { made, pagesWith, reader, source } from './site.mjs';

const GUIDE = '/maps/order-ps/guide/';
const FORM = 'https://enterprise-sa-request.vercel.app/';
const route = page => page.evaluate(() => [...document.querySelectorAll('#trail li')].map(item => item.textContent.replace(/ · .*/s, '').trim()));
const url = page => decodeURIComponent(page.url());
const step = page => page.locator('main').getAttribute('data-step');
const told = page => page.locator('#told').textContent();
/** Answers the question of the page, or goes on where there is none. */
async function go(page, answer) {
  const from = page.url().split('#')[0];
  if (answer) {
    await page.check(`input[name=answer][value="${answer}"]`);
    await page.click('.go-row button[type=submit]');
  } else await page.click('#next');
  await page.waitForURL(to => to.href.split('#')[0] !== from, { waitUntil: 'load' });
}
/** To the end of the sample map with one answer taken back on the way. */
async function walk(r) {
  await r.open(GUIDE);
  for (const answer of [null, 'needs-changes', null, null, 'not-yet', null, 'yes', null]) await go(r.page, answer);
  assert.equal(await step(r.page), 'ordered');
}

test('without a script a seller on a phone finds the request form by three answers and one link', async () => {
  const r = await reader({ javaScriptEnabled: false, viewport: { width: 375, height: 812 } });
  await r.open('/maps/find-your-sa/');
  await r.page.click('[id="map.guide"]');
  const seen = [];
  for (const answer of ['A customer deal', 'No', 'EMEA enterprise - strategic account']) {
    seen.push(await r.page.locator('h1').textContent());
    const wide = await r.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 375, `${r.page.url()} is ${wide} px wide`);
    await r.page.locator('a.opt-card', { has: r.page.locator('b', { hasText: new RegExp(`^${answer}$`) }) }).click();
  }
  assert.deepEqual(seen, ['What is it about?', 'Is a partner involved?', 'Which segment and region?']);
  assert.equal(await r.page.locator(`main a[href="${FORM}"]`).count(), 1);
  assert.ok(await r.page.evaluate(() => document.documentElement.scrollWidth) <= 375);
  await r.page.goBack();
  assert.equal(await r.page.locator('h1').textContent(), seen[2], 'Back undoes an answer');
  // No control is dead: whatever needs a script is not shown.
  assert.equal(await r.page.locator('main button:visible, main input[type=radio]:visible').count(), 0);
  await r.close();
});

test('question, choice, mistake: radios in a group, nothing chosen, an error at the group', async () => {
  const r = await reader();
  await r.open(GUIDE);
  await go(r.page);
  assert.equal(await r.page.locator('fieldset legend h1').textContent(), 'Does a catalog service fit without changes?');
  assert.equal(await r.page.locator('input[name=answer]').count(), 2);
  assert.equal(await r.page.locator('input[name=answer]:checked').count(), 0);
  const before = r.page.url();
  await r.page.click('.go-row button[type=submit]');
  assert.equal(r.page.url(), before);
  assert.ok(await r.page.locator('#ask-error').isVisible());
  assert.equal(await r.page.locator('fieldset').getAttribute('aria-describedby'), 'ask-error');
  assert.equal(await r.page.evaluate(() => document.activeElement.name), 'answer', 'focus is in the group');
  await r.page.keyboard.press(' ');
  assert.ok(!await r.page.locator('#ask-error').isVisible(), 'the mistake goes as soon as it is mended');
  await r.page.keyboard.press('Enter');
  await r.page.waitForURL(/\/order\//);
  assert.equal(await r.page.evaluate(() => document.activeElement.tagName), 'H1');
  assert.match(await r.page.title(), /^Step 3 of up to 3: Order straight from Zuora/);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('a question may have a list and a form of its own beside its answers', async () => {
  const { base } = await made({ 'process-maps/tea.yaml': 'title: Tea\nsteps:\n  - {id: ask, ask: Is it hot?, check: [Cup, Pot], form: [{ask: Why, must: true}], answers: {Yes: done, No: boil}}\n  - {id: boil, do: Boil}\n  - {id: done, end: Tea}\n' });
  const r = await reader({ permissions: ['clipboard-read', 'clipboard-write'] });
  await r.open(`${base}/maps/tea/guide/`);
  await r.page.locator('[data-item]').first().check();
  await r.page.locator('[data-entry]').fill('Because');
  await r.page.locator('form[data-form] [data-act=md]').click();
  await r.page.waitForFunction(() => navigator.clipboard.readText().then(text => text.includes('### Why\n\nBecause')));
  await r.page.click('.go-row button[type=submit]');
  assert.ok(await r.page.locator('#ask-error').isVisible(), 'a tick is no answer');
  await r.page.locator('[name=answer][value=no]').focus();
  await r.page.keyboard.press(' ');
  await r.page.keyboard.press('Enter');
  await r.page.waitForURL(/\/boil\/index.html#r=ask:no,boil&c=ask:cup&e=ask%2Fwhy~Because$/);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('the way, its answers and the steps left are shown, and Back, Change and reload keep them', async () => {
  const r = await reader();
  await walk(r);
  const whole = await route(r.page);
  assert.deepEqual(whole, ['A customer wants servicesStart', 'Create the PS opportunity in SalesforceDone',
    'Does a catalog service fit without changes?Needs changes', 'Fill in the services calculatorDone', 'Refine the issue togetherDone',
    'Do scope and quote suit everyone?Not yet', 'Refine the issue togetherDone', 'Do scope and quote suit everyone?Yes',
    'Write the first SOW and get PS approvalDone', 'Services orderedYou are here']);
  await r.page.reload();
  assert.deepEqual(await route(r.page), whole);
  // The browser's Back, twice: the answer is there, and so is what came after it.
  await r.page.goBack();
  await r.page.goBack();
  assert.equal(await step(r.page), 'agreed');
  assert.equal(await r.page.locator('input[name=answer]:checked').getAttribute('value'), 'yes');
  await go(r.page, 'yes');
  await go(r.page);
  assert.deepEqual(await route(r.page), whole);
  // Change at the first question, then the same answer again: nothing is lost.
  await r.page.locator('#trail a', { hasText: 'Change' }).first().click();
  await r.page.waitForURL(/\/fit\//);
  assert.equal(await r.page.locator('input[name=answer]:checked').getAttribute('value'), 'needs-changes');
  await go(r.page, 'needs-changes');
  for (const answer of [null, null, 'not-yet', null, 'yes', null]) {
    if (answer) assert.equal(await r.page.locator('input[name=answer]:checked').getAttribute('value'), answer, 'the answer is still known');
    await go(r.page, answer);
  }
  assert.deepEqual(await route(r.page), whole);
  assert.ok(await r.page.locator('#told').isHidden());
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('another answer drops only what no longer applies, and says what', async () => {
  const r = await reader();
  await walk(r);
  await r.page.locator('#trail a', { hasText: 'Change' }).first().click();
  await r.page.waitForURL(/\/fit\//);
  await go(r.page, 'as-listed');
  const said = await told(r.page);
  for (const gone of ['Fill in the services calculator', 'Do scope and quote suit everyone?” (Yes)']) assert.ok(said.includes(gone), said);
  assert.ok(!said.includes('Services ordered'), `what can still come stays: ${said}`);
  await r.page.waitForFunction(said => document.getElementById('page.live').textContent === said, said);
  await r.page.reload();
  assert.ok(await r.page.locator('#told').isHidden(), 'said once');
  await r.close();
});

test('ticks and the way are in the copied link, and a fresh reader sees the same', async () => {
  const r = await reader({ permissions: ['clipboard-read', 'clipboard-write'] });
  await r.open('/maps/working-agreements/guide/');
  await go(r.page);
  const items = await r.page.locator('[data-item]').evaluateAll(boxes => boxes.map(box => box.dataset.item));
  await r.page.locator(`[data-item="${items[1]}"]`).check();
  await go(r.page);
  const way = await route(r.page);
  await r.page.click('[data-guide=link]');
  const link = await r.page.waitForFunction(() => navigator.clipboard.readText().then(text => text.includes('#r=') && text)).then(handle => handle.jsonValue());
  assert.match(decodeURIComponent(link), /#r=model,draft,tools&c=draft:quality-over-speed$/);
  const other = await reader();
  await other.page.goto(link);
  assert.deepEqual(await route(other.page), way);
  await other.page.click('#back');
  await other.page.waitForURL(/\/draft\//);
  assert.deepEqual(await other.page.locator('[data-item]:checked').evaluateAll(boxes => boxes.map(box => box.dataset.item)), [items[1]]);
  // The page of the map has the same tick.
  await other.open('/maps/working-agreements/');
  assert.deepEqual(await other.page.locator('[data-item]:checked').evaluateAll(boxes => boxes.map(box => box.dataset.item)), [items[1]]);
  assert.deepEqual(other.errors, []);
  await other.close();
  await r.close();
});

test('a damaged address or storage begins anew and says so', async () => {
  const r = await reader();
  for (const hash of ['#r=opp,fit:%E0%A4%A', '#r=opp,,fit', '#r=opp&u=nobody']) {
    await r.open('/404.html');
    await r.open(`${GUIDE}fit/${hash}`);
    await r.page.waitForURL(/\/guide\/opp\//);
    await r.page.locator('#told:visible').waitFor();
    assert.match(await told(r.page), /could not be read/, hash);
    assert.deepEqual(await route(r.page), ['A customer wants servicesStart', 'Create the PS opportunity in SalesforceYou are here'], hash);
    await r.page.reload();
    assert.ok(await r.page.locator('#told').isHidden(), 'said once');
  }
  await r.page.evaluate(() => localStorage.setItem(`wb:${document.documentElement.dataset.site}:/maps/order-ps/:way`, '{"v":1,"way":'));
  await r.open('/404.html');
  await r.open(`${GUIDE}fit/`);
  assert.match(await told(r.page), /could not be read/);
  await r.page.reload();
  assert.ok(await r.page.locator('#told').isHidden(), 'said once');
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('when the map has changed, what is unknown is dropped and said, and the rest is kept', async () => {
  const r = await reader();
  await walk(r);
  const link = r.page.url();
  // The writer renames a step and takes an answer away.
  await r.page.route('**/guide/**', async (request, _) => {
    const answer = await request.fetch();
    const text = (await answer.text()).replace(/(&quot;id&quot;:&quot;)calculate&quot;/, '$1estimate&quot;').replace(/(&quot;id&quot;:&quot;)not-yet&quot;/, '$1no&quot;');
    await request.fulfill({ response: answer, body: text });
  });
  await r.open('/404.html');
  await r.page.goto(link);
  assert.match(await told(r.page), /The map changed since you were here; 2 steps and answers/);
  const left = await route(r.page);
  assert.equal(left.length, 8, String(left));
  assert.ok(left.includes('Does a catalog service fit without changes?Needs changes'));
  assert.ok(!left.some(one => one.startsWith('Fill in')));
  await r.page.reload();
  assert.ok(await r.page.locator('#told').isHidden(), 'what is dropped is dropped for good');
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('another site on the same origin has ways of its own', async () => {
  const r = await reader();
  await walk(r);
  const keys = await r.page.evaluate(() => Object.keys(localStorage).filter(key => key.endsWith(':way')));
  assert.deepEqual(keys, [`wb:${await r.page.locator('html').getAttribute('data-site')}:/maps/order-ps/:way`]);
  await r.page.route('**/guide/**', async (request, _) => {
    const answer = await request.fetch();
    await request.fulfill({ response: answer, body: (await answer.text()).replace(/data-site="[^"]*"/, 'data-site="elsewhere"') });
  });
  await r.open('/404.html');
  await r.open(`${GUIDE}fit/`);
  assert.deepEqual(await route(r.page), ['Does a catalog service fit without changes?You are here']);
  await r.close();
});

test('with storage blocked the way goes on in the address, and one message says so', async () => {
  const r = await reader();
  await r.page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } }));
  await r.open(GUIDE);
  await go(r.page);
  await go(r.page, 'needs-changes');
  assert.equal((await route(r.page)).length, 4);
  const words = await r.page.locator('html').getAttribute('data-t-not-kept');
  assert.equal(await r.page.locator('.saved .where').textContent(), words);
  assert.ok(await r.page.locator('#told').isHidden());
  await r.page.click('#back');
  await r.page.waitForURL(/\/fit\//);
  assert.equal(await r.page.locator('input[name=answer]:checked').getAttribute('value'), 'needs-changes');
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('a step that opens another map leads through it and back to the step behind', async () => {
  const r = await reader();
  await r.open('/maps/engage-sa/guide/');
  for (const answer of ['sa-joins', null, 'yes', null, 'yes']) await go(r.page, answer);
  assert.equal(await step(r.page), 'accept');
  await r.page.click('[data-into]');
  await r.page.waitForURL(/technical-discovery\/guide\//);
  assert.deepEqual(await r.page.locator('.crumbs li').allTextContents(), ['Process maps', 'Get an SA on your deal', 'Technical discovery and demo preparation', 'Guide']);
  for (const answer of [null, 'yes', null, null]) await go(r.page, answer);
  assert.equal(await step(r.page), 'done');
  const ways = r.page.locator('.returns a:visible');
  assert.equal(await ways.count(), 1, 'only the map that opened this one');
  await ways.click();
  await r.page.waitForURL(/engage-sa\/guide\/on-deal\//);
  assert.equal((await route(r.page)).length, 8, 'the way of the outer map is whole again');
  // What was not ticked or filled in on the way stands under the open points.
  assert.ok((await r.page.locator('#open li:visible').allTextContents()).includes('Hand the SA the facts: Salesforce opportunity ID'));
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('the summary is copied as Markdown', async () => {
  const r = await reader({ permissions: ['clipboard-read', 'clipboard-write'] });
  await walk(r);
  await r.page.click('[data-guide=md]');
  const text = await r.page.waitForFunction(() => navigator.clipboard.readText().then(text => text.includes('## ') && text)).then(handle => handle.jsonValue());
  const lines = text.split('\n');
  assert.equal(lines[0], '## Order professional services');
  assert.equal(lines[2], '- [x] 1 Create the PS opportunity in Salesforce');
  assert.equal(lines[3], '  - [ ] The PS opportunity exists before anything else happens');
  assert.equal(lines[4], '- [x] 2 Does a catalog service fit without changes? **Needs changes**');
  assert.ok(text.includes('### Open points\n\n- Create the PS opportunity in Salesforce: The PS opportunity exists'));
  assert.ok(text.trim().endsWith('>') && text.includes('/ordered/index.html#r=opp,fit:needs-changes'), text);
  await r.close();
});

test('the address of an issue holds the summary as it is read', async () => {
  const r = await reader();
  const address = pagesWith('class="summary').find(page => source(page).includes('data-issue="gitlab"'));
  assert.ok(address, 'no end of a guide offers an issue');
  await r.open(address);
  const link = r.page.locator('.summary a[data-issue]').first();
  const href = new URL(await link.getAttribute('href'));
  assert.match(href.pathname, /\/-\/issues\/new$/);
  assert.deepEqual([...href.searchParams.keys()], ['issue[title]', 'issue[description]']);
  assert.ok(href.href.length <= 2000);
  assert.equal(href.searchParams.get('issue[title]'), await r.page.locator('.summary').getAttribute('data-title'));
  assert.ok(href.searchParams.get('issue[description]').startsWith(`- [x] 1 ${await r.page.locator('h1').textContent()}`));
  await r.close();
});

test('from disk the guide works too', async () => {
  const r = await reader();
  await r.openFile(GUIDE);
  await go(r.page);
  await go(r.page, 'as-listed');
  assert.equal((await route(r.page)).length, 4);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('the page of the map offers to go on where the reader left', async () => {
  const r = await reader();
  await r.open('/maps/order-ps/');
  assert.ok(await r.page.locator('[id="map.resume"]').isHidden());
  await r.page.click('[id="map.guide"]');
  await r.page.waitForURL(/\/guide\//);
  await go(r.page);
  await go(r.page, 'needs-changes');
  await r.open('/maps/order-ps/');
  assert.equal(await step(r.page).catch(() => null), null, 'nobody is taken anywhere');
  assert.equal(await r.page.locator('[id="map.resume"]').textContent(), 'Go on where you left: step 4, Fill in the services calculator');
  // The way is marked in the drawing, for eyes and for ears.
  const marked = await r.page.locator('svg.map.wide a.nd').evaluateAll(nodes => nodes.filter(node => node.querySelector('.no').textContent === '✓').map(node => [node.getAttribute('href'), node.getAttribute('aria-label')]));
  assert.deepEqual(marked.map(([to]) => to), ['#opp', '#fit']);
  assert.ok(marked.every(([, name]) => / Done\.$/.test(name)), String(marked));
  const took = await r.page.locator('svg.map.wide .took .ln').evaluateAll(lines => lines.map(line => `${line.dataset.from} ${line.dataset.to}`));
  assert.deepEqual(took, ['opp fit', 'fit calculate']);
  assert.ok(await r.page.locator('.yours').isVisible());
  await r.page.click('[id="map.resume"]');
  await r.page.waitForURL(/\/calculate\//);
  assert.equal((await route(r.page)).length, 4);
  assert.deepEqual(r.errors, []);
  await r.close();
});

/** The addresses of a step in the middle and of the end, with the way to both. */
async function withWay() {
  const r = await reader();
  await walk(r);
  const end = r.page.url();
  await r.page.goBack();
  await r.page.goBack();
  const middle = r.page.url();
  await r.close();
  return [middle, end];
}

test('nothing moves when the script comes late, neither a step nor the summary', async () => {
  const addresses = await withWay();
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1100, height: 800 }, { width: 390, height: 844 }]) {
    const r = await reader({ viewport });
    await r.page.route(/\/assets\/(?!site)\w+\.js/, async route => { await new Promise(done => setTimeout(done, 500)); await route.continue(); });
    await r.page.addInitScript(() => {
      window.moved = [];
      const name = node => node && (node.nodeType === 1 ? node : node.parentElement).outerHTML.slice(0, 60);
      new PerformanceObserver(list => { for (const entry of list.getEntries()) if (entry.startTime > 400) window.moved.push(entry.sources.map(source => name(source.node))); }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const address of addresses) {
      await r.page.goto('about:blank');
      await r.page.goto(address, { waitUntil: 'load' });
      await r.page.locator('#trail li').first().waitFor({ state: 'attached' });
      await r.page.waitForTimeout(150);
      assert.deepEqual(await r.page.evaluate(() => window.moved), [], `${viewport.width} ${address}`);
    }
    await r.close();
  }
});

test('where the script never comes, what waits for it is shown all the same', async () => {
  const [, end] = await withWay();
  const r = await reader();
  await r.page.route(/\/assets\/guide\w*\.js/, route => route.abort());
  await r.page.goto(end, { waitUntil: 'load' });
  const hidden = () => r.page.locator('.again').evaluate(element => getComputedStyle(element).visibility);
  assert.equal(await hidden(), 'hidden');
  await r.page.evaluate(() => { for (const animation of document.getAnimations()) animation.finish(); });
  assert.equal(await hidden(), 'visible');
  await r.close();
});
