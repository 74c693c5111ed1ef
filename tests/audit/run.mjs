#!/usr/bin/env node
// run.mjs — which pages the audit looks at, several at a time.
//
//   node run.mjs selftest          the audit's own test
//   node run.mjs SITE kinds SMALL  one page of every kind of a built site, some also below a path and from disk;
//                                  of a small built site its home page and everything from A to Z
//   node run.mjs SITE all SMALL    every page, of guides one of every kind
//
// Lighthouse, which takes longest, looks at three pages only; the audit itself measures the same of every page but speed.
// Exit: 0 clean · 1 violations · 2 an audit could not do its work.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
// An audit waits for its browser half of the time, so one more runs than there are cores.
const atOnce = Math.max(1, Math.min(4, os.cpus().length)) + 1;
// What a page of ours may weigh, in bytes after gzip: design of the reader's side, 4.
const BUDGET = 'css=10240,js=8192,font=56320,requests=8,lh-best-practices=100,lh-seo=100,lh-performance=95';

const [site, which, small] = process.argv.slice(2);
const jobs = site === 'selftest' ? selftests() : audits(path.resolve(site), which, path.resolve(small));
const started = Date.now();
let worst = 0, next = 0;
await Promise.all(Array.from({ length: atOnce }, async () => { while (next < jobs.length) await run(jobs[next++]); }));
console.log(`\n${jobs.length} ${site === 'selftest' ? 'parts of the self-test' : 'audits'} in ${Math.round((Date.now() - started) / 1000)} s: ${worst ? 'FAILED' : 'clean'}`);
process.exit(worst);

/** Runs one job and prints what it says in one piece, so that several at a time stay readable. */
function run({ name, args }) {
  return new Promise(done => {
    let said = '';
    const began = Date.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', text => { said += text; });
    child.stderr.on('data', text => { said += text; });
    child.on('close', code => {
      if (code) worst = Math.max(worst, code);
      console.log(`\n-- ${name} (${Math.round((Date.now() - began) / 1000)} s)${code ? `: FAILED (${code})` : ''}\n${said.trim()}`);
      done();
    });
  });
}

/** The defects of the self-test in parts: each part is a process with a browser of its own. */
function selftests() {
  return Array.from({ length: atOnce }, (_, part) => ({ name: `self-test, part ${part + 1} of ${atOnce}`, args: [path.join(here, 'selftest.mjs'), `--part=${part + 1}/${atOnce}`] }));
}

function audits(site, which, small) {
  const pages = fs.readdirSync(site, { recursive: true }).map(file => String(file).split(path.sep).join('/')).filter(file => file.endsWith('.html')).sort();
  const text = page => fs.readFileSync(path.join(site, page), 'utf8');
  const bytes = page => fs.statSync(path.join(site, page)).size;
  /** The first page that holds all of these and is not taken yet; a kind of page that is not there is a mistake. */
  const taken = new Set(['index.html', '404.html']);
  const first = (kind, ...parts) => firstOf(pages, kind, ...parts);
  const smallest = (kind, ...parts) => firstOf(pages.toSorted((a, b) => bytes(a) - bytes(b)), kind, ...parts);
  const firstOf = (pages, kind, ...parts) => {
    const found = pages.find(page => !taken.has(page) && parts.every(part => part.test(text(page))));
    if (!found) throw new Error(`no page of ${site} is ${kind}`);
    taken.add(found);
    return { kind, page: found };
  };
  const kinds = [
    { kind: 'the home page', page: 'index.html' },
    first('a map', /class="map-page"/, /class="nd[^"]* q/),
    first('a map with a form', /class="map-page"/, /data-issue=/),
    first('a map of states', /class="map-page"/, /class="more tags"/),
    first('the list of maps', /class="list-page"/),
    first('a guided path', /class="list-page path"/),
    { kind: 'the list of guided paths', page: 'paths/index.html' },
    first('a question of a guide', /class="guide"/, /class="ask"/),
    first('a step of a guide with a form', /class="guide"/, /data-form/),
    first('the end of a guide', /class="guide"/, /class="summary/, /data-of=/, /data-return=/),
    first('a page with a checklist', /class="book"/, /data-checklist/),
    first('a page with a table', /class="book"/, /class="tw"/),
    ...pages.some(page => /class="book"/.test(text(page)) && /class="code"/.test(text(page))) ? [smallest('a page with code', /class="book"/, /class="code"/)] : [],
    { kind: 'not found', page: '404.html' },
  ];
  const audit = (name, page, more, of = site) => ({ name, args: [path.join(here, 'audit.mjs'), '--serve', of, '--budget', BUDGET, ...more, page.replace(/index\.html$/, '')] });
  const fast = kinds.filter(({ kind }) => ['the home page', 'a map', 'the list of maps'].includes(kind)).map(kind => kind.page);
  // The pages of guides are alike and many: also `all` looks at one of every kind only.
  const all = pages.filter(page => !page.includes('/guide/') || kinds.some(kind => kind.page === page));
  const list = which === 'all' ? all.map(page => ({ kind: page, page })) : kinds;
  // The largest pages take longest, one of them as long as ten others: they come first, or all would wait for them at the end.
  list.sort((a, b) => bytes(b.page) - bytes(a.page));
  // What leads elsewhere by scripts as well as by links is looked at below a path and from disk too.
  const moved = kinds.filter(({ kind }) => ['a map', 'a question of a guide', 'a guided path'].includes(kind)).map(kind => kind.page);
  return [
    // Every link is a stop of the keyboard, so a large list of everything takes as long as ten pages; the kind is the same in a small site.
    ...['a-z/index.html', 'index.html'].map(page => audit(`a small handbook: ${page}`, page, ['--no-lighthouse'], small)),
    ...list.map(({ kind, page }) => audit(`${kind}: ${page}`, page, fast.includes(page) && which !== 'all' ? [] : ['--no-lighthouse'])),
    ...(which === 'all' ? all : moved).map(page => audit(`below a path: ${page}`, page, ['--prefix', '/team/handbook', '--no-lighthouse'])),
    ...moved.map(page => ({ name: `from disk: ${page}`, args: [path.join(here, 'audit.mjs'), '--budget', BUDGET, '--no-lighthouse', path.join(site, page)] })),
  ];
}
