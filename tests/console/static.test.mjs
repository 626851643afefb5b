// What can be said of the console's files as they are: the languages say the same things, every text there is is
// there, nothing is inline, and all of it is small.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';

const pages = new URL('../../daemon/console/pages/', import.meta.url);
const names = readdirSync(pages);
const modules = names.filter((name) => name.endsWith('.js')).map((name) => [name, readFileSync(new URL(name, pages), 'utf8')]);
// As a module whatever Node takes a .js for.
const load = async (name) => (await import(`data:text/javascript,${encodeURIComponent(readFileSync(new URL(name, pages), 'utf8'))}`)).default;
const [en, es] = [await load('en.js'), await load('es.js')];
const values = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('both languages have the same keys, and the same values in each text', () => {
  assert.deepEqual(Object.keys(es).sort(), Object.keys(en).sort());
  for (const key of Object.keys(en)) {
    assert.ok(en[key] && es[key], key);
    assert.deepEqual(values(es[key]), values(en[key]), key);
  }
});

test('no key stands twice in a language', () => {
  for (const name of ['en.js', 'es.js']) {
    const keys = [...modules.find(([one]) => one === name)[1].matchAll(/^\s*'([^']+)': |, '([a-z][\w.-]+)': /gm)].map((one) => one[1] ?? one[2]);
    assert.equal(new Set(keys).size, keys.length, name);
  }
});

test('every text that is asked for is there', () => {
  const kinds = new Set(Object.keys(en).map((key) => key.split('.')[0]));
  for (const [name, source] of modules) {
    if (['en.js', 'es.js'].includes(name)) continue;
    for (const [, key] of source.matchAll(/'([a-z]+\.[a-z-]+)'/g))
      if (kinds.has(key.split('.')[0])) assert.ok(key in en, `${name}: ${key}`);
  }
});

test('nothing is inline, from elsewhere, or made from text', () => {
  const html = readFileSync(new URL('index.html', pages), 'utf8');
  assert.doesNotMatch(html, /<script(?![^>]* src="\/console\/)|<style| style=| on[a-z]+=|https?:/);
  for (const [name, source] of modules)
    assert.doesNotMatch(source.replace('http://www.w3.org/2000/svg', ''), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?:\/\//, name);
});

test('all of it is below 150 KB', () => {
  const size = names.reduce((sum, name) => sum + statSync(new URL(name, pages)).size, 0);
  assert.ok(size < 150_000, `${size} bytes`);
});
