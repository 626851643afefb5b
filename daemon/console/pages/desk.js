// Where work is done: the next request of a queue, or one that is picked, beside the list of what waits.
import { h, button, select } from './dom.js';
import { get, query } from './api.js';
import * as entry from './entry.js';
import * as keys from './keys.js';
import * as lease from './lease.js';
import * as request from './request.js';
import { takeNext } from './actions.js';
import { keepFresh } from './live.js';
import { say, tried } from './notices.js';
import { me } from './session.js';
import { age, number, t, word } from './text.js';

const place = 'crosstown.queue';
const shown = 50;
const tracking = /^\d\d-\d{7,9}-\d$/;

const waits = ({ urgent, normal, low }) => urgent.waiting + normal.waiting + low.waiting;

// In which something waits, emergencies first, then the oldest: whoever takes from all queues.
async function inOrder() {
  const { queues } = await get('queues');
  const rank = (one) => [one.urgent.waiting ? 0 : 1, one.oldest ?? '~'].join(' ');
  return queues.filter(waits).sort((a, b) => rank(a).localeCompare(rank(b))).map(({ queue }) => queue);
}

function row(one) {
  return h('li', null, h('a', { href: `#desk/${one.tracking}` }, one.tracking), ' ',
    h('span', { class: one.priority }, [one.type, one.priority === 'normal' ? '' : word('priority', one.priority), age(one.opened)]
      .filter(Boolean).join(' · ')));
}

// Up and down go from link to link.
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.tagName !== 'A') return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll('a')];
  links[links.indexOf(event.target) + step]?.focus();
}

async function fillLists(mine, waiting, queue) {
  mine.replaceChildren(...lease.list().map((one) => h('li', null, h('a', { href: `#desk/${one}` }, one))));
  mine.previousElementSibling.hidden = !lease.list().length;
  const { requests, next } = await get(`requests?${query({ status: 'received', queue, order: 'oldest', limit: shown })}`);
  const at = [...waiting.querySelectorAll('a')].indexOf(document.activeElement);
  waiting.replaceChildren(...requests.map(row));
  if (at >= 0) waiting.querySelectorAll('a')[Math.min(at, requests.length - 1)]?.focus();
  waiting.previousElementSibling.textContent = t('desk.waiting', { n: number(requests.length) + (next ? '+' : '') });
}

export async function show(root, argument) {
  const number_asked = tracking.test(argument) ? argument : '';
  if (argument && !number_asked) sessionStorage.setItem(place, argument);
  const queue = select([['', t('desk.all')], ...me.queues], sessionStorage.getItem(place) ?? '', {
    'aria-label': t('desk.queue'),
    onchange: () => {
      sessionStorage.setItem(place, queue.value);
      again();
    },
  });
  const next = tried(async () => {
    const taken = await takeNext(queue.value ? [queue.value] : await inOrder());
    if (!taken) say(t('desk.nothing'));
    else location.hash = `desk/${taken.request.tracking}`;
  });
  const mine = h('ul', { class: 'requests', onkeydown: walk });
  const waiting = h('ul', { class: 'requests', onkeydown: walk });
  const work = h('div', { class: 'work' });
  const own = [['n', 'do.next', next], ['p', 'desk.new', entry.open], ['q', 'desk.queue', () => queue.focus()],
    ['w', 'desk.list', () => waiting.querySelector('a')?.focus()]];
  keys.setOwn(own);
  root.replaceChildren(h('h1', null, t('nav.desk')), h('div', { class: 'desk' },
    h('section', { class: 'lists', 'aria-label': t('desk.list') },
      h('p', { class: 'actions' }, queue, button(t('do.next'), next, { class: 'first', 'aria-keyshortcuts': 'n' }),
        button(t('desk.new'), () => entry.open(), { 'aria-keyshortcuts': 'p' })),
      h('h2', null, t('desk.mine')), mine, h('h2', null, t('desk.waiting', { n: '…' })), waiting),
    work));
  let end = () => {};
  const again = () => {
    end();
    end = keepFresh(() => fillLists(mine, waiting, queue.value), 1000, 30_000);
  };
  again();
  let leave = () => {};
  if (number_asked) {
    leave = await request.show(work, number_asked, (more) => keys.setOwn([...own, ...more])).catch((failure) => {
      end();
      throw failure;
    });
  } else {
    work.replaceChildren(h('p', { class: 'hint' }, t('desk.none')));
  }
  return () => {
    end();
    leave();
  };
}
