// What the widget's tests share: a browser that finds the city's addresses at a relay, the daemon's API, and what axe
// says. chat_test.py runs the daemon, and starts and stops it for those who ask at `control`.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { Relay } from './relay.mjs';

// The packages of tests/console/package.json; script/bootstrap installs them outside of the tree.
const require = createRequire(`${process.env.CROSSTOWN_NODE}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// { control, token, chromium }
const city = JSON.parse(process.env.CROSSTOWN_CHAT);
export const patience = 60_000; // ms; for what comes at once on a machine with nothing else to do
// As chat_test.py configures it: the daemon's own address, and two of pages that may show the chat.
export const home = 'http://311.riverbend.example';
export const city_page = 'http://www.riverbend.example';
export const other_page = 'http://town.example.org';
export const chat = `${home}/chat/web-chat`;

// ports, kill, start, hours/open, hours/closed: { public, admin }
export const control = async (what) => (await fetch(`${city.control}/${what}`, { method: 'POST' })).json();

export async function api(method, path, body) {
  const { admin } = await control('ports');
  const answer = await fetch(`http://127.0.0.1:${admin}/api/v1/${path}`, {
    method, body: body && JSON.stringify(body), headers: { Authorization: `Bearer ${city.token}` },
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
}
export const reply = (tracking, text) => api('POST', `requests/${tracking}/replies`, { text });

// What residents said in a request, in order.
export async function messages(tracking) {
  const { items } = await api('GET', `requests/${tracking}/thread`);
  return items.filter(({ event }) => event).map(({ event }) => event.data);
}

// A page of somebody else's with as strict a policy as there is: what docs/channels/chat.md asks for, and no more.
const policy = `default-src 'none'; script-src ${home}; frame-src ${home}; require-trusted-types-for 'script'; trusted-types 'none'`;
const foreign = (lang) => `<!DOCTYPE html><html lang="${lang}"><head><title>Bins</title></head><body><main><h1>Bins</h1>
<p>On Tuesdays.</p></main><script async src="${chat}/widget.js"></script></body></html>`;

export async function browser() {
  const relay = new Relay(async () => (await control('ports')).public);
  const pages = createServer((request, answer) => {
    answer.setHeader('Content-Security-Policy', policy);
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end(foreign(request.url.slice(1) || 'en'));
  });
  await new Promise((done) => pages.listen(0, '127.0.0.1', done));
  const here = (port) => `127.0.0.1:${port}`;
  const rules = [[home, await relay.listen()], [city_page, pages.address().port], [other_page, pages.address().port]]
    .map(([origin, port]) => `MAP ${new URL(origin).host} ${here(port)}`);
  const chrome = await chromium.launch({
    executablePath: city.chromium,
    args: [`--host-resolver-rules=${rules.join(', ')}`, `--unsafely-treat-insecure-origin-as-secure=${home},${city_page}`,
      ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
  });
  return {
    chrome, relay,
    close: async () => {
      await chrome.close();
      relay.close();
      pages.close();
    },
  };
}

// A resident: a browser of their own, in which pages are opened; and what went wrong on any of them.
export async function resident({ chrome }, { language = 'en', ...options } = {}) {
  // Without motion: what appears has its colours at once.
  const context = await chrome.newContext({ locale: language, viewport: { width: 1000, height: 800 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(patience);
  const wrong = [];
  context.on('weberror', (error) => wrong.push(String(error.error())));
  context.on('console', (message) => { if (/Content Security Policy|Trusted|Permissions policy/.test(message.text())) wrong.push(message.text()); });
  context.on('request', (request) => {
    const { origin, protocol, search } = new URL(request.url());
    if (![home, city_page, other_page].includes(origin) && protocol !== 'data:') wrong.push(`asked ${request.url()}`);
    if (search.includes('c1.')) wrong.push('a token in an address');
  });
  const end = async () => {
    assert.deepEqual(wrong, []);
    await context.close();
  };
  return { context, end, wrong };
}

export const open_words = /^(Chat with us|Chatee con nosotros)/;

// A page with the chat on it, opened; `f` is the frame.
export async function visit({ context }, address = `${chat}/`, { open = true } = {}) {
  const page = await context.newPage();
  await page.goto(address);
  const one = { page, f: page.frameLocator('iframe'), launcher: page.getByRole('button', { name: /^(Chat|Close the chat|Cerrar)/ }) };
  if (open) await show(one);
  return one;
}
export async function show({ page, f }) {
  await page.getByRole('button', { name: open_words }).click();
  await f.getByRole('heading', { level: 1 }).waitFor();
}

export const box = ({ f }) => f.getByRole('textbox', { name: /^(Your message|Su mensaje)$/ });

export async function say(one, text) {
  await box(one).fill(text);
  await box(one).press('Enter');
}
// Our own message, once the widget says that it is in this state.
export const own = ({ f }, text, state) => f.locator('.own', { hasText: text }).locator('.state', { hasText: state }).waitFor();
export const heard = ({ f }, text) => f.locator('.city').getByText(text, { exact: true }).waitFor();

// The first message, and its number.
export async function begin(one, text) {
  await say(one, text);
  return (await one.f.locator('.own .number').first().textContent()).trim();
}
// What stands in the log, without what the daemon says by itself.
export const log = ({ f }) => f.locator('#log > .own .words, #log > .city:not(.auto) .words').allTextContents();

// WCAG 2.2 A and AA, and axe's own best practices, of the page and of the frame in it.
export async function violations({ page }) {
  const found = [];
  for (const frame of page.frames()) {
    await frame.evaluate(axe);
    const { violations: some } = await frame.evaluate(() => window.axe.run(document));
    found.push(...some.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`)));
  }
  return found;
}
// Whether anything has to be scrolled sideways.
export const isWider = async ({ page }) => (await Promise.all(page.frames().map((frame) => frame.evaluate(() =>
  [document.documentElement, ...document.querySelectorAll('#scroll, dialog')].some((one) => one.scrollWidth > one.clientWidth))))).some(Boolean);
