// An agent's work at the desk, with the keyboard alone: take, read, answer, note, pass on, close.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { api, browser, drain, number, page, patience, signIn, text, write } from './console.mjs';

let chrome;
before(async () => { chrome = await browser(); });
after(() => chrome.close());
beforeEach(drain);

const status = async (tracking) => (await api('GET', `requests/${tracking}`)).status;
const send = (one) => one.keyboard.press('Control+Enter');

async function ended(one) {
  assert.deepEqual(one.wrong, []);
  await one.context().close();
}

test('sign in, take, reply, close', async () => {
  const tracking = await text('The street light is out', '+18015550111');
  const one = await page(chrome);
  await signIn(one);
  await one.getByRole('heading', { level: 1 }).waitFor();
  await one.keyboard.press('n');
  await one.locator('article').getByText('The street light is out').waitFor();
  assert.equal(number(one), tracking);
  assert.equal(await status(tracking), 'taken');
  await one.keyboard.press('r');
  await one.keyboard.type('A crew comes on Tuesday.');
  await send(one);
  await one.locator('.thread .reply .state.sent').waitFor();
  await one.keyboard.press('Escape');
  await one.keyboard.press('c');
  await one.getByRole('dialog').getByLabel('Reason').waitFor();
  await one.keyboard.type('repaired');
  await send(one);
  await one.getByRole('button', { name: 'Open again' }).waitFor();
  const request = await api('GET', `requests/${tracking}`);
  assert.deepEqual([request.status, request.reason], ['closed', 'repaired']);
  await ended(one);
});

test('note, transfer, and what a colleague does is seen at once', async () => {
  const tracking = await write('Whose is this?');
  const one = await page(chrome);
  await signIn(one, 'desk', `#desk/${tracking}`);
  await one.getByRole('button', { name: 'Take', exact: true }).waitFor();
  await one.keyboard.press('t');
  await one.getByRole('button', { name: 'Give back' }).waitFor();
  await one.keyboard.press('m');
  await one.keyboard.type('Called the yard');
  await send(one);
  await one.locator('.thread .note').waitFor();
  await api('POST', `requests/${tracking}/notes`, { text: 'It is theirs' }, 'desk-2');
  await one.getByText('It is theirs').waitFor();
  await one.keyboard.press('x');
  await one.getByRole('dialog').getByLabel('To which queue?').selectOption('streets');
  await send(one);
  await one.locator('.thread .transfer').waitFor();
  assert.equal((await api('GET', `requests/${tracking}`)).queue, 'streets');
  await ended(one);
});

test('the answer book is searched as one types, and an answer goes into the reply', async () => {
  const tracking = await write('Where do I get one?');
  const one = await page(chrome);
  await signIn(one, 'desk', `#desk/${tracking}`);
  await one.locator('article [aria-keyshortcuts]').first().waitFor();  // shortcuts work from here on
  await one.keyboard.press('a');
  await one.keyboard.type('passp');
  await one.locator('.answers button').first().waitFor();
  await one.keyboard.press('Enter');
  assert.equal(await one.getByLabel('Reply to the resident').inputValue(), 'At the recorder, by appointment.');
  await ended(one);
});

test('what a resident wrote is text, whatever it looks like', async () => {
  const words = '<img src=x onerror="document.title=1"><b>bold</b>';
  const tracking = await write(words);
  const one = await page(chrome);
  await signIn(one, 'desk', `#desk/${tracking}`);
  await one.getByText(words, { exact: true }).waitFor();
  assert.equal(await one.locator('.thread img, .thread b').count(), 0);
  await ended(one);
});

test('a request by telephone takes fewer than ten keys beside its text', async () => {
  const one = await page(chrome);
  await signIn(one);
  let keys = 0;
  const press = (key) => {
    keys += 1;
    return one.keyboard.press(key);
  };
  await press('p');
  await one.getByRole('dialog').waitFor();
  await one.keyboard.type('A tree has fallen');
  await press('Tab');
  await one.keyboard.type('8015550133');
  await press('Control+Enter');
  await one.getByText('A tree has fallen').waitFor();
  assert.ok(keys < 10, `${keys}`);
  const items = (await api('GET', `requests/${number(one)}/thread`)).items;
  assert.equal(items.find(({ event }) => event).event.data.from.address, '8015550133');
  await ended(one);
});

test('open requests of the caller and of the place are shown before another is filed', async () => {
  const of_caller = await write('My bin was not emptied', '+18015550134');
  const of_place = await write('A hole in the road', '+18015550135', { place: { address: '12 Elm Street' } });
  const one = await page(chrome);
  await signIn(one);
  await one.keyboard.press('p');
  const dialog = one.getByRole('dialog');
  await dialog.waitFor();
  await one.keyboard.type('The same hole');
  await one.keyboard.press('Tab');
  await one.keyboard.type('801-555-0134');
  await one.keyboard.press('Tab');
  await one.keyboard.type('12 ELM street');
  await send(one); // at once: nothing of this was seen yet
  await dialog.getByText('have not seen').waitFor();
  assert.deepEqual((await dialog.locator('.known a').allTextContents()).sort(), [of_caller, of_place].sort());
  assert.equal((await api('GET', 'requests?status=open')).requests.length, 2);
  await send(one);
  await dialog.waitFor({ state: 'detached' });
  await one.getByText('The same hole').waitFor();
  await ended(one);
});

test('two agents at one queue are given no request both', async () => {
  const all = new Set();
  for (let n = 0; n < 12; n += 1) all.add(await write(`Matter ${n}`, `+180155501${40 + n}`));
  const agents = await Promise.all(['desk', 'desk-2'].map(async (who) => {
    const one = await page(chrome);
    await signIn(one, who, '#desk/front-desk');
    await one.getByRole('button', { name: 'Take next' }).waitFor();
    return one;
  }));
  const taken = [];
  const limit = Date.now() + 3 * patience;
  const work = async (one) => {
    while (taken.length < all.size) {
      assert.ok(Date.now() < limit, `only ${taken.length} were taken`);
      const last = number(one);
      await one.keyboard.press('n');
      // Another request, or the word that none waits.
      const got = await Promise.race([
        one.waitForURL((url) => /\d-\d/.test(url.hash) && url.hash !== `#desk/${last}`).then(() => true),
        one.getByText('Nothing waits.').waitFor().then(() => false)]);
      if (!got) return;
      taken.push(number(one));
      await one.getByRole('button', { name: 'Department has it' }).waitFor();
      await one.keyboard.press('d');
      await one.getByRole('button', { name: 'Department has it' }).waitFor({ state: 'detached' });
    }
  };
  await Promise.all(agents.map(work));
  assert.deepEqual([...taken].sort(), [...all].sort());
  for (const tracking of all) assert.equal(await status(tracking), 'in-progress');
  await Promise.all(agents.map(ended));
});

test('a token that is taken away leads to the sign-in', async () => {
  const one = await page(chrome);
  await signIn(one);
  await one.evaluate(() => sessionStorage.setItem('crosstown.token', 'nobody'));
  await one.keyboard.press('3');
  await one.getByText('You are signed out').waitFor();
  assert.equal(await one.evaluate(() => sessionStorage.length), 0, 'nothing of them stays');
  await ended(one);
});
