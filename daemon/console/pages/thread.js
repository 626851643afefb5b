// A request's thread: every message, reply, note, status and transfer, as the API tells it. A reply is one item
// that changes its state.
import { h, button } from './dom.js';
import { content, query } from './api.js';
import { tried } from './notices.js';
import { queueName } from './session.js';
import { t, when, who, word } from './text.js';

// A thread's id begins with its time in ms.
const timeOf = (item) => {
  const ms = Number(item.time ?? /^(\d{12,})-\d+$/.exec(item.id)?.[1]);
  return item.event?.time ?? (ms ? new Date(ms).toISOString() : '');
};

// Replies' steps joined, in the place of their first.
export function joined(items) {
  const replies = new Map();
  const all = [];
  for (const item of items) {
    if (item.kind !== 'reply') {
      all.push(item);
    } else if (replies.has(item.reply)) {
      const one = replies.get(item.reply);
      const { id, time, ...rest } = item;
      Object.assign(one, rest, { changed: timeOf(item) });
    } else {
      replies.set(item.reply, { ...item });
      all.push(replies.get(item.reply));
    }
  }
  return all;
}

// Whether something of it is still on its way.
export const isMoving = (items) => joined(items).some(({ kind, state }) => kind === 'reply' && ['queued', 'sending'].includes(state));

// An attachment is fetched when somebody wants it: it may be large, or not fit to be seen.
function attachment({ path, content_type: type, name, size }) {
  const label = t('thread.attachment', { name: name || type, size: Math.ceil(size / 1024) });
  const place = h('span', null);
  place.append(button(label, tried(async () => {
    const url = await content(`${path}?${query({ type, name })}`);
    const link = h('a', { href: url, download: name || 'attachment' }, t('thread.save', { name: name || type }));
    const kind = type?.split('/')[0];
    place.replaceChildren(...[
      kind === 'image' && h('img', { src: url, alt: t('thread.image', { name: name || type }) }),
      kind === 'audio' && h('audio', { src: url, controls: true }),
      kind === 'video' && h('video', { src: url, controls: true }), link].filter(Boolean));
    link.focus();
  })));
  return h('li', null, place);
}

function message({ event, unreadable_event: unreadable, kind }) {
  const data = event?.data ?? {};
  return {
    who: data.from?.name || data.from?.address || t('thread.nobody'),
    what: [t(kind === 'dead' ? 'thread.dead' : 'thread.message'), word('medium', data.medium), data.channel].filter(Boolean).join(' · '),
    body: [
      data.subject && h('p', { class: 'subject' }, data.subject),
      h('p', { class: 'words', lang: data.language }, data.text || unreadable || t('thread.no-text')),
      data.place?.address && h('p', { class: 'hint' }, t('thread.place', { place: data.place.address })),
      data.attachments?.length ? h('ul', { class: 'attachments' }, data.attachments.map(attachment)) : null],
  };
}

const kinds = {
  message,
  dead: message,
  reply: (item) => ({
    who: who(item.by), what: t('thread.reply'),
    body: [h('p', { class: 'words', lang: item.language }, item.text),
      h('p', { class: `state ${item.state}` }, word('reply', item.state), item.reason ? ` – ${item.reason}` : '',
        item.changed ? ` · ${when(item.changed)}` : '')],
  }),
  note: (item) => ({ who: who(item.by), what: t('thread.note'), body: [h('p', { class: 'words' }, item.text)] }),
  status: (item) => ({ who: who(item.by), what: t('thread.status', { status: word('status', item.status) }), body: [item.reason && h('p', null, item.reason)] }),
  transfer: (item) => ({
    who: who(item.by), what: t('thread.transfer', { from: queueName(item.from), to: queueName(item.to) }),
    body: [item.reason && h('p', null, item.reason)],
  }),
};

// An <ol>, in the order of time.
export function thread(items) {
  const shown = joined(items).sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
  return h('ol', { class: 'thread' }, shown.map((item) => {
    const { who: name, what, body } = (kinds[item.kind] ?? ((other) => ({ who: who(other.by), what: other.kind, body: [other.text] })))(item);
    return h('li', { class: item.kind }, h('p', { class: 'head' }, h('strong', null, name), ` ${what} `, h('time', { datetime: timeOf(item) }, when(timeOf(item)))), body);
  }));
}

// What there is to know of who wrote: from the latest message.
export function lastMessage(items) {
  return items.filter(({ event }) => event).sort((a, b) => a.event.time.localeCompare(b.event.time)).at(-1)?.event.data;
}
