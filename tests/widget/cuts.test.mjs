// Losing the connection: nothing is lost, nothing stands twice, and what is not sent is not shown as sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { begin, browser, control, heard, log, messages, own, patience, reply, resident, say, show, visit } from './chat.mjs';

let city;
before(async () => { city = await browser(); });
after(() => city.close());

const texts = async (tracking) => (await messages(tracking)).map(({ text }) => text);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function eventually(condition, what) {
  for (const limit = Date.now() + patience; Date.now() < limit; await pause(50)) if (await condition()) return;
  assert.fail(what);
}

test('loaded again, it goes on where it was', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'One');
  await reply(tracking, 'Two');
  await heard(tab, 'Two');
  await tab.page.reload();
  await show(tab);
  await heard(tab, 'Two');
  await say(tab, 'Three');
  await own(tab, 'Three', 'Sent');
  assert.deepEqual(await log(tab), ['One', 'Two', 'Three']);
  assert.deepEqual(await texts(tracking), ['One', 'Three']);
  await one.end();
});

test('what was not sent survives that the page is loaded again', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'Sent');
  city.relay.cut();
  await say(tab, 'Waiting');
  await own(tab, 'Waiting', 'Not sent yet');
  city.relay.heal();
  await tab.page.reload();
  await show(tab);
  await own(tab, 'Waiting', /^Sent/);
  assert.deepEqual(await texts(tracking), ['Sent', 'Waiting']);
  await one.end();
});

// The daemon has it, and the acknowledgement is lost: the resident is not told that it is sent before it is known, and
// saying it again counts once.
for (const [what, then] of [['the line is cut', async () => city.relay.cut()], ['the page is loaded again', (tab) => tab.page.reload()]]) {
  test(`kept, but not acknowledged before ${what}`, async () => {
    const one = await resident(city);
    const tab = await visit(one);
    const tracking = await begin(tab, 'Before');
    await tab.f.locator('.auto').waitFor();
    city.relay.deafen();
    await say(tab, 'Nobody says so');
    await eventually(async () => (await texts(tracking)).length === 2, 'it did not arrive');
    assert.doesNotMatch(await tab.f.locator('.own', { hasText: 'Nobody says so' }).locator('.state').textContent(), /^Sent/);
    city.relay.heal();
    await then(tab);
    city.relay.heal();
    if (!await tab.f.getByRole('heading', { level: 1 }).isVisible()) await show(tab);
    await own(tab, 'Nobody says so', /^Sent/);
    await reply(tracking, 'Understood');
    await heard(tab, 'Understood');
    assert.deepEqual(await log(tab), ['Before', 'Nobody says so', 'Understood']);
    assert.deepEqual(await texts(tracking), ['Before', 'Nobody says so']);
    await one.end();
  });
}

// Messages from both sides while the line is away; `away` takes it away and gives it back.
async function talkThrough(away) {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'Before');
  await tab.f.locator('.auto').waitFor();
  const back = await away();
  for (const text of ['Are you there?', 'It is getting dark']) await say(tab, text);
  await own(tab, 'It is getting dark', 'Not sent yet');
  assert.equal((await texts(tracking)).length, 1);
  for (const text of ['A crew is on its way', 'It arrives at ten']) await reply(tracking, text);
  await back(tab);
  await own(tab, 'It is getting dark', /^Sent/);
  await heard(tab, 'It arrives at ten');
  // Replies take their own way: wherever they stand among the rest, each side's order is kept.
  const shown = await log(tab);
  assert.deepEqual(shown.filter((text) => /^(Before|Are|It is)/.test(text)), ['Before', 'Are you there?', 'It is getting dark']);
  assert.deepEqual(shown.filter((text) => /^(A crew|It arrives)/.test(text)), ['A crew is on its way', 'It arrives at ten']);
  assert.equal(shown.length, 5);
  // In the order in which the session's log has them, whatever was written down first here.
  await tab.page.reload();
  await show(tab);
  await eventually(async () => (await log(tab)).length === 5, 'not all of it came back');
  assert.deepEqual(await log(tab), shown);
  assert.deepEqual(await texts(tracking), ['Before', 'Are you there?', 'It is getting dark']);
  await one.end();
}

test('cut, with messages from both sides in between', () => talkThrough(async () => {
  city.relay.cut();
  return async (tab) => {
    await tab.f.getByText('2 messages are not sent yet').waitFor();
    city.relay.heal();
  };
}));

test('thirty seconds in a lift: no line closes, nothing comes through', () => talkThrough(async () => {
  city.relay.silence();
  const until = Date.now() + 30_000;
  return async (tab) => {
    await tab.f.getByText('2 messages are not sent yet').waitFor();
    await pause(until - Date.now());
    city.relay.heal();
  };
}));

test('the daemon is killed in mid-chat and started again', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'Before');
  await tab.f.locator('.auto').waitFor();
  await control('kill');
  await say(tab, 'While it was away');
  await own(tab, 'While it was away', 'Not sent yet');
  await control('start');
  await own(tab, 'While it was away', /^Sent/);
  await reply(tracking, 'Here we are again');
  await heard(tab, 'Here we are again');
  assert.deepEqual(await log(tab), ['Before', 'While it was away', 'Here we are again']);
  assert.deepEqual(await texts(tracking), ['Before', 'While it was away']);
  await one.end();
});

test('killed while messages are under way: each of them arrives once', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'm0');
  const all = Array.from({ length: 12 }, (_, n) => `m${n}`);
  for (const text of all.slice(1, 6)) await say(tab, text);
  await control('kill');
  for (const text of all.slice(6)) await say(tab, text);
  await control('start');
  await own(tab, 'm11', /^Sent/);
  assert.deepEqual(await log(tab), all);
  await eventually(async () => (await texts(tracking)).length >= all.length, 'not all of them arrived');
  assert.deepEqual(await texts(tracking), all);
  await one.end();
});
