// A built site, opened in Chromium the way readers open it. Knows the theme's markup, not the program that wrote it.
//
// WAYBOOK_SITE names the folder of a built site. It is served under the audit's strict policy, at the root.
import { chromium } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { ARGS, CHROME, serve } from '../audit/audit.mjs';

export const folder = path.resolve(process.env.WAYBOOK_SITE || missing());
function missing() { throw new Error('WAYBOOK_SITE must name the folder of a built site'); }

/** Every page of the site as an address path: `/`, `/maps/order-ps/`, `/404.html`. Sorted. */
export const pages = fs.readdirSync(folder, { recursive: true })
  .map(file => '/' + String(file).split(path.sep).join('/'))
  .filter(file => file.endsWith('.html'))
  .map(file => file.replace(/\/index\.html$/, '/'))
  .sort();
export function source(page) { return fs.readFileSync(path.join(folder, page, page.endsWith('/') ? 'index.html' : ''), 'utf8'); }

/** Pages whose source holds a text; a test that needs such a page must fail when the sample no longer has one. */
export function pagesWith(text) {
  const found = pages.filter(page => source(page).includes(text));
  if (!found.length) throw new Error(`no page of ${folder} holds ${JSON.stringify(text)}`);
  return found;
}
export const mapPages = () => pagesWith('<svg class="map');

let browser, server;
before(async () => {
  server = await serve(folder);
  browser = await chromium.launch({ executablePath: CHROME, headless: true, args: ARGS });
});
after(async () => { await browser?.close(); server?.close(); });

/**
 * A site made for a test: its files by name. Gives its folder and the begin of its addresses, which `reader.open` takes too.
 * WAYBOOK names the program. What comes out is served at `/` and gone when the tests of the file are through.
 */
export async function made(files) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'waybook-made-')), out = path.join(root, 'public');
  for (const [name, text] of Object.entries({ 'waybook.yaml': 'title: A handbook\n', ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  execFileSync(path.resolve(process.env.WAYBOOK || '../target/debug/waybook'), ['build', root, '--output', out], { stdio: 'pipe' });
  const server = await serve(out);
  after(() => { server.close(); fs.rmSync(root, { recursive: true, force: true }); });
  return { folder: out, base: server.base };
}

/**
 * A fresh reader: own storage, no animation. `errors` collects everything that the console or the page complains about.
 * `prepare` may change the page before it is opened. Playwright's own objects are `reader.page` and `reader.context`.
 */
export async function reader(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  const errors = [];
  page.on('console', message => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('pageerror', error => errors.push(String(error)));
  // Going on to the next page ends what the last one was still loading; that is no mistake of the page.
  page.on('requestfailed', request => { if (request.failure()?.errorText !== 'net::ERR_ABORTED') errors.push(`request failed: ${request.url()}`); });
  return { context, page, errors,
    open: address => page.goto(address.startsWith('http') ? address : server.base + address, { waitUntil: 'load' }),
    openFile: address => page.goto('file://' + path.join(folder, address, address.endsWith('/') ? 'index.html' : ''), { waitUntil: 'load' }),
    close: () => context.close() };
}

/** What the focused element is: the step a map node leads to, or the text of anything else. */
export const focused = page => page.evaluate(() => {
  const at = document.activeElement;
  return { node: at.closest?.('svg.map') ? decodeURIComponent(at.getAttribute('href').slice(1)) : null,
    step: at.closest?.('li.st')?.id ?? null, tag: at.tagName.toLowerCase(), text: at.textContent.trim() };
});

/** The flow of the drawing that is shown: node id → ids of the next nodes, as the page itself tells the keyboard. */
export const flow = page => page.evaluate(() => {
  const shown = [...document.querySelectorAll('svg.map')].find(svg => svg.getBoundingClientRect().width > 0);
  const nodes = [...shown.querySelectorAll('a.nd')];
  const id = node => decodeURIComponent(node.getAttribute('href').slice(1));
  const byNumber = Object.fromEntries(nodes.map(node => [node.dataset.n, id(node)]));
  return nodes.map(node => ({ id: id(node), next: (node.dataset.next || '').split(' ').filter(Boolean).map(n => byNumber[n]) }));
});
