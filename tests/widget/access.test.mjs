// For everybody, and on any page: axe, narrow and zoomed, the keyboard alone, and a page of another site with a policy
// that allows nothing but what the chat needs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { begin, box, browser, chat, city_page, control, heard, isWider, log, open_words, other_page, own, reply, resident, say, visit, violations } from './chat.mjs';

let city;
before(async () => { city = await browser(); });
after(() => city.close());

const sizes = { narrow: { width: 320, height: 640 }, zoomed: { width: 500, height: 400 }, wide: { width: 1000, height: 800 } };

async function judge(tab, what) {
  for (const [name, size] of Object.entries(sizes)) {
    await tab.page.setViewportSize(size);
    assert.deepEqual(await violations(tab), [], `${what}, ${name}`);
    assert.equal(await isWider(tab), false, `${what}, ${name}`);
  }
}

async function inDialogs(tab, words, act) {
  for (const [way, close] of words) {
    await tab.f.getByRole('button', { name: /^(More|Más)$/ }).click();
    if (way) await tab.f.getByRole('dialog').getByRole('button', { name: way }).click();
    await tab.f.getByRole('dialog').waitFor();
    await act(way ?? 'more');
    await tab.f.getByRole('dialog').getByRole('button', { name: close }).click();
    await tab.f.getByRole('dialog').waitFor({ state: 'detached' });
  }
}

const dialogs = {
  en: [[null, 'Close'], ['How we can reach you', 'Cancel'], ['How was it?', 'Cancel'], ['End the chat', 'Cancel']],
  es: [[null, 'Cerrar'], ['Cómo podemos contactarle', 'Cancelar'], ['¿Qué le pareció?', 'Cancelar'], ['Terminar el chat', 'Cancelar']],
};

for (const language of ['en', 'es']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${language}, ${colorScheme}`, async () => {
      const one = await resident(city, { language, colorScheme });
      const tab = await visit(one);
      await judge(tab, 'before');
      const tracking = await begin(tab, 'Averyveryverylongwordwithoutanyspace0123456789012345678901234567890123456789');
      await reply(tracking, 'See https://riverbend.example/a/very/long/address/without/any/space/in/it.html');
      await tab.f.getByRole('link', { name: /address/ }).waitFor();
      await judge(tab, 'talking');
      await inDialogs(tab, dialogs[language], (what) => judge(tab, what));
      await one.end();
    });
  }
}

test('axe finds nothing: out of hours', async () => {
  await control('hours/closed');
  try {
    const one = await resident(city);
    const tab = await visit(one);
    await tab.f.getByRole('button', { name: 'Leave the message' }).waitFor();
    await judge(tab, 'closed');
    await one.end();
  } finally {
    await control('hours/open');
  }
});

test('a fault would be found', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  await tab.f.locator('label').first().evaluate((label) => label.remove());
  assert.match((await violations(tab)).join(), /label/);
  await one.end();
});

// What has the focus: of the frame, if that has it.
const focused = ({ page }) => page.evaluate(() => document.activeElement.shadowRoot?.activeElement.tagName ?? document.activeElement.className);
const within = ({ f }) => f.locator(':focus').evaluate((one) => one.id || one.textContent.trim() || one.tagName);

test('by the keyboard alone', async () => {
  const one = await resident(city);
  const tab = await visit(one, `${chat}/`, { open: false });
  const { keyboard } = tab.page;
  await tab.launcher.waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  assert.equal(await focused(tab), 'BUTTON');
  await keyboard.press('Enter');
  await tab.f.locator('#title:focus').waitFor();
  const order = [];
  for (let n = 0; n < 6; n += 1) {
    await keyboard.press('Tab');
    order.push(await within(tab));
  }
  assert.deepEqual(order, ['Español', 'More', 'Close', 'scroll', 'Privacy notice', await box(tab).getAttribute('id')]);
  await keyboard.type('Without a mouse');
  await keyboard.press('Shift+Enter');
  await keyboard.type('at all');
  await keyboard.press('Enter');
  await own(tab, 'at all', 'Your number');
  assert.deepEqual(await log(tab), ['Without a mouse\nat all']);
  await keyboard.press('Tab');
  assert.equal(await within(tab), 'Photo or file');
  // A window over the chat is left by Escape, and only that.
  for (let n = 0; n < 12 && await within(tab) !== 'More'; n += 1) await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  await tab.f.getByRole('dialog').waitFor();
  await keyboard.press('Escape');
  await tab.f.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await within(tab), 'More');
  await keyboard.press('Escape');
  await tab.page.getByRole('button', { name: 'Chat with us', expanded: false }).waitFor();
  assert.equal(await focused(tab), 'BUTTON');
  await one.end();
});

test('on a phone it covers the page, and nothing behind it has the focus', async () => {
  const one = await resident(city, { viewport: sizes.narrow });
  const tab = await visit(one, `${chat}/`, { open: false });
  await tab.launcher.waitFor();
  await tab.page.getByRole('button', { name: 'Open the chat' }).click();
  await tab.f.locator('#title:focus').waitFor();
  assert.deepEqual(await tab.page.locator('iframe').boundingBox(), { x: 0, y: 0, ...sizes.narrow });
  assert.equal(await tab.launcher.isVisible(), false);
  await tab.page.keyboard.press('Escape');
  await tab.page.getByRole('button', { name: open_words, expanded: false }).waitFor();
  assert.equal(await focused(tab), 'BUTTON');
  await one.end();
});

test('a new message takes nobody’s focus', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'The swings are broken');
  await tab.f.getByRole('button', { name: 'Location' }).focus();
  await reply(tracking, 'Good morning');
  await heard(tab, 'Good morning');
  assert.equal(await within(tab), 'Location');
  await one.end();
});

test('what is said is announced, once', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const role = await tab.f.getByRole('log').getAttribute('aria-label');
  assert.equal(role, 'Messages');
  const tracking = await begin(tab, 'The swings are broken');
  await tab.f.locator('.auto').waitFor();
  // Nodes that stand there stay the same ones: a screen reader says only what is new.
  await tab.f.locator('#log').evaluate((root) => { for (const child of root.children) child.dataset.kept = 'yes'; });
  await reply(tracking, 'Good morning');
  await heard(tab, 'Good morning');
  assert.deepEqual(await tab.f.locator('#log > *').evaluateAll((all) => all.map(({ dataset }) => dataset.kept ?? 'new')), ['yes', 'yes', 'new']);
  await one.end();
});

// A browser that blocks what it calls third-party storage, as this one does, forgets the chat of another site's page with
// the page; that of the city's own subdomain is kept.
for (const [what, address, kept] of [['the city’s page', city_page, true], ['a page of another site', other_page, false]]) {
  test(`on ${what}, with a strict policy`, async () => {
    const one = await resident(city);
    const tab = await visit(one, `${address}/es`);
    const tracking = await begin(tab, 'Hay un bache');
    await reply(tracking, 'Ya va una cuadrilla');
    await heard(tab, 'Ya va una cuadrilla');
    if (kept) {
      await tab.page.reload();
      await tab.page.getByRole('button', { name: /^Chatee/ }).click();
      await heard(tab, 'Ya va una cuadrilla');
    }
    await say(tab, 'Gracias');
    await own(tab, 'Gracias', 'Enviado');
    assert.deepEqual(await violations(tab), []);
    await one.end();
  });
}

test('a first opening brings less than 40 KB over the line, the loader less than 3', async () => {
  const one = await resident(city);
  const asked = [];
  one.context.on('requestfinished', (request) => asked.push(request));
  await visit(one, `${city_page}/en`);
  const sizes_of = (list) => Promise.all(list.map(async (request) => (await request.sizes()).responseBodySize));
  const sum = (list) => list.reduce((all, size) => all + size, 0);
  const ours = asked.filter((request) => request.url().startsWith(chat));
  assert.ok(ours.length > 10);
  const loader = sum(await sizes_of(ours.filter((request) => request.url() === `${chat}/widget.js`)));
  const all = sum(await sizes_of(ours));
  assert.ok(loader > 0 && loader < 3_000, `${loader}`);
  assert.ok(all < 40_000, `${all}`);
  await one.end();
});

test('what is printed is the transcript', async () => {
  const one = await resident(city);
  const page = await one.context.newPage();
  await page.goto(`${chat}/frame`);
  const tab = { page, f: page };
  await begin(tab, 'To be printed');
  await page.emulateMedia({ media: 'print' });
  await page.getByText('To be printed').waitFor();
  assert.equal(await page.locator('.own .number').isVisible(), true);
  for (const place of ['#actions', '#bottom', 'textarea']) assert.equal(await page.locator(place).isVisible(), false, place);
  await one.end();
});
