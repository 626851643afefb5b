// Talking: the first message and its number, the city's answers, two tabs, out of hours, files, the end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, begin, box, browser, control, heard, log, messages, own, reply, resident, say, show, visit } from './chat.mjs';

let city;
before(async () => { city = await browser(); });
after(() => city.close());

test('a first message gets a number, and the city an event', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  await tab.f.getByText('Emergency? Call 911.').waitFor();
  const tracking = await begin(tab, 'There is a pothole in front of my house');
  assert.match(tracking, /^\d\d-\d{7,9}-\d$/);
  await own(tab, 'pothole', 'Sent');
  await tab.f.locator('.auto').getByText(tracking).waitFor();
  const [message] = await messages(tracking);
  assert.deepEqual([message.medium, message.channel, message.text], ['chat', 'web-chat', 'There is a pothole in front of my house']);
  await one.end();
});

test('in Spanish, by the page’s language, and in the other by a switch', async () => {
  const one = await resident(city, { language: 'es-US' });
  const tab = await visit(one);
  await tab.f.getByRole('heading', { name: 'Chat con Riverbend' }).waitFor();
  const tracking = await begin(tab, 'Hay un bache muy grande en la calle');
  await own(tab, 'bache', 'Enviado');
  assert.equal((await messages(tracking))[0].language, 'es');
  await tab.f.getByRole('button', { name: /English/ }).click();
  await tab.f.getByRole('heading', { name: 'Chat with Riverbend' }).waitFor();
  await own(tab, 'bache', 'Sent');
  assert.equal(await tab.f.locator('html').getAttribute('lang'), 'en');
  await tab.page.getByRole('button', { name: 'Close the chat' }).waitFor();
  await one.end();
});

test('an agent’s answer appears, and is text whatever it looks like', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, '<img src=x onerror="document.title=1">');
  await reply(tracking, 'A crew comes on <b>Tuesday</b>');
  await heard(tab, 'A crew comes on <b>Tuesday</b>');
  assert.equal(await tab.f.locator('#log img, #log b').count(), 0);
  await one.end();
});

test('a message is marked as read when somebody takes it, and the end of the work is told', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'The swings are broken');
  await own(tab, 'swings', 'Sent');
  const { lease } = await api('POST', `requests/${tracking}/lease`);
  await own(tab, 'swings', 'Read');
  await api('POST', `leases/${lease}/ack`);
  await api('PATCH', `requests/${tracking}`, { status: 'closed' });
  await tab.f.getByText(`${tracking} is done.`).waitFor();
  await one.end();
});

test('text me instead', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  await begin(tab, 'I have to leave');
  const ask = async (number) => {
    await tab.f.getByRole('button', { name: 'More' }).click();
    await tab.f.getByRole('button', { name: 'Text me instead' }).click();
    await tab.f.getByLabel('Phone', { exact: true }).fill(number);
    await tab.f.getByRole('button', { name: 'Save' }).click();
  };
  await ask('12');
  await tab.f.getByRole('alert').getByText('no phone number').waitFor();
  await ask('(801) 555-0123');
  await tab.f.getByText('Answers are texted to +18015550123, too.').waitFor();
  await one.end();
});

test('what comes while the chat is closed is counted on its button', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const tracking = await begin(tab, 'The street light is out');
  await tab.f.locator('.auto').waitFor();
  await tab.page.keyboard.press('Escape');
  await reply(tracking, 'Thank you');
  await tab.page.getByRole('button', { name: 'Chat with us (1 new)' }).waitFor();
  await show(tab);
  await heard(tab, 'Thank you');
  await tab.page.keyboard.press('Escape');
  await tab.page.getByRole('button', { name: 'Chat with us', exact: true }).waitFor();
  await one.end();
});

test('two tabs are one chat', async () => {
  const one = await resident(city);
  const [first, second] = [await visit(one), await visit(one)];
  const tracking = await begin(first, 'From the first tab');
  await own(second, 'From the first tab', 'Sent');
  await say(second, 'From the second tab');
  await own(first, 'From the second tab', 'Sent');
  await reply(tracking, 'To both');
  for (const tab of [first, second]) {
    await heard(tab, 'To both');
    assert.deepEqual(await log(tab), ['From the first tab', 'From the second tab', 'To both']);
  }
  await one.end();
});

test('out of hours it asks for a way to answer, and takes the message', async () => {
  await control('hours/closed');
  try {
    const one = await resident(city);
    const tab = await visit(one);
    await tab.f.getByText('We are closed now').waitFor();
    await box(tab).fill('My bin was not emptied');
    await tab.f.getByLabel('Email').fill('ana@example.org');
    await tab.f.getByRole('button', { name: /Español/ }).click(); // nobody writes it twice
    await tab.f.getByRole('button', { name: /English/ }).click();
    assert.equal(await tab.f.getByLabel('Email').inputValue(), 'ana@example.org');
    await tab.f.getByRole('button', { name: 'Leave the message' }).click();
    await own(tab, 'My bin was not emptied', 'Your number');
    await tab.f.getByText('Kept. Thank you.').waitFor();
    await one.end();
  } finally {
    await control('hours/open');
  }
});

test('a photo goes with the message; what is too large or of another kind does not', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==', 'base64');
  const pick = tab.f.locator('input[type=file]');
  await pick.setInputFiles({ name: 'huge.png', mimeType: 'image/png', buffer: Buffer.alloc(2 << 20) });
  await tab.f.getByRole('alert').getByText('too large').waitFor();
  await pick.setInputFiles({ name: 'run.exe', mimeType: 'application/x-msdownload', buffer: png });
  await tab.f.getByRole('alert').getByText('cannot be sent').waitFor();
  await pick.setInputFiles([{ name: 'bache grande.png', mimeType: 'image/png', buffer: png }, { name: 'other.png', mimeType: 'image/png', buffer: png }]);
  await tab.f.getByRole('button', { name: 'Remove other.png' }).click();
  await tab.f.getByText('ready to send').waitFor();
  await tab.f.getByRole('button', { name: /Español/ }).click(); // it stays where it is
  await tab.f.getByText('listo para enviar').waitFor();
  await tab.f.getByRole('button', { name: /English/ }).click();
  const tracking = await begin(tab, 'See this');
  await own(tab, 'bache grande.png', 'Sent');
  const [{ attachments }] = await messages(tracking);
  assert.deepEqual(attachments.map(({ name, content_type, size }) => [name, content_type, size]), [['bache grande.png', 'image/png', png.length]]);
  await one.end();
});

test('the position goes with a message only after the resident has said yes', async () => {
  const one = await resident(city, { geolocation: { latitude: 40.3, longitude: -111.7, accuracy: 12 }, permissions: ['geolocation'] });
  const tab = await visit(one);
  await tab.f.getByRole('button', { name: 'Location' }).click();
  await tab.f.getByRole('button', { name: 'Share my position' }).click();
  await tab.f.getByText('to within 12 m').waitFor();
  const tracking = await begin(tab, 'A hole, here');
  await own(tab, 'with a position', 'Sent');
  const [{ place }] = await messages(tracking);
  assert.deepEqual([place.lat, place.lon], [40.3, -111.7]);
  await one.end();
});

test('how it was, the end, and another chat', async () => {
  const one = await resident(city);
  const tab = await visit(one);
  const first = await begin(tab, 'That is all');
  await tab.f.getByRole('button', { name: 'More' }).click();
  await tab.f.getByRole('button', { name: 'How was it?' }).click();
  await tab.f.getByRole('radio', { name: 'Yes' }).check();
  await tab.f.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await tab.f.getByText('Thank you for your answer.').waitFor();
  await tab.f.getByRole('button', { name: 'More' }).click();
  await tab.f.getByRole('button', { name: 'End the chat' }).click();
  await tab.f.getByRole('dialog').getByRole('button', { name: 'End the chat' }).click();
  await tab.f.getByRole('button', { name: 'Begin a new chat' }).click();
  assert.deepEqual(await log(tab), []);
  assert.notEqual(await begin(tab, 'And another matter'), first);
  await one.end();
});
