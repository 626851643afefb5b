// Single keys that do what a button does, and the list of them. They can be switched off (WCAG 2.1.4), and say
// nothing while somebody types.
import { h, field } from './dom.js';
import { ask, isAsking } from './notices.js';
import { t } from './text.js';

const place = 'crosstown.keys';
const common = new Map(); // of every page
let own = new Map(); // of the page that is shown: key → { label, act }

export const areOn = () => localStorage.getItem(place) !== 'off';

export function setCommon(key, label, act) {
  common.set(key, { label, act });
}
// The page's own; those of the page before are forgotten.
export function setOwn(keys = []) {
  own = new Map(keys.map(([key, label, act]) => [key, { label, act }]));
}

const types = (target) => target.closest?.('input, textarea, select, [contenteditable]') !== null;

function list(title, keys) {
  return [h('h3', null, title), h('dl', { class: 'keys' }, [...keys].map(([key, { label }]) =>
    h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, t(label)))))];
}

export function help() {
  const box = h('input', {
    type: 'checkbox', checked: areOn(),
    onchange: () => localStorage.setItem(place, box.checked ? 'on' : 'off'),
  });
  ask(t('keys.title'), [
    own.size ? list(t('keys.here'), own) : null,
    list(t('keys.everywhere'), common),
    h('dl', { class: 'keys' }, h('div', null, h('dt', null, h('kbd', null, 'Ctrl'), ' + ', h('kbd', null, 'Enter')), h('dd', null, t('keys.send')))),
    field(t('keys.on'), box),
  ], () => true, { confirm: null });
}

export function watch() {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && types(event.target) && !isAsking()) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isAsking() || types(event.target)) return undefined;
    if (!areOn() && event.key !== '?') return undefined;
    const found = own.get(event.key) ?? common.get(event.key);
    if (!found) return undefined;
    event.preventDefault();
    return found.act();
  });
}
