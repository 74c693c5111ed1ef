// Scripts and styles as they are published: made small, and still saying what their sources say.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { folder, mapPages, reader, source } from './site.mjs';

const theme = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../themes/handbook');
const published = name => fs.readFileSync(path.join(folder, 'assets', name), 'utf8');

test('the published style sheet has the rules of its sources, each with the same words', async () => {
  const css = path.join(theme, 'css');
  const names = fs.readdirSync(css).filter(name => !['site.css', 'map-alone.css'].includes(name)).sort(); // the last one is inside of drawings
  const alone = names.filter(name => fs.existsSync(path.join(folder, 'assets', name)));
  const joined = names.filter(name => !alone.includes(name));
  const r = await reader();
  await r.open('/');
  const rules = text => r.page.evaluate(text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/\s+/g, ' ').replace(/ ?, ?/g, ','));
  }, text.replace(/\?v=[0-9a-f]+/g, '')); // published, a font has its version behind it
  for (const [name, parts] of [['site.css', ['site.css', ...joined]], ...alone.map(name => [name, [name]])]) {
    const written = parts.map(part => fs.readFileSync(path.join(css, part), 'utf8')).join('\n');
    const [wanted, is] = [await rules(written), await rules(published(name))];
    assert.ok(wanted.length > (name === 'site.css' ? 300 : 0), `${wanted.length} rules of ${name} were read`);
    for (const [index, rule] of wanted.entries()) assert.equal(is[index], rule, name);
    assert.equal(is.length, wanted.length, name);
  }
  await r.close();
});

// The search is published as it is written.
test('published scripts can be read and hold no comment', () => {
  for (const name of fs.readdirSync(path.join(folder, 'assets')).filter(name => name.endsWith('.js'))) {
    const text = published(name);
    new vm.Script(text, { filename: name }); // throws at what an engine can't read
    assert.ok(name === 'search.js' || !/(^|\s)\/\*|\n\s*\/\//.test(text), `${name} has comments`);
  }
});

test('a map page loads at most 8 kB of script', () => {
  for (const address of mapPages()) {
    const scripts = [...source(address).matchAll(/<script src="[^"]*assets\/([^"?]+)\?v=[0-9a-f]+"/g)].map(match => match[1]);
    assert.ok(scripts.length >= 2, address);
    const bytes = scripts.reduce((sum, name) => sum + gzipSync(published(name), { level: 9 }).length, 0);
    assert.ok(bytes <= 8192, `${address}: ${bytes} bytes in ${scripts}`);
  }
});
