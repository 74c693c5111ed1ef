// The schemas that editors use: an independent validator and an independent reader of YAML must see the files as `check` does.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const site = process.env.WAYBOOK_SITE;
assert.ok(site, 'WAYBOOK_SITE names the folder of the built sample handbook');

const schema = name => JSON.parse(readFileSync(join(site, `assets/schema/${name}.json`), 'utf8'));
const kinds = readdirSync(join(site, 'assets/schema')).map(file => basename(file, '.json')).sort();
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
const validators = Object.fromEntries(kinds.map(kind => [kind, ajv.compile(schema(kind))]));

/** What is wrong with a text as this kind of file; nothing for a right one. */
function wrong(kind, text) {
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true });
  if (document.errors.length) return document.errors.map(error => error.message);
  const validate = validators[kind];
  return validate(document.toJS()) ? [] : validate.errors.map(error => `${error.instancePath} ${error.message}`);
}

const maps = join(root, 'process-maps');
const yaml = folder => readdirSync(folder).filter(file => file.endsWith('.yaml')).sort().map(file => join(folder, file));

test('there is a schema for every kind of file', () => {
  assert.deepEqual(kinds, ['glossary', 'links', 'map', 'page', 'path', 'redirects', 'roles', 'settings']);
});

test('every sample file is right for the schema that its first line names', () => {
  const files = [...yaml(maps), ...yaml(join(maps, 'paths')), join(root, 'waybook.yaml')];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const named = text.match(/^# yaml-language-server: \$schema=(.+)\n/)?.[1];
    assert.ok(named, `${file} names no schema`);
    const committed = JSON.parse(readFileSync(join(dirname(file), named), 'utf8'));
    const kind = basename(named, '.json');
    assert.deepEqual(committed, schema(kind), `${file} names another schema than the one that is published`);
    assert.deepEqual(wrong(kind, text), [], file);
  }
  assert.ok(files.length >= 22, `${files.length} files`);
});

test('every page of the sample has front matter that is right for the schema', () => {
  let heads = 0;
  for (const file of readdirSync(join(root, 'content'), { recursive: true }).filter(file => file.endsWith('.md'))) {
    const head = readFileSync(join(root, 'content', file), 'utf8').match(/^---\n([^]*?)\n---\n/)?.[1];
    if (head === undefined) continue;
    heads += 1;
    assert.deepEqual(wrong('page', head), [], file);
  }
  assert.ok(heads > 10, `${heads} heads`);
});

// What is wrong with a single file by itself, and not with where its names lead.
const seen = ['unknown_key', 'misplaced_key', 'missing_key', 'wrong_kind', 'unknown_word', 'several_verbs', 'no_verb', 'time_without_unit',
  'not_a_date', 'answers_in_list', 'no_steps', 'empty_value', 'empty_item', 'duplicate_key'];
// An empty list is a list.
const unseen = ['no_steps--states'];

test('the schema of maps sees what `check` sees in a single file, and never more', () => {
  const tried = { right: 0, wrong: new Set() };
  for (const file of yaml(join(root, 'tests/maps'))) {
    const text = readFileSync(file, 'utf8');
    if (text.startsWith('#### ')) continue;
    const name = basename(file, '.yaml');
    const messages = readFileSync(file.replace(/yaml$/, 'messages.txt'), 'utf8');
    if (!/ WB\d+ error /.test(messages)) {
      assert.deepEqual(wrong('map', text), [], `${name}: \`check\` finds no error, the schema does`);
      tried.right += 1;
    } else if (seen.includes(name.split('--')[0]) && !unseen.includes(name)) {
      assert.notDeepEqual(wrong('map', text), [], `${name}: \`check\` finds an error, the schema does not`);
      tried.wrong.add(name.split('--')[0]);
    }
  }
  assert.ok(tried.right > 10, `${tried.right} right ones`);
  assert.deepEqual([...tried.wrong].sort(), [...seen].sort());
});

test('other files are refused for what `check` refuses', () => {
  for (const [kind, right, bad] of [
    ['roles', 'seller: {name: Seller}', 'seller: {short: S}'],
    ['roles', 'roles: {seller: {name: Seller}}', 'roles: {seller: {nmae: Seller}}'],
    ['links', 'board: {title: Board, kind: board}', 'board: {title: Board, kind: bord}'],
    ['glossary', 'terms: {SOW: {means: Statement of work}}', 'SOW: Statement of work'],
    ['path', 'title: P\nstages: [{title: S, items: [{map: m, mode: look}]}]', 'title: P\nstages: [{title: S, items: [{mode: look}]}]'],
    ['settings', 'raw_html: safe', 'raw_htm: safe'],
    ['settings', 'announcement: Hello', 'announcement: [Hello]'],
    ['settings', 'announcement: {text: Hello, to: /}', 'announcement: {to: /}'],
    ['page', 'title: T\nweight: 3\ndraft: yes\nlayout: other', 'weight: heavy'],
  ]) {
    assert.deepEqual(wrong(kind, right), [], `${kind}: ${right}`);
    assert.notDeepEqual(wrong(kind, bad), [], `${kind}: ${bad}`);
  }
  for (const kind of ['roles', 'links', 'glossary', 'settings', 'page']) assert.deepEqual(wrong(kind, '# nothing yet\n'), [], kind);
});
