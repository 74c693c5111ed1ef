// What a reader chooses once for all maps: a region, a role. And what stays in view while the map moves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapPages, pagesWith, reader } from './site.mjs';

const variantPage = () => pagesWith('data-variants=').find(address => !address.includes('/guide/'));

test('a region is picked once, only its links are shown, and a retired one says what to use instead', async () => {
  const r = await reader();
  const address = variantPage();
  await r.open(address);
  const options = await r.page.evaluate(() => [...document.querySelectorAll('[id="map.variant"] option')].map(option => option.value));
  const shown = () => r.page.evaluate(() => [...document.querySelectorAll('.res [data-variant], .issues [data-variant]')].filter(element => !element.hidden).map(element => element.dataset.variant));
  const all = new Set(await shown());
  assert.ok(options[0] === '' && all.size >= 2, [...all].join());
  const one = [...all][0];
  await r.page.locator('[id="map.variant"]').selectOption(one);
  assert.deepEqual(new Set(await shown()), new Set([one]));
  await r.open(address);
  assert.equal(await r.page.locator('[id="map.variant"]').inputValue(), one);
  assert.deepEqual(new Set(await shown()), new Set([one]));
  const retired = options.find(option => option && !all.has(option));
  await r.page.locator('[id="map.variant"]').selectOption(retired);
  assert.deepEqual(await shown(), []);
  const instead = r.page.locator(`.variants li[data-variant="${retired}"] a`);
  assert.ok(await instead.isVisible());
  assert.match(await instead.getAttribute('href'), /index\.html$/);
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('without a script every region is listed with its links', async () => {
  const r = await reader({ javaScriptEnabled: false });
  await r.open(variantPage());
  const state = await r.page.evaluate(() => ({ select: document.querySelector('[id="map.variant"]').checkVisibility(),
    hidden: [...document.querySelectorAll('[data-variant]')].filter(element => !element.checkVisibility()).length }));
  assert.deepEqual(state, { select: false, hidden: 0 });
  await r.close();
});

test('the steps of a role stay as they are, the others are dashed and as readable as before', async () => {
  const r = await reader();
  const address = mapPages().find(address => !address.includes('/guide/'));
  await r.open(address);
  const roles = await r.page.evaluate(() => [...document.querySelectorAll('[id="map.role"] option')].map(option => option.value).filter(Boolean));
  const of = role => r.page.evaluate(role => [...document.querySelectorAll('li.st')].filter(step => !(step.dataset.roles || '').split(' ').includes(role)).map(step => step.id).sort(), role);
  const sizes = await Promise.all(roles.map(async role => (await of(role)).length));
  const role = roles[sizes.findIndex(size => size > 0)];
  assert.ok(role, `every role of ${address} has to do with every step`);
  const opacity = () => r.page.evaluate(() => [...document.querySelectorAll('li.st.dim, a.nd.dim')].filter(element => getComputedStyle(element).opacity !== '1').length);
  for (let visit = 0; visit < 2; visit++) {
    if (visit === 0) await r.page.locator('[id="map.role"]').selectOption(role); else await r.open(address);
    const dimmed = await r.page.evaluate(() => ({ steps: [...document.querySelectorAll('li.st.dim')].map(step => step.id).sort(),
      nodes: [...new Set([...document.querySelectorAll('a.nd.dim')].map(node => decodeURIComponent(node.getAttribute('href').slice(1))))].sort() }));
    const wanted = await of(role);
    assert.deepEqual(dimmed, { steps: wanted, nodes: wanted }, visit ? 'after a reload' : 'at once');
    assert.equal(await opacity(), 0);
  }
  await r.close();
});

test('names of lanes and heads of phases stay in view at 200 %, wherever the map is scrolled', async () => {
  const r = await reader();
  let looked = 0;
  for (const address of mapPages().slice(0, 6)) {
    await r.open(address);
    for (let turn = 0; turn < 8 && parseInt(await r.page.locator('[id="map.zoom"]').textContent(), 10) < 200; turn++) await r.page.locator('[data-z="1"]').click();
    for (const [across, down] of [[0, 0], [0.5, 0.5], [1, 1], [0, 1], [1, 0]]) {
      await r.page.evaluate(([across, down]) => {
        const scroller = document.querySelector('.scroller');
        scroller.scrollTo((scroller.scrollWidth - scroller.clientWidth) * across, (scroller.scrollHeight - scroller.clientHeight) * down);
      }, [across, down]);
      await r.page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
      const missing = await r.page.evaluate(() => {
        const scroller = document.querySelector('.scroller'), view = scroller.getBoundingClientRect();
        const right = view.left + scroller.clientWidth, bottom = view.top + scroller.clientHeight;
        const inView = box => box.left >= view.left - 2 && box.right <= right + 2 && box.top >= view.top - 2 && box.bottom <= bottom + 2;
        const svg = [...document.querySelectorAll('svg.map')].find(svg => svg.getBoundingClientRect().width > 0);
        const copies = [...document.querySelectorAll('.heads .on')].filter(copy => inView(copy.getBoundingClientRect())).map(copy => copy.textContent);
        return [...svg.querySelectorAll('.lane, .ph')].filter(part => {
          const box = part.getBoundingClientRect();
          const rightwards = ['RIGHT', 'LEFT'].includes(svg.dataset.direction), phase = part.matches('.ph');
          // What matters is whether there is room for a name in the part that is seen, along the lane or under the head.
          const wide = Math.min(box.right, right) - Math.max(box.left, view.left), high = Math.min(box.bottom, bottom) - Math.max(box.top, view.top);
          const room = phase ? (rightwards ? wide : high) > 90 : wide > 90 && high > 90;
          const text = part.querySelector('text');
          return room && !inView(text.getBoundingClientRect()) && !copies.includes(text.textContent);
        }).map(part => part.querySelector('text').textContent);
      });
      assert.deepEqual(missing, [], `${address} at ${across}, ${down}`);
      looked++;
    }
  }
  assert.ok(looked >= 20);
  await r.close();
});

test('a node under the pointer or in focus lights the ways that lead to it and from it', async () => {
  const r = await reader();
  const address = mapPages()[0];
  await r.open(address);
  const lit = () => r.page.evaluate(() => [...document.querySelectorAll('.ed.lit .ln')].filter(line => line.getBoundingClientRect().width + line.getBoundingClientRect().height > 0).map(line => [line.dataset.from, line.dataset.to]));
  const id = await r.page.evaluate(() => decodeURIComponent([...document.querySelectorAll('svg.map a.nd')].filter(node => node.getBoundingClientRect().width > 0)[1].getAttribute('href').slice(1)));
  const node = r.page.locator(`svg.map:visible a.nd[href="#${encodeURIComponent(id)}"]`).first();
  assert.deepEqual(await lit(), []);
  await node.focus();
  const ways = await lit();
  assert.ok(ways.length >= 1 && ways.every(way => way.includes(id)), JSON.stringify(ways));
  await r.page.locator('[id="map.find"]').focus();
  assert.deepEqual(await lit(), []);
  await node.locator('.s').first().hover();
  assert.deepEqual(await lit(), ways);
  await r.close();
});

test('two fingers zoom, and what is between them stays there', async () => {
  const r = await reader({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await r.open(mapPages()[0]);
  const before = parseInt(await r.page.locator('[id="map.zoom"]').textContent(), 10);
  const client = await r.context.newCDPSession(r.page);
  const box = await r.page.locator('.scroller').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + 150];
  const touch = (type, apart) => client.send('Input.dispatchTouchEvent', { type, touchPoints: apart ? [{ x: x - apart, y, id: 0 }, { x: x + apart, y, id: 1 }] : [] });
  await touch('touchStart', 40);
  for (const apart of [50, 60, 70, 80]) await touch('touchMove', apart);
  await touch('touchEnd', 0);
  await r.page.waitForFunction(before => parseInt(document.getElementById('map.zoom').textContent, 10) > before * 1.5, before);
  const scale = await r.page.evaluate(() => visualViewport.scale);
  assert.equal(scale, 1, 'the page was zoomed as well');
  await r.close();
});
