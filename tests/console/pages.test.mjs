// Every page in both languages: axe finds nothing, nothing is wider than a narrow screen, and each does its work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, browser, city, drain, isWider, page, signIn, text, violations, write } from './console.mjs';

const narrow = { width: 360, height: 640 };
// What a page of 1280 pixels has at 200 %.
const zoomed = { width: 640, height: 450 };
const words = {
  en: { signin: 'Sign in', wall: 'Wall', desk: 'Desk', requests: 'Requests', dead: 'Dead letters', quarantine: 'Quarantine', explain: 'Explain' },
  es: { signin: 'Entrar', wall: 'Panel', desk: 'Mostrador', requests: 'Solicitudes', dead: 'No procesados', quarantine: 'Cuarentena', explain: 'Explicar' },
};
let chrome, tracking;

// Something to see on every page: a thread with all kinds, a dead letter, a line of the quarantine.
before(async () => {
  chrome = await browser();
  await drain();
  const dead = await write('This cannot be processed', '+18015550151');
  for (let n = 0; n < 5; n += 1) {
    const { lease } = await api('POST', `requests/${dead}/lease`);
    await api('POST', `leases/${lease}/fail`, { reason: 'no such street' });
  }
  await write('At the counter', '+18015550152', { channel: 'kiosk', place: { address: '7 Oak Avenue' } });
  tracking = await text('It hums at night. Averyveryverylongwordwithoutanyspace0123456789012345678901234567890123456789', '+18015550152');
  const { lease } = await api('POST', `requests/${tracking}/lease`);
  await api('POST', `requests/${tracking}/notes`, { text: 'A note' });
  await api('POST', `requests/${tracking}/replies`, { text: 'An answer' });
  await api('POST', `leases/${lease}/transfer`, { queue: 'streets', reason: 'theirs' });
});
after(() => chrome.close());

async function judge(one, what) {
  assert.deepEqual(await violations(one), [], what);
  for (const size of [narrow, zoomed]) {
    await one.setViewportSize(size);
    assert.equal(await isWider(one), false, `${what} at ${size.width}`);
  }
  assert.deepEqual(await violations(one), [], `${what}, narrow`);
  await one.setViewportSize({ width: 1280, height: 900 });
}

// Until the page has what it shows: a table, a list, a form.
const content = { wall: 'figure svg', desk: '.requests li', requests: 'table', dead: 'table', quarantine: 'table', explain: 'textarea' };

for (const language of ['en', 'es']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${language}, ${colorScheme}`, async () => {
      const one = await page(chrome, { language, colorScheme });
      await one.goto(city.url);
      await one.getByRole('heading', { level: 1, name: words[language].signin }).waitFor();
      await judge(one, 'signin');
      await signIn(one, 'lead');
      for (const [name, place] of Object.entries(content)) {
        await one.goto(`${city.url}/#${name}`);
        await one.getByRole('heading', { level: 1, name: words[language][name], exact: true }).waitFor();
        await one.locator(place).first().waitFor();
        await judge(one, name);
      }
      await one.goto(`${city.url}/#desk/${tracking}`);
      await one.locator('.thread .transfer').waitFor();
      await one.locator('.work aside .requests li').waitFor();
      await one.locator('input[type=search]').fill('pas');
      await one.locator('.answers button').waitFor();
      await one.getByRole('heading', { level: 2 }).last().click(); // nobody types: keys are shortcuts
      await judge(one, 'request');
      for (const key of ['?', 'p', 'm', 'x', 'c']) {
        await one.keyboard.press(key);
        await one.getByRole('dialog').waitFor();
        await judge(one, `dialog ${key}`);
        await one.keyboard.press('Escape');
        await one.getByRole('dialog').waitFor({ state: 'detached' });
      }
      assert.deepEqual(one.wrong, []);
      await one.context().close();
    });
  }
}

test('the language is kept', async () => {
  const one = await page(chrome);
  await signIn(one);
  await one.getByLabel('Language').selectOption('es');
  await one.getByRole('heading', { level: 1, name: 'Mostrador' }).waitFor();
  await one.reload();
  await one.getByRole('heading', { level: 1, name: 'Mostrador' }).waitFor();
  assert.equal(await one.locator('html').getAttribute('lang'), 'es');
  await one.context().close();
});

test('the wall follows what happens', async () => {
  const one = await page(chrome);
  await signIn(one, 'desk', '#wall');
  const row = one.getByRole('row').filter({ has: one.getByRole('rowheader', { name: 'Front desk' }) });
  await row.waitFor();
  const waiting = async () => Number(await row.getByRole('cell').first().textContent());
  const was = await waiting();
  await write('One more', '+18015550153');
  await one.waitForFunction((count) => [...document.querySelectorAll('tr')].some((tr) =>
    tr.cells[0].textContent === 'Front desk' && Number(tr.cells[1].textContent) === count), was + 1);
  await one.context().close();
});

test('an agent does not see what is for supervisors', async () => {
  const one = await page(chrome);
  await signIn(one, 'desk', '#dead');
  await one.getByRole('heading', { level: 1, name: 'Desk' }).waitFor();
  assert.equal(await one.getByRole('link', { name: 'Dead letters' }).count(), 0);
  await one.context().close();
});

test('a request is found by number, resident, place and status', async () => {
  const open = await write('Find me', '+18015550154', { place: { address: '9 Pine Road' } });
  const one = await page(chrome);
  await signIn(one, 'desk', '#requests');
  const cases = [['Number', open], ['Resident’s number or address', '801-555-0154'], ['Open at this address', '9 pine road']];
  for (const [label, value] of cases) {
    await one.getByLabel(label, { exact: true }).fill(value);
    await one.keyboard.press('Enter');
    await one.getByRole('table', { name: 'Found: 1' }).getByRole('link', { name: open }).waitFor();
    await one.getByLabel(label, { exact: true }).fill('');
  }
  await one.getByLabel('Status').selectOption('closed');
  await one.getByRole('button', { name: 'Search' }).click();
  await one.getByRole('link', { name: open }).waitFor({ state: 'detached' });
  await one.context().close();
});

test('a dead letter is put back to work, and the quarantine lets in', async () => {
  const one = await page(chrome);
  await signIn(one, 'lead', '#dead');
  await one.getByText('no such street').waitFor();
  await one.getByRole('button', { name: /^Show/ }).click();
  await one.getByRole('dialog').getByText('This cannot be processed').waitFor();
  await one.keyboard.press('Escape');
  await one.getByRole('button', { name: /^Back to work/ }).click();
  await one.keyboard.press('Control+Enter');
  await one.getByText('There are none.').waitFor();
  await one.goto(`${city.url}/#quarantine`);
  await one.getByRole('button', { name: /^Show/ }).click();
  await one.getByRole('dialog').getByText('signed+with+another+secret').waitFor();
  await one.keyboard.press('Escape');
  await one.getByRole('button', { name: /^Let in/ }).click();
  await one.getByRole('dialog').getByRole('button', { name: 'Let in' }).click();
  await one.getByText('There is nothing.').waitFor();
  await one.context().close();
});

test('a text is explained', async () => {
  const one = await page(chrome);
  await signIn(one, 'desk', '#explain');
  await one.getByLabel('Text', { exact: true }).fill('There is a downed wire');
  await one.keyboard.press('Control+Enter');
  await one.getByText('wires-down').waitFor();
  await one.context().close();
});

test('the daemon sends a strict policy and lets a browser keep what is unchanged', async () => {
  const first = await fetch(`${city.url}/`);
  const policy = first.headers.get('Content-Security-Policy');
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) assert.ok(policy.includes(rule), rule);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(first.headers.get('X-Content-Type-Options'), 'nosniff');
  const second = await fetch(`${city.url}/`, { headers: { 'If-None-Match': first.headers.get('ETag') } });
  assert.equal(second.status, 304);
  assert.equal((await fetch(`${city.url}/console/nothing.js`)).status, 404);
});
