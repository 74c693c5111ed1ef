// The map page as readers use it: keys along the flow, opening steps, addresses, zoom, finding a step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flow, focused, made, mapPages, pagesWith, reader } from './site.mjs';

const focusNode = (page, id) => page.evaluate(id => [...document.querySelectorAll('svg.map a.nd')]
  .find(node => node.getBoundingClientRect().width > 0 && decodeURIComponent(node.getAttribute('href').slice(1)) === id).focus(), id);
const openSteps = page => page.evaluate(() => [...document.querySelectorAll('li.st')]
  .filter(step => step.querySelector('.body')?.checkVisibility({ contentVisibilityAuto: true }) && !step.querySelector('.body').hasAttribute('hidden')).map(step => step.id));
const currentNodes = page => page.evaluate(() => [...new Set([...document.querySelectorAll('svg.map a.nd[aria-current=step]')].map(node => decodeURIComponent(node.getAttribute('href').slice(1))))]);

/** The first map page with a decision that has two different answers. */
async function branchingMap(r) {
  for (const address of mapPages()) {
    await r.open(address);
    const nodes = await flow(r.page);
    const decision = nodes.find(node => new Set(node.next).size > 1);
    if (decision) return { address, nodes, decision };
  }
  throw new Error('no map of the site has a decision');
}

/** What has several starts, several ways into a branch, a loop back to the start, a step that leads to itself, and a loop of its own. */
const ODD = `title: Odd
steps:
  - {id: one, ask: One?, answers: {A: two, B: two, C: three}}
  - {id: two, do: Two, next: three}
  - {id: three, ask: Three?, answers: {Back: one, Again: three, On: end}}
  - {id: late, do: Late, enter_when: Somebody is late, next: three}
  - {id: apart, do: Apart, next: around}
  - {id: around, do: Around, next: apart}
  - {id: end, end: End}
`;

test('arrow keys reach every step of every map from its start, and Tab leaves the map', async () => {
  const r = await reader();
  const odd = await made({ 'process-maps/odd.yaml': ODD });
  for (const address of [...mapPages(), `${odd.base}/maps/odd/`]) {
    await r.open(address);
    const nodes = await flow(r.page);
    const parents = id => nodes.filter(node => node.next.includes(id)).map(node => node.id);
    const reached = new Set([nodes[0].id]);
    // Walk as a reader would: → into a step, ↓ through the branches beside it, and on from each of them. Beside a start are other starts.
    const waiting = [nodes[0].id];
    for (let isNew = true; isNew;) {
      await focusNode(r.page, waiting.at(-1));
      await r.page.keyboard.press('ArrowDown');
      const id = (await focused(r.page)).node;
      isNew = !reached.has(id);
      if (isNew) { reached.add(id); waiting.push(id); }
    }
    const starts = [...waiting];
    while (waiting.length) {
      const from = waiting.shift();
      const next = nodes.find(node => node.id === from).next;
      if (!next.length) continue;
      await focusNode(r.page, from);
      await r.page.keyboard.press('ArrowRight');
      const first = (await focused(r.page)).node;
      assert.ok(next.includes(first), `${address}: → from ${from} led to ${first}, not to one of ${next}`);
      const seen = [first];
      for (let turn = 1; turn < next.length; turn++) {
        await r.page.keyboard.press('ArrowDown');
        seen.push((await focused(r.page)).node);
      }
      assert.deepEqual(new Set(seen), new Set(next), `${address}: ↓ after → from ${from}`);
      for (const id of seen) if (!reached.has(id)) { reached.add(id); waiting.push(id); }
    }
    assert.equal(reached.size, nodes.length, `${address}: reached ${[...reached]} of ${nodes.map(node => node.id)}`);
    // A step that is come to in another way, by a press of the pointer: ← leads to one before it, ↓ to a branch beside it if there is one.
    const led = await r.page.evaluate(() => [...document.querySelectorAll('svg.map a.nd')].filter(node => node.getBoundingClientRect().width > 0).map(node => {
      const by = key => {
        node.focus();
        node.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        return decodeURIComponent(document.activeElement.getAttribute('href').slice(1));
      };
      return { id: decodeURIComponent(node.getAttribute('href').slice(1)), before: by('ArrowLeft'), beside: by('ArrowDown') };
    }));
    for (const { id, before, beside } of led) {
      assert.ok(parents(id).length ? parents(id).includes(before) : before === id, `${address}: ← from ${id} led to ${before}`);
      const branches = parents(id).map(parent => nodes.find(node => node.id === parent).next).filter(next => next.length > 1).flat();
      if (branches.length && !starts.includes(id)) assert.ok(beside !== id && branches.includes(beside), `${address}: ↓ from ${id} led to ${beside}`);
    }
    await focusNode(r.page, nodes[0].id);
    await r.page.keyboard.press('Tab');
    assert.equal((await focused(r.page)).node, null, `${address}: Tab stays in the map`);
    assert.deepEqual(r.errors, [], address);
  }
  await r.close();
});

test('← goes back where → came from, ↑ undoes ↓, Home and End go to the ends', async () => {
  const r = await reader();
  const { nodes, decision } = await branchingMap(r);
  await focusNode(r.page, decision.id);
  await r.page.keyboard.press('ArrowRight');
  const first = (await focused(r.page)).node;
  await r.page.keyboard.press('ArrowDown');
  assert.notEqual((await focused(r.page)).node, first);
  await r.page.keyboard.press('ArrowUp');
  assert.equal((await focused(r.page)).node, first);
  await r.page.keyboard.press('ArrowLeft');
  assert.equal((await focused(r.page)).node, decision.id);
  await r.page.keyboard.press('End');
  assert.equal((await focused(r.page)).node, nodes.at(-1).id);
  await r.page.keyboard.press('Home');
  assert.equal((await focused(r.page)).node, nodes[0].id);
  await r.close();
});

test('a node opens its step by Enter and by click, with focus on the heading and the step in the address', async () => {
  const r = await reader();
  const { address, nodes } = await branchingMap(r);
  const [one, other] = [nodes[1].id, nodes[2].id];
  const before = await r.page.evaluate(() => history.length);
  await focusNode(r.page, one);
  await r.page.keyboard.press('Enter');
  assert.equal((await focused(r.page)).step, one);
  assert.deepEqual(await openSteps(r.page), [one]);
  assert.deepEqual(await currentNodes(r.page), [one]);
  assert.equal(new URL(r.page.url()).hash, '#' + encodeURIComponent(one));
  await r.page.locator(`svg.map:visible a.nd[href="#${other}"] .s`).first().click();
  assert.deepEqual(await openSteps(r.page), [other]);
  assert.equal((await focused(r.page)).step, other);
  assert.equal(await r.page.evaluate(() => history.length), before, `opening steps filled the history of ${address}`);
  await r.close();
});

test('an address with a step opens that step, in view and marked; an unknown one opens the start and says so', async () => {
  const r = await reader();
  const { address, nodes } = await branchingMap(r);
  const last = nodes.at(-1).id;
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    await r.page.setViewportSize(viewport);
    await r.open('/'); // another page first: a change of the fragment alone would not load anything
    await r.open(`${address}#${last}`);
    assert.deepEqual(await openSteps(r.page), [last]);
    assert.deepEqual(await currentNodes(r.page), [last]);
    const top = await r.page.evaluate(id => document.getElementById(id).getBoundingClientRect().top, last);
    assert.ok(top >= 0 && top < viewport.height, `step ${last} is at ${top} of ${viewport.height} px`);
  }
  await r.open('/');
  await r.open(`${address}#no-such-step`);
  assert.equal((await openSteps(r.page)).length, 1);
  const said = await r.page.locator('[id="page.main"]').getAttribute('data-t-unknown');
  assert.ok(said, 'the theme has no words for a step that is not here');
  await r.page.waitForFunction(said => document.getElementById('page.live').textContent === said, said);
  // The same while the map is open: another step is, then the start.
  const start = await openSteps(r.page);
  await r.page.evaluate(id => { location.hash = id; }, last);
  await r.page.waitForFunction(id => document.querySelector('li.st.on').id === id, last);
  await r.page.evaluate(() => { location.hash = 'another-step-that-is-not-here'; });
  await r.page.waitForFunction(said => document.getElementById('page.live').textContent === said, said);
  assert.deepEqual(await openSteps(r.page), start);
  assert.deepEqual(await currentNodes(r.page), start);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('a step opens by its heading with Space and closes again', async () => {
  const r = await reader();
  const { nodes } = await branchingMap(r);
  const id = nodes[2].id;
  const heading = r.page.locator(`[id="${id}"] .sth a`);
  assert.equal(await heading.getAttribute('aria-expanded'), 'false');
  await heading.focus();
  await r.page.keyboard.press(' ');
  assert.equal(await heading.getAttribute('aria-expanded'), 'true');
  await r.page.keyboard.press(' ');
  assert.equal(await heading.getAttribute('aria-expanded'), 'false');
  await r.close();
});

test('zoom tells the true percent, plain wheel scrolls, Ctrl and wheel zooms, 0 fits', async () => {
  const r = await reader();
  const { nodes } = await branchingMap(r);
  const state = () => r.page.evaluate(() => {
    const svg = [...document.querySelectorAll('svg.map')].find(svg => svg.getBoundingClientRect().width > 0);
    return { told: parseInt(document.getElementById('map.zoom').textContent, 10), is: 100 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width };
  });
  await r.page.waitForFunction(() => document.getElementById('map.zoom').textContent !== '100%');
  const fit = await state();
  assert.ok(Math.abs(fit.told - fit.is) <= 1, JSON.stringify(fit));
  await r.page.locator('[data-z="1"]').click();
  const larger = await state();
  assert.ok(larger.is > fit.is * 1.1 && Math.abs(larger.told - larger.is) <= 1, JSON.stringify({ fit, larger }));
  await focusNode(r.page, nodes[0].id);
  await r.page.keyboard.press('0');
  assert.ok(Math.abs((await state()).is - fit.is) < 1);
  await r.page.keyboard.press('-');
  assert.ok((await state()).is < fit.is);
  await r.page.keyboard.press('0');
  await r.page.locator('.scroller').hover();
  await r.page.mouse.wheel(0, 200);
  assert.ok(Math.abs((await state()).is - fit.is) < 1, 'a plain wheel zoomed');
  await r.page.keyboard.down('Control');
  await r.page.mouse.wheel(0, -200);
  await r.page.keyboard.up('Control');
  await r.page.waitForFunction(told => parseInt(document.getElementById('map.zoom').textContent, 10) > told, fit.told);
  await r.close();
});

test('finding a step filters the list, marks the map, is announced once and Escape clears it', async () => {
  const r = await reader();
  const { nodes } = await branchingMap(r);
  const title = await r.page.evaluate(id => { const link = document.getElementById(id).querySelector('.sth a').cloneNode(true); link.querySelector('.vh')?.remove(); return link.textContent.trim(); }, nodes[1].id);
  await r.page.evaluate(() => { window.said = []; new MutationObserver(() => { const text = document.getElementById('page.live').textContent; if (text) window.said.push(text); }).observe(document.getElementById('page.live'), { childList: true }); });
  // Letter by letter, in less time than a pause whatever the machine is doing.
  await r.page.locator('[id="map.find"]').evaluate((field, words) => {
    field.focus();
    for (let length = 1; length <= words.length; length++) { field.value = words.slice(0, length); field.dispatchEvent(new Event('input', { bubbles: true })); }
  }, title);
  await r.page.waitForFunction(() => window.said.length > 0);
  const listed = await r.page.evaluate(() => [...document.querySelectorAll('li.st')].filter(step => step.checkVisibility()).map(step => step.id));
  assert.ok(listed.includes(nodes[1].id) && listed.length < nodes.length, listed.join());
  const dimmed = await r.page.evaluate(() => new Set([...document.querySelectorAll('svg.map a.nd.dim')].map(node => node.getAttribute('href'))).size);
  assert.equal(dimmed, nodes.length - listed.length);
  assert.equal((await r.page.evaluate(() => window.said)).length, 1);
  await r.page.keyboard.press('Escape');
  assert.equal(await r.page.locator('[id="map.find"]').inputValue(), '');
  assert.equal(await r.page.evaluate(() => [...document.querySelectorAll('li.st')].filter(step => !step.checkVisibility()).length), 0);
  await r.close();
});

test('find in page can open a closed step', async () => {
  const r = await reader();
  const { nodes } = await branchingMap(r);
  const hidden = await r.page.evaluate(() => [...document.querySelectorAll('li.st:not(.on) .body')].map(body => body.getAttribute('hidden')));
  assert.ok(hidden.length === nodes.length - 1 && hidden.every(value => value === 'until-found'), hidden.join());
  // What the browser does when its own search hits: the event, then the attribute goes.
  const id = nodes[3].id;
  await r.page.evaluate(id => document.getElementById(id).querySelector('.body').dispatchEvent(new Event('beforematch', { bubbles: true })), id);
  assert.deepEqual(await openSteps(r.page), [id]);
  await r.close();
});

test('all steps open at once, and close again', async () => {
  const r = await reader();
  const { nodes } = await branchingMap(r);
  const button = r.page.locator('[id="map.every"]');
  await button.click();
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  assert.equal((await openSteps(r.page)).length, nodes.length);
  assert.equal(await r.page.locator('.sth a[aria-expanded=true]').count(), nodes.length);
  await r.page.locator(`[id="${nodes[2].id}"] .sth a`).click();
  assert.equal((await openSteps(r.page)).length, nodes.length, 'one step more is asked for, none is closed');
  await button.click();
  assert.deepEqual(await openSteps(r.page), [nodes[2].id]);
  // A browser that can't look into closed steps has them closed all the same, and opens them.
  const other = await reader();
  await other.page.addInitScript(() => { delete HTMLElement.prototype.onbeforematch; });
  await other.open(r.page.url());
  assert.deepEqual(await openSteps(other.page), [nodes[2].id]);
  await other.page.locator('[id="map.every"]').click();
  assert.equal((await openSteps(other.page)).length, nodes.length);
  assert.deepEqual([...r.errors, ...other.errors], []);
  await other.close();
  await r.close();
});

test('one drawing is shown at a time, and each has a node for every step', async () => {
  const r = await reader();
  for (const address of mapPages()) for (const width of [1440, 390]) {
    await r.page.setViewportSize({ width, height: 900 });
    await r.open(address);
    const shown = await r.page.evaluate(() => ({ drawings: [...document.querySelectorAll('svg.map')].filter(svg => svg.getBoundingClientRect().width > 0).length,
      steps: [...document.querySelectorAll('li.st')].map(step => step.id).sort(),
      each: [...document.querySelectorAll('svg.map')].map(svg => [...svg.querySelectorAll('a.nd')].map(node => decodeURIComponent(node.getAttribute('href').slice(1))).sort()) }));
    assert.equal(shown.drawings, 1, `${address} at ${width} px`);
    for (const nodes of shown.each) assert.deepEqual(nodes, shown.steps, address);
  }
  await r.close();
});

test('without a script every step is readable and every node leads to one', async () => {
  const r = await reader({ javaScriptEnabled: false });
  for (const address of mapPages()) {
    await r.open(address);
    const state = await r.page.evaluate(() => ({ closed: [...document.querySelectorAll('li.st .body')].filter(body => !body.checkVisibility()).length,
      dead: [...document.querySelectorAll('svg.map a.nd')].filter(node => !document.getElementById(decodeURIComponent(node.getAttribute('href').slice(1)))).length,
      controls: [...document.querySelectorAll('button')].filter(button => button.checkVisibility() && !button.hasAttribute('popovertarget')).length }));
    assert.deepEqual(state, { closed: 0, dead: 0, controls: 0 }, address);
  }
  await r.close();
});

test('map pages are the only ones that load the map script', () => {
  const scripts = [...pagesWith('/map.js?'), ...pagesWith('/map-form.js?')];
  assert.deepEqual(scripts.sort(), mapPages());
});
