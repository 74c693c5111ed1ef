// The preview while somebody writes: real saves in a copy of a small handbook, shown by the program itself.
//
// WAYBOOK names the program. Waiting is always for something that is seen; where nothing should happen, for something that comes after it.
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { ARGS, CHROME } from '../audit/audit.mjs';

const program = path.resolve(process.env.WAYBOOK || '../target/debug/waybook');
const map = step => `title: Ask for help\nsummary: How to ask.\nowner: sa\nstarts_when: A question\nsteps:\n  - id: look\n    do: ${step}\n    who: sa\n    check: [It was looked up]\n  - id: done\n    end: Answered\n`;
const long = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} of a page that is long enough to scroll.\n`).join('\n');

let root, server, base, browser;
const file = name => path.join(root, name);
const put = (name, text) => { fs.mkdirSync(path.dirname(file(name)), { recursive: true }); fs.writeFileSync(file(name), text); };

async function start(...options) {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'waybook-serve-'));
  put('waybook.yaml', 'title: A handbook\n');
  put('content/index.md', `# Home\n\n- [ ] one task\n- [ ] two tasks\n\n${long}\nThe end.\n`);
  put('content/other.md', '# Other\n\nAnother page.\n');
  put('process-maps/help.yaml', map('Look it up'));
  put('process-maps/_roles.yaml', 'roles:\n  sa: {name: Solutions architect, short: SA}\n');
  server = spawn(program, ['serve', root, '--port', '0', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  base = await new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', piece => { said += piece; const found = said.match(/http:\/\/[\d.:]+/); if (found) resolve(found[0]); });
    server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
}
function stop() { server.removeAllListeners('exit'); server.kill(); fs.rmSync(root, { recursive: true, force: true }); }

before(async () => { await start('--follow'); browser = await chromium.launch({ executablePath: CHROME, headless: true, args: ARGS }); });
after(async () => { await browser?.close(); stop(); });

async function opened(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', error => errors.push(String(error)));
  // Sheets and scripts that the page's own policy refuses are complaints too.
  page.on('console', message => { if (message.type() === 'error') errors.push(message.text()); });
  await page.goto(base + address, { waitUntil: 'load' });
  return { context, page, errors };
}
const panel = page => page.locator('waybook-panel section[role=alert]');
/** A mark that is lost when a page is loaded anew. */
const mark = page => page.evaluate(() => { window.kept = true; });
const isKept = page => page.evaluate(() => window.kept === true);

/** What axe finds on the page, its panel included. */
async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  return found.violations.map(violation => `${violation.id}: ${violation.nodes.map(node => node.html).join(' ')}`);
}

test('a save is shown, and the reader stays where they were', async () => {
  const { context, page, errors } = await opened('/');
  await page.locator('input[type=checkbox]').nth(1).check();
  await page.locator('input[type=checkbox]').nth(1).focus();
  await page.evaluate(() => scrollTo(0, 700));
  put('content/index.md', fs.readFileSync(file('content/index.md'), 'utf8').replace('The end.', 'The new end.'));
  await page.getByText('The new end.').waitFor({ state: 'attached' });
  await page.waitForFunction(() => scrollY === 700);
  assert.equal(await page.locator('input[type=checkbox]').nth(1).isChecked(), true);
  await page.waitForFunction(() => document.activeElement === document.querySelectorAll('input[type=checkbox]')[1]);
  assert.deepEqual(errors, []);
  await context.close();
});

test('a page that is the same is not loaded again', async () => {
  const { context, page } = await opened('/other/');
  await mark(page);
  const answered = page.waitForResponse(response => response.url() === base + '/other/');
  put('content/aside/one.txt', 'a file that no page shows');
  await answered;
  assert.equal(await isKept(page), true);
  await context.close();
});

test('a style sheet of the own theme is taken without loading the page again', async () => {
  const sheet = fs.readFileSync(new URL('../../themes/handbook/css/site.css', import.meta.url), 'utf8');
  put('themes/handbook/css/site.css', sheet);
  const { context, page } = await opened('/other/');
  await mark(page);
  put('themes/handbook/css/site.css', sheet + '\nh1 { letter-spacing: 7px }\n');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).letterSpacing === '7px');
  assert.equal(await isKept(page), true);
  await context.close();
});

test('a broken map leaves its page as it was, with a panel that tells file, line, source and what to do', async () => {
  const { context, page, errors } = await opened('/maps/help/');
  await mark(page);
  put('process-maps/help.yaml', map('Look it up').replace('title: Ask for help', 'title: [Ask for help'));
  await panel(page).waitFor();
  const told = await panel(page).innerText();
  assert.match(told, /process-maps\/help\.yaml:\d+:\d+/);
  assert.match(told, /title: \[Ask for help/);
  assert.match(told, /2 errors/);
  assert.equal(await isKept(page), true, 'the page is not loaded anew');
  assert.ok(await page.locator('svg.map').first().isVisible(), 'the map is still there');
  const box = await panel(page).boundingBox();
  assert.ok(box.height <= 0.4 * 800 + 1, `the panel is ${box.height} high`);
  assert.deepEqual(await violations(page), []);

  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'detached' });
  await page.locator('waybook-panel button.pill').click();
  await panel(page).waitFor();

  put('process-maps/help.yaml', map('Look it up in the list'));
  await panel(page).waitFor({ state: 'detached' });
  await page.getByText('Look it up in the list').first().waitFor({ state: 'attached' });
  assert.deepEqual(errors, []);
  await context.close();
});

test('what is wrong for a moment only is not shown', async () => {
  const right = fs.readFileSync(file('process-maps/help.yaml'), 'utf8');
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  // The page's clock goes on only when it is told to: how long a save takes here says nothing about the panel.
  await page.clock.install();
  await page.goto(base + '/maps/help/', { waitUntil: 'load' });
  await page.clock.pauseAt(Date.now() + 60_000);
  await mark(page);
  // What the page itself has heard: `show` is called once for each state that the server tells.
  await page.evaluate(() => {
    window.heard = [];
    const show = waybookPanel.show;
    waybookPanel.show = problems => { window.heard.push(problems.errors); show(problems); };
  });
  const heard = errors => page.waitForFunction(errors => window.heard.length > 0 && (window.heard.at(-1) > 0) === errors, errors);

  put('process-maps/help.yaml', 'title: [half\n');
  await heard(true);
  await page.clock.runFor(399);
  assert.equal(await panel(page).count(), 0, 'not yet');
  put('process-maps/help.yaml', right);
  await heard(false);
  await page.clock.runFor(2000);
  assert.equal(await panel(page).count(), 0, 'it is right again');

  put('process-maps/help.yaml', 'title: [half\n');
  await heard(true);
  await page.clock.runFor(401);
  await panel(page).waitFor();
  put('process-maps/help.yaml', right);
  await heard(false);
  await page.clock.runFor(1);
  await panel(page).waitFor({ state: 'detached' });
  assert.equal(await isKept(page), true, 'the map is as it was before, so the page is too');
  await context.close();
});

test('with --follow the open page goes to what was edited', async () => {
  const { context, page } = await opened('/');
  put('content/other.md', '# Other\n\nAnother page, edited.\n');
  await page.waitForURL(base + '/other/');
  await page.getByText('Another page, edited.').waitFor();
  await context.close();
});

test('in dark and in forced colours the panel can be read', async () => {
  put('process-maps/help.yaml', 'title: [half\n');
  for (const mode of [{ colorScheme: 'dark' }, { forcedColors: 'active' }]) {
    const { context, page } = await opened('/other/', mode);
    await panel(page).waitFor();
    assert.deepEqual(await violations(page), [], JSON.stringify(mode));
    await context.close();
  }
  put('process-maps/help.yaml', map('Look it up'));
});
