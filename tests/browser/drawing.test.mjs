// Drawings of maps in a real browser: labels stay inside their shapes with any font, and the file of its own looks like the page.
//
// RESVG may name the program resvg; then its picture is compared too.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { serve } from '../audit/audit.mjs';
import { folder, mapPages, reader } from './site.mjs';

const WAYBOOK = path.resolve(process.env.WAYBOOK || 'target/debug/waybook');

/** Texts of 1 to 80 characters, as people write them in several scripts, and one word of thirty letters. */
const SCRIPTS = ['the order is sent to who asked for it and then ', 'WWW MMM @@ mm ', '顧客がサービスを必要としている場合に行うこと', 'طلب العميل للخدمة الجديدة ',
  '👩‍👩‍👧‍👦 ✅ 🚀 ', 'Größe prüfen, Maße ändern und weiter ', 'Здравствуйте дорогие '];
const cut = (script, length) => [...script.repeat(Math.ceil(length / [...script].length))].slice(0, length).join('').trim() || 'x';
const LABELS = SCRIPTS.flatMap(script => [1, 3, 8, 15, 30, 48, 65, 80].map(length => cut(script, length)));
LABELS.push('Kraftfahrzeughaftpflichtsystem');

/** A site with maps of these texts as steps, questions, answers, ends, choices and maps. */
function build() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'waybook-drawing-'));
  fs.mkdirSync(path.join(root, 'process-maps'));
  const quoted = text => JSON.stringify(text);
  for (let part = 0; part * 10 < LABELS.length; part++) {
    const steps = LABELS.slice(part * 10, part * 10 + 10).map((label, nth) => {
      const id = `s${nth}`;
      const kind = [`do: ${quoted(label)}`, `ask: ${quoted(label)}\n    answers: {${quoted(label)}: end, ${quoted('b ' + label)}: s${nth + 1}}`, `pick: ${quoted(label)}\n    options: [a, b]`, `do: ${quoted(label)}\n    log: here`][nth % 4];
      return `  - id: ${id}\n    who: role${nth % 3}\n    ${nth === 9 ? `do: ${quoted(label)}` : kind}`;
    });
    fs.writeFileSync(path.join(root, 'process-maps', `labels${part}.yaml`),
      `title: Labels ${part}\nstarts_when: ${quoted(LABELS[part * 10])}\nsteps:\n${steps.join('\n')}\n  - {id: ${`s${Math.min(10, LABELS.length - part * 10)}`}, end: ${quoted(LABELS[part * 10 + 1] || 'x')}, outcome: good}\n  - {id: end, end: Done}\n`);
  }
  try {
    execFileSync(WAYBOOK, ['build', root, '--output', path.join(root, 'public')], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  }
  return root;
}

/** The lines of text that reach out of their shape, in all drawings of the page. */
const outside = page => page.evaluate(() => {
  const found = [];
  let lines = 0;
  for (const svg of document.querySelectorAll('svg.map')) {
    // Both forms are measured, also the one that is not shown at this width.
    svg.style.display = 'block';
    const look = (text, shape, what) => {
      for (const line of text.querySelectorAll('tspan[x]')) {
        const half = line.getComputedTextLength() / 2;
        if (!half) continue;
        lines++;
        const [x, y] = [line.x.baseVal[0].value, line.y.baseVal[0].value];
        const size = parseFloat(getComputedStyle(line).fontSize);
        const corners = [[-half, -0.72 * size], [half, -0.72 * size], [-half, 0.2 * size], [half, 0.2 * size]];
        const point = svg.createSVGPoint();
        const away = corners.find(([dx, dy]) => { [point.x, point.y] = [x + dx, y + dy]; return !shape.isPointInFill(point); });
        if (away) found.push(`${svg.getAttribute('class')} ${what}: ${JSON.stringify(line.textContent)} is ${Math.round(2 * half)} wide in ${Math.round(shape.getBBox().width)}`);
      }
    };
    for (const node of svg.querySelectorAll('.nd')) {
      const shape = node.querySelector('.s');
      for (const text of node.querySelectorAll('text:not(.no, .chipt, .tgt)')) if (shape) look(text, shape, 'box');
      for (const chip of node.querySelectorAll('.chipt')) look(chip, node.querySelector('.chip'), 'chip');
    }
    for (const arrow of svg.querySelectorAll('.ed')) {
      const pill = arrow.querySelector('.pill');
      if (pill) look(arrow.querySelector('text'), pill, 'answer');
    }
  }
  return { found, lines };
});

for (const font of ['embedded', 'fallback']) {
  test(`labels of 1 to 80 characters in many scripts are inside their shapes with the ${font} font`, async () => {
    const root = build();
    const server = await serve(path.join(root, 'public'));
    const r = await reader({ bypassCSP: true });
    if (font === 'fallback') await r.context.route('**/*.woff2', route => route.abort());
    try {
      const maps = fs.readdirSync(path.join(root, 'public/maps')).filter(name => name.startsWith('labels'));
      assert.ok(maps.length >= 5);
      for (const name of maps) {
        await r.page.goto(`${server.base}/maps/${name}/`, { waitUntil: 'load' });
        await r.page.evaluate(() => document.fonts.ready.then(() => true));
        const { found, lines } = await outside(r.page);
        assert.ok(lines > 20, `${name}: ${lines} lines were measured`);
        assert.deepEqual(found, [], name);
      }
    } finally {
      await r.close();
      server.close();
      fs.rmSync(root, { recursive: true });
    }
  });
}

/** How many of a hundred pixels of two pictures (base64) differ by more than an eighth. */
const difference = (page, a, b) => page.evaluate(async pictures => {
  const pixels = async data => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.getContext('2d').getImageData(0, 0, image.width, image.height);
  };
  const [first, second] = [await pixels(pictures[0]), await pixels(pictures[1])];
  if (first.width !== second.width || first.height !== second.height) return 100;
  let count = 0;
  for (let at = 0; at < first.data.length; at += 4) if ([0, 1, 2].some(part => Math.abs(first.data[at + part] - second.data[at + part]) > 32)) count++;
  return 400 * count / first.data.length;
}, [a, b]);

test('a drawing as a file of its own looks like the one in the page', async () => {
  const r = await reader({ bypassCSP: true });
  // Large and small, with lanes, loops, signs and crossings.
  const maps = mapPages().filter(address => /order-ps|find-your-sa|triage-board|working-agreements/.test(address) && !address.includes('/guide/'));
  assert.ok(maps.length >= 4);
  for (const address of maps) {
    const file = fs.readdirSync(path.join(folder, address)).find(name => name.endsWith('.svg'));
    await r.open(address);
    await r.page.evaluate(async () => {
      const svg = document.querySelector('svg.map.wide');
      document.body.replaceChildren(svg);
      document.body.style.cssText = 'margin: 0; padding: 0; background: #fff';
      svg.style.cssText = 'display: block; max-inline-size: none; margin: 0';
      svg.querySelectorAll('[aria-current]').forEach(node => node.removeAttribute('aria-current'));
      await document.fonts.ready;
    });
    const [width, height] = await r.page.evaluate(() => { const { width, height } = document.querySelector('svg.map').viewBox.baseVal; return [width, height]; });
    await r.page.setViewportSize({ width, height });
    const inPage = (await r.page.screenshot()).toString('base64');
    await r.open(address + file);
    const alone = (await r.page.screenshot()).toString('base64');
    await r.open('/404.html');
    const percent = await difference(r.page, inPage, alone);
    assert.ok(percent <= 2, `${address}: ${percent.toFixed(2)} % of the pixels differ`);
    if (process.env.RESVG) {
      const png = path.join(os.tmpdir(), `waybook-${process.pid}.png`);
      execFileSync(process.env.RESVG, [path.join(folder, address, file), png]);
      const byResvg = await difference(r.page, alone, fs.readFileSync(png).toString('base64'));
      fs.rmSync(png);
      assert.ok(byResvg <= 0.5, `${address}: ${byResvg.toFixed(2)} % differ between Chromium and resvg`);
    }
  }
  await r.close();
});

test('the words of a drawing are at least 10 px high at every width of the window', async () => {
  const r = await reader();
  // Those with the widest drawings, and one that is small.
  const maps = mapPages().filter(address => /find-your-sa|order-ps|technical-discovery|activity-capture/.test(address) && !address.includes('/guide/'));
  assert.ok(maps.length >= 4);
  for (const address of maps) {
    await r.open(address);
    for (const width of [320, 600, 700, 768, 820, 900, 1024, 1100, 1200, 1280, 1440]) {
      await r.page.setViewportSize({ width, height: 900 });
      const [forms, px] = await r.page.evaluate(() => {
        const shown = [...document.querySelectorAll('.scroller svg.map')].filter(svg => svg.getBoundingClientRect().width > 0);
        return [shown.length, shown[0].getBoundingClientRect().width / shown[0].viewBox.baseVal.width * 17];
      });
      assert.equal(forms, 1, `${address} at ${width} px shows one drawing`);
      assert.ok(px >= 9.9, `${address} at ${width} px: words are ${px.toFixed(1)} px high`);
    }
  }
  await r.close();
});
