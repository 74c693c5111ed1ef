// Guided paths: ticks, progress, what is next, what is new, and progress that is taken to another browser.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { pagesWith, reader } from './site.mjs';

const PATH = () => pagesWith('class="list-page path"')[0];
const done = page => page.locator('#done').textContent();
const ticked = page => page.locator('.stage [data-item]:checked').evaluateAll(boxes => boxes.map(box => box.dataset.item));
const items = page => page.locator('.stage [data-item]').evaluateAll(boxes => boxes.map(box => box.dataset.item));

test('a path counts what is done, in each stage and whole, says what is next, and keeps it', async () => {
  const r = await reader();
  await r.open(PATH());
  const all = await items(r.page);
  assert.ok(all.length >= 10, `${all.length} items`);
  assert.equal(new Set(all).size, all.length);
  assert.equal(await done(r.page), `0 of ${all.length} done`);
  const first = await r.page.locator('.stage .t').first().textContent();
  assert.equal(await r.page.locator('#next-up a').textContent(), first.trim());
  await r.page.locator('[data-item]').nth(0).check();
  await r.page.locator('[data-item]').nth(2).check();
  assert.equal(await done(r.page), `2 of ${all.length} done`);
  assert.equal(await r.page.locator('.stage .n').first().textContent(), '2');
  assert.equal(await r.page.locator('#whole').evaluate(bar => bar.value), 2);
  assert.equal(await r.page.locator('#next-up a').textContent(), (await r.page.locator('.stage .t').nth(1).textContent()).trim());
  await r.page.reload();
  assert.deepEqual(await ticked(r.page), [all[0], all[2]]);
  assert.equal(await done(r.page), `2 of ${all.length} done`);
  assert.equal(await r.page.locator('.fresh').count(), 0, 'nothing is new to whoever has just come');
  assert.deepEqual(r.errors, []);
  await r.close();
});

test('after an edit new items say so, and ticked ones say when what they lead to has changed', async () => {
  const r = await reader();
  await r.open(PATH());
  const all = await items(r.page);
  await r.page.locator('[data-item]').nth(0).check();
  await r.page.route(`**${PATH()}`, async (request, _) => {
    const answer = await request.fetch();
    let text = await answer.text();
    // The first map was edited, so was the second; an item is added at the end of the first stage.
    for (const id of all.slice(0, 2)) text = text.replace(new RegExp(`(data-item="${id}" data-mark=")[^"]*`), '$1changed');
    text = text.replace('</ul></section>', '<li><label><input type="checkbox" data-item="added" data-mark="x"><span class="t">Added</span></label></li></ul></section>');
    await request.fulfill({ response: answer, body: text });
  });
  await r.open(PATH());
  const said = await r.page.locator('.fresh').evaluateAll(notes => notes.map(note => note.closest('label').querySelector('input').dataset.item + ': ' + note.textContent));
  assert.deepEqual(said, [`${all[0]}: changed since you ticked it`, 'added: new']);
  assert.deepEqual(await ticked(r.page), [all[0]], 'the tick stays');
  await r.page.locator('[data-item=added]').check();
  await r.open(PATH());
  assert.equal(await r.page.locator('.fresh').count(), 1, 'what is ticked is no longer new');
  await r.close();
});

for (const kind of ['json', 'md']) {
  test(`progress saved as ${kind} is read by another browser`, async () => {
    const r = await reader();
    await r.open(PATH());
    const all = await items(r.page);
    for (const at of [1, 3, all.length - 1]) await r.page.locator('[data-item]').nth(at).check();
    const [download] = await Promise.all([r.page.waitForEvent('download'), r.page.click(`[data-path=${kind}]`)]);
    const file = await download.path();
    assert.match(download.suggestedFilename(), new RegExp(`\\.${kind}$`));
    const text = fs.readFileSync(file);
    const other = await reader();
    await other.open(PATH());
    await other.page.setInputFiles('#read', { name: download.suggestedFilename(), mimeType: 'text/plain', buffer: text });
    await other.page.waitForFunction(() => document.getElementById('told').textContent !== '');
    assert.deepEqual(await ticked(other.page), [all[1], all[3], all.at(-1)]);
    await other.page.setInputFiles('#read', { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"path":"/paths/other/","done":[]}') });
    await other.page.waitForFunction(() => /no progress/.test(document.getElementById('told').textContent));
    assert.deepEqual(other.errors, []);
    await other.close();
    await r.close();
  });
}

test('without a script a path is a whole list of links, and nothing claims to be kept', async () => {
  const r = await reader({ javaScriptEnabled: false });
  await r.open('/paths/');
  await r.page.locator('.cards a').first().click();
  assert.ok(await r.page.locator('.stage .t a').count() >= 10);
  assert.equal(await r.page.locator('.keep:visible, .whole:visible').count(), 0);
  await r.page.locator('.stage .t a', { hasText: 'Who is my SA' }).click();
  assert.match(r.page.url(), /\/maps\/find-your-sa\/guide\//, 'a map to walk through opens its guide');
  await r.close();
});
