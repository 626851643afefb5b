// A new request for who calls or walks in. While it is being entered, the caller's open requests and those at the
// same address are shown; what came up last is shown before anything is filed.
import { h, field, select, settled } from './dom.js';
import { newKey, post } from './api.js';
import { ask, isAsking, report, say } from './notices.js';
import { isOpen, list, ofPlace, ofResident } from './resident.js';
import { me } from './session.js';
import { t, word } from './text.js';

const place = 'crosstown.entry-channel';
const spoken = ['phone', 'walk-in'];

// By telephone and at the counter first; the one of last time is chosen.
function channels() {
  const sorted = [...me.channels].sort((a, b) => spoken.includes(b.medium) - spoken.includes(a.medium));
  const kept = sessionStorage.getItem(place);
  return select(sorted.map(({ channel, medium }) => [channel, `${channel} (${word('medium', medium)})`]),
    sorted.some(({ channel }) => channel === kept) ? kept : sorted[0]?.channel, { required: true });
}

// The open requests of a caller or a place. `fill(value)` looks and shows; it tells their numbers.
function known(title, look) {
  const element = h('div', { class: 'known' });
  let asked = 0;
  const fill = async (value) => {
    const turn = ++asked;
    const found = value ? (await look(value)).filter(isOpen) : [];
    if (turn === asked)
      element.replaceChildren(...(found.length ? [h('h3', null, title), list(found, () => element.closest('dialog').close())] : []));
    return found.map(({ tracking }) => tracking);
  };
  return { element, fill };
}

export function open() {
  if (isAsking()) return;
  const controls = {
    text: h('textarea', { rows: 4, required: true, autofocus: true }),
    from: h('input', { autocomplete: 'off', maxlength: 320 }),
    address: h('input', { autocomplete: 'off', maxlength: 500 }),
    name: h('input', { autocomplete: 'off', maxlength: 320 }),
    channel: channels(),
    queue: select([['', t('entry.rules')], ...me.queues], ''),
    priority: select([['', t('entry.rules')], ...['urgent', 'normal', 'low'].map((one) => [one, word('priority', one)])], ''),
    language: select([['', t('entry.judged')], ...me.languages.map((tag) => [tag, tag])], ''),
  };
  const value = (name) => controls[name].value.trim();
  const caller = known(t('entry.of-caller'), ofResident);
  const there = known(t('entry.of-place'), ofPlace);
  const seen = new Set();
  const key = newKey();
  const look = async () => (await Promise.all([caller.fill(value('from')), there.fill(value('address'))])).flat();
  const looked = settled(() => look().then((numbers) => numbers.forEach((one) => seen.add(one))).catch(report), 300);
  controls.from.addEventListener('input', looked);
  controls.address.addEventListener('input', looked);
  const found = h('div', { role: 'status' }, caller.element, there.element);
  const warning = h('p', { class: 'trouble', role: 'alert' });

  const file = async () => {
    const unseen = (await look()).filter((one) => !seen.has(one));
    unseen.forEach((one) => seen.add(one));
    if (unseen.length) {
      warning.textContent = t('entry.look');
      return false;
    }
    const address = value('address');
    const body = { channel: value('channel'), text: value('text'), from: value('from'), name: value('name'), language: value('language'),
      queue: value('queue'), priority: value('priority'), place: address ? { address } : undefined };
    for (const name of Object.keys(body)) if (!body[name]) delete body[name];
    const { tracking } = await post('requests', body, { key });
    sessionStorage.setItem(place, body.channel);
    say(t('done.entry', { tracking }));
    location.hash = `desk/${tracking}`;
    return true;
  };
  ask(t('desk.new'), [
    field(t('entry.text'), controls.text), field(t('entry.from'), controls.from, t('entry.from-hint')),
    field(t('entry.address'), controls.address), found, warning,
    h('details', null, h('summary', null, t('entry.more')),
      field(t('entry.name'), controls.name), field(t('entry.queue'), controls.queue), field(t('request.priority'), controls.priority),
      field(t('entry.language'), controls.language)),
    field(t('request.channel'), controls.channel),
  ], file, { confirm: t('entry.do'), wide: true });
}
