// Requests by number, or by what they are.
import { h, button, field, select, table } from './dom.js';
import { get, query } from './api.js';
import { tried } from './notices.js';
import { ofPlace, ofResident } from './resident.js';
import { me, queueName } from './session.js';
import { t, when, word } from './text.js';

const statuses = ['open', 'received', 'taken', 'in-progress', 'closed'];
const any = () => ['', t('search.any')];
// A day of the field, as the browser's clock has it.
const begin = (day) => (day ? new Date(`${day}T00:00:00`).toISOString() : '');

const row = (one) => [h('a', { href: `#desk/${one.tracking}` }, one.tracking), word('status', one.status), queueName(one.queue),
  one.type, word('priority', one.priority), one.channel, when(one.opened)];

export function show(root) {
  const controls = {
    number: h('input', { autocomplete: 'off', maxlength: 20 }),
    resident: h('input', { autocomplete: 'off', maxlength: 320 }),
    address: h('input', { autocomplete: 'off', maxlength: 500 }),
    status: select([any(), ...statuses.map((one) => [one, word('status', one)])], 'open'),
    queue: select([any(), ...me.queues], ''),
    type: h('input', { maxlength: 64 }),
    channel: select([any(), ...me.channels.map(({ channel }) => [channel, channel])], ''),
    opened_after: h('input', { type: 'date' }),
    opened_before: h('input', { type: 'date' }),
    late: h('input', { type: 'checkbox' }),
  };
  const value = (name) => controls[name].value.trim();
  const result = h('div', { role: 'region', 'aria-live': 'polite', 'aria-label': t('search.result') });

  // The API finds a resident's and a place's requests by an index of their own.
  async function find(after) {
    if (value('number')) return { requests: [await get(`requests/${encodeURIComponent(value('number'))}`)] };
    if (value('resident')) return { requests: await ofResident(value('resident')) };
    if (value('address')) return { requests: await ofPlace(value('address')) };
    return get(`requests?${query({
      status: value('status'), queue: value('queue'), type: value('type'), channel: value('channel'), after,
      due_before: controls.late.checked ? new Date().toISOString() : '',
      opened_after: controls.late.checked ? '' : begin(value('opened_after')), opened_before: controls.late.checked ? '' : begin(value('opened_before')),
    })}`);
  }
  async function page(rows, after) {
    const { requests, next } = await find(after);
    const all = [...rows, ...requests.map(row)];
    result.replaceChildren(...[
      all.length ? table(t('search.found', { n: all.length + (next ? '+' : '') }), ['request.number', 'request.status', 'request.queue', 'request.type',
        'request.priority', 'request.channel', 'request.opened'].map((key) => t(key)), all) : h('p', null, t('search.none')),
      next && h('p', null, button(t('search.more'), tried(() => page(all, next))))].filter(Boolean));
  }
  const search = tried(() => page([], ''));
  root.replaceChildren(h('h1', null, t('nav.requests')),
    h('form', { class: 'search', role: 'search', onsubmit: (event) => { event.preventDefault(); search(); } },
      h('fieldset', null, h('legend', null, t('search.exact')), field(t('request.number'), controls.number), field(t('search.resident'), controls.resident),
        field(t('search.address'), controls.address)),
      h('fieldset', null, h('legend', null, t('search.by')), field(t('request.status'), controls.status), field(t('request.queue'), controls.queue),
        field(t('request.type'), controls.type), field(t('request.channel'), controls.channel),
        field(t('search.after'), controls.opened_after), field(t('search.before'), controls.opened_before), field(t('search.late'), controls.late)),
      h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'first' }, t('search.do')))), result);
  search();
}
