// What the console's tests share: a browser, the daemon's API, and what axe says of a page. console_test.py
// starts the daemon and tells in CROSSTOWN_CONSOLE where it is.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

// The packages of package.json; script/bootstrap installs them outside of the tree.
const require = createRequire(`${process.env.CROSSTOWN_NODE}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// { url, tokens: { desk, desk-2, lead }, chromium, sms: { url, signed, secret, account, number } }
export const city = JSON.parse(process.env.CROSSTOWN_CONSOLE);
export const patience = 60_000; // ms; for what comes at once on a machine with nothing else to do

export async function api(method, path, body, who = 'desk', headers = {}) {
  const answer = await fetch(`${city.url}/api/v1/${path}`, {
    method, body: body && JSON.stringify(body), headers: { Authorization: `Bearer ${city.tokens[who]}`, ...headers },
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
}

let entered = 0;
// A resident writes a text; each has a number of their own unless one is given. The request's number.
export async function write(text, from = `+180155501${String(20 + (entered % 80)).padStart(2, '0')}`, more = {}) {
  entered += 1;
  const key = `${process.pid}-${entered}`;
  return (await api('POST', 'requests', { channel: 'city-sms', text, from, ...more }, 'desk', { 'Idempotency-Key': key })).tracking;
}

// The same through the public door, as the gateway signs it: what is answered goes back this way.
export async function text(words, from) {
  entered += 1;
  const { url, signed, secret, account, number: to } = city.sms;
  const form = { AccountSid: account, Body: words, From: from, MessageSid: `SM${String(1000 + entered).padStart(32, '0')}`, NumMedia: '0', To: to };
  const plain = signed + Object.keys(form).sort().map((name) => name + form[name]).join('');
  const answer = await fetch(url, {
    method: 'POST', body: new URLSearchParams(form),
    headers: { 'X-Twilio-Signature': createHmac('sha1', secret).update(plain).digest('base64') },
  });
  return /\d\d-\d{7,9}-\d/.exec(await answer.text())[0];
}

// Whatever other tests left waiting or held.
export async function drain() {
  for (;;) {
    const { requests } = await api('GET', 'requests?status=open&limit=200');
    if (!requests.length) return;
    for (const { tracking } of requests) await api('PATCH', `requests/${tracking}`, { status: 'closed' }, 'lead');
  }
}

export async function browser() {
  return chromium.launch({ executablePath: city.chromium, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}

// A page of its own session, and what went wrong on it: errors, what the policy refused, what was asked elsewhere.
export async function page(one, { language = 'en', ...options } = {}) {
  const context = await one.newContext({ locale: language, viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(patience);
  const opened = await context.newPage();
  const wrong = [];
  opened.on('pageerror', (error) => wrong.push(String(error)));
  opened.on('console', (message) => { if (/Content Security Policy|Trusted/.test(message.text())) wrong.push(message.text()); });
  opened.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(city.url) && !url.startsWith('blob:')) wrong.push(`asked ${url}`);
    for (const token of Object.values(city.tokens)) if (url.includes(token)) wrong.push('a token in an address');
  });
  return Object.assign(opened, { wrong });
}

export async function signIn(one, who = 'desk', at = '') {
  await one.goto(`${city.url}/${at}`);
  await one.locator('input[type=password]').fill(city.tokens[who]);
  await one.keyboard.press('Enter');
  await one.locator('nav').waitFor();
}

// WCAG 2.2 A and AA, and axe's own best practices.
export async function violations(one) {
  await one.evaluate(axe);
  const { violations: found } = await one.evaluate(() => window.axe.run());
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
}

export const isWider = (one) => one.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
export const number = (one) => decodeURIComponent(new URL(one.url()).hash).split('/')[1];
