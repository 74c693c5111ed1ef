// What the search costs and finds: makes a handbook of many pages beside the sample one, builds it, and asks 40 questions in a browser.
//
//   node benches/search.mjs WAYBOOK [PAGES]      WAYBOOK is the program, PAGES 5000 unless told
//
// Prints the size of the index, what a query loads (after gzip) and how long it takes, and which questions found their page in the first
// three. Needs the packages of tests/ and Chromium, as tests/run fetches them. Exit 1 when fewer than 38 of 40 are found or a limit is missed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { chromium } = createRequire(path.join(root, 'tests/package.json'))('playwright-core');
const program = path.resolve(process.argv[2] ?? 'target/release/waybook');
const pages = Number(process.argv[3] ?? 5000);
const LIMIT_BYTES = 100_000, LIMIT_MS = 100;

// ------------------------------------------------------------------ a handbook with a fixed seed and words as frequent as in real text
let seed = 0x2545f491;
const below = number => { seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5; return (seed >>> 0) % number; };
// As in real languages, about 250 pairs of letters begin most words.
const VOWELS = 'aeiou', CONSONANTS = 'bcdfghjklmnprstvwz';
const syllable = () => CONSONANTS[below(CONSONANTS.length)] + ['', '', 'l', 'r'][below(4)] + VOWELS[below(5)] + ['', '', 'n', 's', 'r'][below(5)];
const vocabulary = Array.from({ length: 8000 }, () => (below(6) ? '' : VOWELS[below(5)]) + Array.from({ length: 2 + below(3) }, syllable).join(''));
/** Zipf: the word of rank n is about n times as rare as the first. */
const word = () => vocabulary[Math.floor(vocabulary.length ** (below(1_000_000) / 1_000_000)) - 1];
const text = count => Array.from({ length: count }, word).join(' ') + '.';

const site = fs.mkdtempSync(path.join(os.tmpdir(), 'waybook-search-'));
for (const folder of ['content', 'process-maps']) fs.cpSync(path.join(root, folder), path.join(site, folder), { recursive: true });
fs.copyFileSync(path.join(root, 'waybook.yaml'), path.join(site, 'waybook.yaml'));
for (let page = 0; page < pages; page += 1) {
  const sections = Array.from({ length: 10 }, () => `## ${text(3).slice(0, -1)}\n\n${text(60)}\n`).join('\n');
  const file = path.join(site, `content/generated-${Math.floor(page / 100)}/page-${page}.md`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `---\ntitle: ${text(3).slice(0, -1)} ${page}\n---\n\n${text(20)}\n\n${sections}`);
}
const NEEDLES = {
  'haystack-1': ['Reimbursing travel costs', 'keywords: [expenses, per diem]', 'Keep the receipts of the hotel.'],
  'haystack-2': ['Überprüfung der Verträge', '', 'Die Rechtsabteilung prüft jeden Entwurf zweimal.'],
  'haystack-3': ['Größenänderung beantragen', '', 'Der Antrag geht an die Bereichsleitung.'],
  'haystack-4': ['見積もりの依頼', '', '営業担当者は見積書を作成します。'],
  'haystack-5': ['契約更新の手順', '', '顧客との契約を更新する方法。'],
  'haystack-6': ['Badge printing for visitors', '', 'Visitors receive a turquoise lanyard.'],
};
for (const [name, [title, head, body]] of Object.entries(NEEDLES)) {
  fs.writeFileSync(path.join(site, `content/${name}.md`), `---\ntitle: ${title}\n${head}\n---\n\n${body}\n`);
}
const out = path.join(site, 'public');
execFileSync(program, ['build', site, '--output', out], { stdio: 'ignore', maxBuffer: 1 << 28 });

// ------------------------------------------------------------------ questions: what is typed, what must be among the first three
const QUESTIONS = [
  ['exact', 'order professional services', 'Order professional services'], ['exact', 'licences and trials', 'Licences and trials'],
  ['exact', 'event staffing', 'Event staffing'], ['exact', 'who is my sa', 'Who is my SA?'], ['exact', 'security assurance', 'Customer security assurance'],
  ['exact', 'account plan and quarterly review', 'Account plan and quarterly review'], ['exact', 'badge printing', 'Badge printing for visitors'],
  ['exact', 'turquoise lanyard', 'Badge printing for visitors'], ['exact', 'salesforce', 'Salesforce'],
  ['prefix', 'profess serv', 'Order professional services'], ['prefix', 'calcula', 'Services calculator'], ['prefix', 'licen', 'Licences and trials'],
  ['prefix', 'quarterly rev', 'Account plan and quarterly review'], ['prefix', 'reimbur', 'Reimbursing travel costs'], ['prefix', 'glossa', 'Glossary'],
  ['slip', 'calculater', 'Services calculator'], ['slip', 'calclator', 'Services calculator'], ['slip', 'calcullator', 'Services calculator'],
  ['slip', 'claculator', 'Services calculator'], ['slip', 'xalculator', 'Services calculator'], ['slip', 'proffessional services', 'Order professional services'],
  ['slip', 'salesforse', 'Salesforce'], ['slip', 'reimbrusing', 'Reimbursing travel costs'], ['slip', 'turquose lanyard', 'Badge printing for visitors'],
  ['other name', 'TAM', 'Customer Success Manager'], ['other name', 'technical account manager', 'Customer Success Manager'],
  ['other name', 'expenses', 'Reimbursing travel costs'], ['other name', 'per diem', 'Reimbursing travel costs'],
  ['step', 'fill in the services calculator', 'Fill in the services calculator'], ['step', 'write the first sow', 'Write the first SOW and get PS approval'],
  ['step', 'hand over to the csm', 'Hand over to the CSM'], ['step', 'work towards the technical win', 'Work towards the technical win'],
  ['step', 'create ps opportunity', 'Create the PS opportunity in Salesforce'],
  ['role', 'customer success manager', 'Customer Success Manager'], ['role', 'area sales manager', 'Area Sales Manager'],
  ['German', 'Überprüfung', 'Überprüfung der Verträge'], ['German', 'uberprufung vertrage', 'Überprüfung der Verträge'], ['German', 'grossenanderung', 'Größenänderung beantragen'],
  ['Japanese', '見積', '見積もりの依頼'], ['Japanese', '契約更新', '契約更新の手順'],
];

const browser = await chromium.launch({ executablePath: process.env.CHROME || '/usr/bin/chromium', args: ['--no-sandbox'] });
const zipped = new Map();
const weight = file => { if (!zipped.has(file)) zipped.set(file, gzipSync(fs.readFileSync(file)).length); return zipped.get(file); };
const folder = path.join(out, 'assets/search');
const files = fs.readdirSync(folder);
const sum = list => list.reduce((total, each) => total + each, 0);
const raw = sum(files.map(file => fs.statSync(path.join(folder, file)).size)), small = sum(files.map(file => weight(path.join(folder, file))));
console.log(`${pages} pages: ${files.length} files, ${(raw / 1e6).toFixed(1)} MB, ${(small / 1e6).toFixed(1)} MB after gzip, the largest ${Math.round(Math.max(...files.map(file => weight(path.join(folder, file)))) / 1e3)} kB`);
const part = test => Math.round(sum(files.filter(test).map(file => weight(path.join(folder, file)))) / pages);
console.log(`for each 1,000 pages, after gzip: words ${part(file => file[0] === 'w')} kB, records ${part(file => file[0] === 'r')} kB`);
console.log(`loaded before anything is typed, after gzip: ${Math.round((weight(path.join(folder, 'about.js')) + weight(path.join(out, 'assets/search.js'))) / 100) / 10} kB`);
let right = 0;
const bytes = [], times = [], dear = [];
for (const [kind, typed, wanted] of QUESTIONS) {
  // A reader who has just come: nothing is loaded yet.
  const context = await browser.newContext();
  const page = await context.newPage();
  const loaded = [];
  page.on('request', request => { if (request.url().includes('/assets/search')) loaded.push(fileURLToPath(request.url())); });
  await page.goto('file://' + path.join(out, 'index.html'));
  await page.evaluate(() => new Promise(done => { const script = document.createElement('script'); script.src = 'assets/search.js'; script.onload = done; document.head.append(script); }));
  const answer = await page.evaluate(async typed => { const start = performance.now(); const found = await window.waybook.query(typed); return { took: performance.now() - start, titles: found.results.slice(0, 3).map(result => result.title) }; }, typed);
  const place = answer.titles.indexOf(wanted) + 1;
  right += place > 0;
  bytes.push(sum(loaded.map(weight)));
  times.push(answer.took);
  const of = letter => { const files = loaded.filter(file => path.basename(file)[0] === letter); return `${files.length} of ${Math.round(sum(files.map(weight)) / 1e3)} kB`; };
  dear.push([bytes.at(-1), `${typed}: ${Math.round(bytes.at(-1) / 1e3)} kB; words in ${of('w')}, records in ${of('r')}`]);
  if (!place) console.log(`  not found (${kind}): ${typed} → ${JSON.stringify(answer.titles)}`);
  await context.close();
}
await browser.close();
fs.rmSync(site, { recursive: true, force: true });
const median = list => list.toSorted((a, b) => a - b)[list.length >> 1];
console.log(`loaded per first query, script included, after gzip: median ${Math.round(median(bytes) / 1e3)} kB, most ${Math.round(Math.max(...bytes) / 1e3)} kB (limit ${LIMIT_BYTES / 1e3})`);
for (const [, told] of dear.toSorted((a, b) => b[0] - a[0]).slice(0, 5)) console.log(`  ${told}`);
console.log(`time of a first query: median ${Math.round(median(times))} ms, most ${Math.round(Math.max(...times))} ms (limit ${LIMIT_MS} for the median)`);
console.log(`${right} of ${QUESTIONS.length} found among the first three`);
process.exitCode = right >= 38 && Math.max(...bytes) <= LIMIT_BYTES && median(times) <= LIMIT_MS ? 0 : 1;
