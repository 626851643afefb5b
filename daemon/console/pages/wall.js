// How the centre stands, for a screen on the wall: what waits in each queue and of each channel, since when, how
// fast it comes, and what was answered.
import { h, table } from './dom.js';
import { get, metrics, query } from './api.js';
import { chart, spark } from './chart.js';
import { keepFresh } from './live.js';
import { me, queueName } from './session.js';
import { age, number, t, word } from './text.js';

const most = 200; // of one search

// Of the first requests of a search, by channel: {count, oldest}; `more`: there are others.
function byChannel({ requests, next }) {
  const channels = {};
  for (const { channel, opened } of requests) {
    channels[channel] ??= { count: 0, oldest: opened };
    channels[channel].count += 1;
    if (opened < channels[channel].oldest) channels[channel].oldest = opened;
  }
  return { channels, more: Boolean(next) };
}
const counted = ({ channels, more }, channel) => number(channels[channel]?.count ?? 0) + (more ? '+' : '');

const perHour = (received) => number(received.at(-1) + received.at(-2)); // the hour under way and the one before
const sum = (received) => received.reduce((all, count) => all + count, 0);
const alarm = (count) => (count ? h('strong', { class: 'alarm' }, number(count)) : number(0));

function queueRows(queues, stats) {
  return queues.map((queue) => {
    const one = stats.queues.find(({ queue: name }) => name === queue.queue) ?? { received: Array(24).fill(0), closed: 0 };
    return [
      h('a', { href: `#desk/${queue.queue}` }, queueName(queue.queue)),
      number(queue.received), age(queue.oldest), number(queue.taken), number(queue.in_progress), alarm(queue.overdue),
      perHour(one.received), number(one.closed), h('span', { class: 'trend' }, number(sum(one.received)), spark(one.received))];
  });
}

function channelRows(stats, waiting, overdue, samples) {
  const answered = (channel) => samples.filter(({ name, labels }) => name === 'crosstown_replies_total' &&
    labels.channel === channel && labels.outcome === 'sent').reduce((all, { value }) => all + value, 0);
  return stats.channels.map(({ channel, received }) => [
    channel, word('medium', me.channels.find((one) => one.channel === channel)?.medium ?? ''),
    counted(waiting, channel), age(waiting.channels[channel]?.oldest), counted(overdue, channel), perHour(received),
    number(answered(channel)), h('span', { class: 'trend' }, number(sum(received)), spark(received))]);
}

function total(stats) {
  return stats.hours.map((_, n) => stats.queues.reduce((all, { received }) => all + received[n], 0));
}

export async function show(root) {
  const place = h('div', null);
  const time = h('p', { class: 'hint' });
  root.replaceChildren(h('h1', null, t('nav.wall')), time, place);
  return keepFresh(async () => {
    const [{ queues }, stats, waiting, overdue, samples] = await Promise.all([
      get('queues'), get('stats'), get(`requests?${query({ status: 'received', order: 'oldest', limit: most })}`),
      get(`requests?${query({ due_before: new Date().toISOString(), limit: most })}`), metrics()]);
    // Whoever has opened the chart's table, keeps it open.
    const open = place.querySelector('details')?.open;
    place.replaceChildren(
      table(t('wall.queues'), ['wall.queue', 'wall.waiting', 'wall.oldest', 'wall.taken', 'wall.in-progress', 'wall.overdue',
        'wall.rate', 'wall.closed', 'wall.day'].map((key) => t(key)), queueRows(queues, stats)),
      table(t('wall.channels'), ['wall.channel', 'wall.medium', 'wall.waiting', 'wall.oldest', 'wall.overdue', 'wall.rate', 'wall.answered',
        'wall.day'].map((key) => t(key)), channelRows(stats, byChannel(waiting), byChannel(overdue), samples)),
      chart(t('wall.received'), stats.hours, total(stats)));
    if (open) place.querySelector('details').open = true;
    time.textContent = t('wall.as-of', { time: new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'medium', timeZone: me.timezone }).format(new Date()) });
  }, 2000, 15_000);
}
