// Dead letters: what could not be processed or sent. Supervisors put it back to work, or drop it.
import { h, button, select, field, table, terms } from './dom.js';
import { drop, get, post, query } from './api.js';
import { ask, say, tried } from './notices.js';
import { me, queueName } from './session.js';
import { t, when } from './text.js';

async function look(one) {
  const letter = await get(`dead/${one.id}`);
  ask(t('dead.one', { tracking: one.tracking }), [
    terms([[t('dead.reason'), letter.reason], [t('dead.deliveries'), letter.deliveries], [t('request.queue'), queueName(letter.queue)],
      [t('request.channel'), letter.channel], [t('dead.time'), when(letter.time)]]),
    h('p', { class: 'words' }, letter.event?.data?.text ?? t('thread.no-text'))], () => true, { confirm: null });
}

function replay(one, reload) {
  const queue = select([['', t('dead.same')], ...me.queues], '');
  ask(t('dead.replay'), [h('p', null, t('dead.replay-what', { tracking: one.tracking })), one.type !== 'reply' && field(t('request.queue'), queue)], async () => {
    await post(`dead/${one.id}/replay?${query({ queue: queue.value })}`);
    say(t('done.replay'));
    reload();
  }, { confirm: t('dead.replay') });
}

function forget(one, reload) {
  ask(t('dead.drop'), h('p', null, t('dead.drop-what', { tracking: one.tracking })), async () => {
    await drop(`dead/${one.id}`);
    say(t('done.drop'));
    reload();
  }, { confirm: t('dead.drop') });
}

export async function show(root) {
  const place = h('div', null);
  root.replaceChildren(h('h1', null, t('nav.dead')), h('p', { class: 'hint' }, t('dead.what')), place);
  async function page(before = [], after = '') {
    const { entries, next } = await get(`dead?${query({ after, limit: 100 })}`);
    const all = [...before, ...entries];
    const reload = tried(() => page());
    place.replaceChildren(...[
      all.length ? table(t('dead.found', { n: all.length + (next ? '+' : '') }), ['request.number', 'dead.time', 'request.queue', 'request.type', 'dead.reason', 'dead.do'].map((key) => t(key)),
        all.map((one) => [h('a', { href: `#desk/${one.tracking}` }, one.tracking || '–'), when(one.time), queueName(one.queue), one.type, one.reason,
          h('span', { class: 'actions' }, button(t('do.show'), tried(() => look(one)), { 'aria-label': `${t('do.show')} ${one.tracking}` }),
            button(t('dead.replay'), () => replay(one, reload), { 'aria-label': `${t('dead.replay')} ${one.tracking}` }),
            button(t('dead.drop'), () => forget(one, reload), { 'aria-label': `${t('dead.drop')} ${one.tracking}` }))]))
        : h('p', null, t('dead.none')),
      next && h('p', null, button(t('search.more'), tried(() => page(all, next))))].filter(Boolean));
  }
  await page();
}
