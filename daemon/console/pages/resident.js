// What else somebody has written, and what is known of a place: lists of requests with their state.
import { h } from './dom.js';
import { get } from './api.js';
import { queueName } from './session.js';
import { t, when, word } from './text.js';

export const isOpen = ({ status }) => status !== 'closed';

export const ofResident = (address, options) => get(`residents/${encodeURIComponent(address)}`, options).then(({ requests }) => requests);
export const ofPlace = (address, options) => get(`requests?${new URLSearchParams({ address })}`, options).then(({ requests }) => requests);

// `follow` is called when somebody goes to one of them.
export function list(requests, follow) {
  return h('ul', { class: 'requests' }, requests.map((one) => h('li', null,
    h('a', { href: `#desk/${one.tracking}`, onclick: follow }, one.tracking), ' ',
    [word('status', one.status), one.type, queueName(one.queue), when(one.opened)].filter(Boolean).join(' · '))));
}

// The section beside a request; the request itself is not in it.
export async function history(address, tracking) {
  if (!address) return h('p', { class: 'hint' }, t('resident.nobody'));
  const others = (await ofResident(address)).filter((one) => one.tracking !== tracking);
  if (!others.length) return h('p', { class: 'hint' }, t('resident.first'));
  return list(others);
}
