// The theme's sheet, read as text: every pair of colours that meet has the contrast it needs in both themes, and sides
// follow the writing direction. No browser; the audit measures the same in rendered pages.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

const themes = new URL('../../themes/handbook/css/', import.meta.url);
const sheets = fs.readdirSync(themes).filter(file => file.endsWith('.css')).sort();
const css = sheets.map(file => fs.readFileSync(new URL(file, themes), 'utf8')).join('\n').replace(/\/\*[\s\S]*?\*\//g, '');

const tokens = {};
for (const [, name, light, dark] of css.matchAll(/(--[\w-]+): light-dark\((#\w{3,6}), (#\w{3,6})\)/g)) tokens[name.slice(2)] = [light, dark];
for (const [, name, light, dark] of css.matchAll(/\.(hl-\w) \{ color: light-dark\((#\w{6}), (#\w{6})\)/g)) tokens[name] = [light, dark];

function luminance(hex) {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const [r, g, b] = [0, 2, 4].map(at => parseInt(full.slice(at, at + 2), 16) / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function ratio(one, other) {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const lanes = ['1', '2', '3', '4', '5'];
const tints = lanes.map(n => `l${n}w`);
const grounds = ['paper', 'surface', 'sunk', 'wash'];
const pairs = [
  ...[...grounds, 'note', 'alarm', ...tints].map(ground => ['ink', ground, 7]),
  ...grounds.map(ground => ['ink-2', ground, 4.5]),
  ...['paper', 'surface', 'sunk', 'wash', 'note', 'alarm', 'l1w', 'l3w'].map(ground => ['accent', ground, 4.5]),
  ['on-accent', 'accent', 7], ['note-ink', 'note', 4.5], ['alarm-ink', 'alarm', 4.5], ['paper', 'ink', 7],
  ...[...grounds, ...tints].flatMap(ground => [['edge', ground, 3], ['focus', ground, 3]]),
  ...lanes.flatMap(n => [[`l${n}`, `l${n}w`, 4.5], ['on-lane', `l${n}`, 4.5], [`l${n}`, 'surface', 3], ['accent', `l${n}w`, 3]]),
  ...['c', 'k', 's', 'n', 'f', 't', 'a', 'v'].map(kind => [`hl-${kind}`, 'sunk', 4.5]),
];

for (const [at, theme] of ['light', 'dark'].entries()) {
  test(`colours that meet have enough contrast: ${theme}`, () => {
    const low = pairs.map(([text, ground, need]) => {
      assert.ok(tokens[text] && tokens[ground], `no token --${tokens[text] ? ground : text}`);
      return { text, ground, need, is: ratio(tokens[text][at], tokens[ground][at]) };
    }).filter(pair => pair.is < pair.need);
    assert.deepEqual(low.map(pair => `${pair.text} on ${pair.ground}: ${pair.is.toFixed(2)} < ${pair.need}`), []);
  });
}

test('sides and sizes follow the writing direction', () => {
  // Media queries have no logical form; there the words stand in brackets and are not matched.
  const physical = [...css.matchAll(/[;{\s]((?:(?:margin|padding|border|inset)-)?(?:left|right|top|bottom)\s*:|(?:min-|max-)?(?:width|height)\s*:|(?:float|clear|text-align)\s*:\s*(?:left|right))/g)].map(found => found[1]);
  assert.deepEqual(physical, []);
});
