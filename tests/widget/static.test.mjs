// What can be said of the widget's files as they are: the languages say the same things, nothing is inline or made from
// text, and all of it is small.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const assets = new URL('../../daemon/chat/assets/', import.meta.url);
const names = readdirSync(assets);
const read = (name) => readFileSync(new URL(name, assets), 'utf8');
const scripts = names.filter((name) => name.endsWith('.js'));
const load = async (source) => import(`data:text/javascript,${encodeURIComponent(source)}`);
const [en, es] = [(await load(read('en.js'))).default, (await load(read('es.js'))).default];
const zipped = (list) => list.reduce((sum, name) => sum + gzipSync(read(name)).length, 0);

test('both languages have the same keys, and the same values in each text', () => {
  const values = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  assert.deepEqual(Object.keys(es).sort(), Object.keys(en).sort());
  for (const key of Object.keys(en)) {
    assert.ok(en[key] && es[key], key);
    assert.deepEqual(values(es[key]), values(en[key]), key);
  }
});

test('every text that is asked for is there, and none is there for nothing', () => {
  const used = scripts.filter((name) => !['en.js', 'es.js'].includes(name)).map(read).join('\n');
  const kinds = new Set(Object.keys(en).filter((key) => key.includes('.')).map((key) => key.split('.')[0]));
  for (const [, key] of used.matchAll(/'([a-z]+\.[a-z_-]+)'/g))
    if (kinds.has(key.split('.')[0]) && !key.endsWith('.js') && !key.endsWith('.json')) assert.ok(key in en || `${key}-one` in en, key);
  for (const key of Object.keys(en)) {
    const asked = [`'${key}'`, `'${key.replace(/-(one|more)$/, '')}'`, `\`${key.split('.')[0]}.$`].some((one) => used.includes(one));
    assert.ok(asked, `${key} is never asked for`);
  }
});

test('nothing is inline, from elsewhere, or made from text', () => {
  for (const name of names.filter((one) => one.endsWith('.html')))
    assert.doesNotMatch(read(name), /<script(?![^>]* src="(assets\/\w+|widget)\.js")|<style| style=| on[a-z]+=|https?:/, name);
  for (const name of scripts)
    assert.doesNotMatch(read(name).replace(/^\s*\/\/.*$/gm, ''), /innerHTML|outerHTML|insertAdjacentHTML|srcdoc|document\.write|\beval\(|new Function|['"`]https?:\/\//, name);
  assert.doesNotMatch(read('widget.css'), /url\(|@import/);
});

test('the loader is below 3 KB, all of it below 40 KB', () => {
  assert.ok(zipped(['loader.js']) < 3_000, `${zipped(['loader.js'])} bytes`);
  const all = names.filter((name) => !name.startsWith('page.'));
  assert.ok(zipped(all) < 40_000, `${zipped(all)} bytes`);
});

test('addresses in a text are found, and what ends a sentence is none of them', async () => {
  const source = read('text.js').replace("import en from './en.js';", 'const en = {};').replace("import es from './es.js';", 'const es = {};');
  const { parts } = await load(source);
  const cases = [
    ['See https://riverbend.example/bins.', [{ text: 'See ' }, { href: 'https://riverbend.example/bins' }, { text: '.' }]],
    ['(http://riverbend.example/a?b=c&d)', [{ text: '(' }, { href: 'http://riverbend.example/a?b=c&d' }, { text: ')' }]],
    ['javascript:alert(1) <b>bold</b>', [{ text: 'javascript:alert(1) <b>bold</b>' }]],
    ['https://riverbend.example/"onclick="x', [{ href: 'https://riverbend.example/' }, { text: '"onclick="x' }]],
    ['https://', [{ text: 'https://' }]],
    ['', []],
  ];
  for (const [text, expected] of cases) assert.deepEqual(parts(text), expected, text);
});
