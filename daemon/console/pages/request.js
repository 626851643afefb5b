// One request on the desk: what it is, its thread, the reply, and what can be done with it. What the daemon tells
// anew is put in place around the form, which stays as it is while somebody writes.
import { h, button, terms } from './dom.js';
import { get } from './api.js';
import * as actions from './actions.js';
import * as answers from './answers.js';
import * as lease from './lease.js';
import * as live from './live.js';
import * as replies from './reply.js';
import { report, tried } from './notices.js';
import { history } from './resident.js';
import { isMoving, lastMessage, thread } from './thread.js';
import { age, t, when, who, word } from './text.js';
import { queueName } from './session.js';

const settle = 1500; // ms: how often a reply on its way is looked after

const facts = (request) => terms([
  [t('request.status'), word('status', request.status)], [t('request.queue'), queueName(request.queue)], [t('request.type'), request.type],
  [t('request.priority'), word('priority', request.priority)], [t('request.channel'), request.channel],
  [t('request.opened'), when(request.opened)],
  [t('request.due'), request.due && h('span', { class: new Date(request.due) < Date.now() && request.status !== 'closed' ? 'alarm' : null }, when(request.due))],
  [t('request.closed'), when(request.closed)], [t('request.reason'), request.reason],
  [t('request.holder'), request.holder && (actions.isMine(request) ? t('request.mine', { age: age(request.held_until) }) : who(request.holder))]]);

// What may be done now, as [key, label, act].
function possible({ request, seen }, refresh) {
  const then = (act) => tried(async () => {
    await act(request, seen);
    await refresh();
  });
  const open = request.status !== 'closed';
  const mine = actions.isMine(request);
  return [
    open && !request.holder && ['t', 'do.take', then(actions.take)],
    mine && ['d', 'do.finish', then(actions.finish)],
    mine && ['b', 'do.release', then(actions.release)],
    ['m', 'do.note', () => actions.note(request, refresh)],
    open && (mine || !request.holder) && ['x', 'do.transfer', () => actions.transfer(request, refresh)],
    open && ['c', 'do.close', () => actions.close(request, refresh)],
    !open && ['o', 'do.reopen', then(actions.reopen)],
  ].filter(Boolean);
}

// Fills `root`; `setKeys` is told what keys do whenever that changes. Returns what ends it.
export async function show(root, tracking, setKeys) {
  const state = {};
  const head = h('div', null);
  const bar = h('p', { class: 'actions' });
  const items = h('div', null);
  const past = h('div', null, h('p', null, '…'));
  let ended = false, timer, loading = false, again = false;

  const load = async () => {
    const [request, { items: all }] = await Promise.all([get(`requests/${tracking}`), get(`requests/${tracking}/thread`)]);
    Object.assign(state, { request, all, seen: all.filter(({ kind, event }) => event && kind === 'message').at(-1)?.id });
    if (!/^\d+-\d+$/.test(state.seen ?? '')) state.seen = undefined; // it waits still, and was given to nobody
    if (actions.isMine(request) && !lease.list().includes(request.tracking)) lease.hold(request.tracking, request.lease, request.held_until);
    if (!actions.isMine(request)) lease.forget(request.tracking);
  };
  const refresh = async () => {
    if (loading) {
      again = true;
      return;
    }
    loading = true;
    do {
      again = false;
      await load();
    } while (again);
    loading = false;
    if (ended) return;
    const can = possible(state, refresh);
    head.replaceChildren(h('h2', { tabindex: -1 }, t('request.title', { tracking })), facts(state.request));
    bar.replaceChildren(...can.map(([key, label, act]) => button(t(label), act, { 'aria-keyshortcuts': key })));
    items.replaceChildren(thread(state.all));
    setKeys([...can, ['r', 'do.reply', reply.focus], ['a', 'do.answers', book.focus]]);
    clearTimeout(timer);
    if (isMoving(state.all)) timer = setTimeout(() => refresh().catch(report), settle);
  };

  const reply = replies.form(tracking, () => refresh().catch(report));
  let book;
  await load();
  const last = lastMessage(state.all) ?? {};
  book = answers.panel(last.suggested_answers, last.language, reply.insert);
  root.replaceChildren(
    h('article', { 'aria-label': t('request.title', { tracking }) }, head, bar, h('h3', null, t('request.thread')), items, reply.element),
    h('aside', { 'aria-label': t('request.beside') }, h('h3', null, t('answers.title')), book.element,
      h('h3', null, t('resident.title')), past));
  await refresh();
  head.querySelector('h2').focus();
  history(last.from?.address, state.request.tracking).then((list) => past.replaceChildren(list)).catch(report);
  const unlisten = live.listen((event) => {
    const about = event.tracking === tracking || event.kind === 'connected' || event.messages?.some((one) => one.tracking === tracking);
    if (about) refresh().catch(report);
  });
  return () => {
    ended = true;
    clearTimeout(timer);
    unlisten();
  };
}
