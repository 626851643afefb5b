// The quarantine: what named the city's account but failed authentication. It may be a resident behind a wrong
// secret of ours, so a supervisor looks at it and lets it in, or drops it.
import { h, button, table, terms } from './dom.js';
import { drop, get, post } from './api.js';
import { ask, say, tried } from './notices.js';
import { number, t, when } from './text.js';

const path = ({ channel, id }) => `quarantine/${encodeURIComponent(channel)}/${encodeURIComponent(id)}`;

async function look(one) {
  const entry = await get(path(one));
  ask(t('quarantine.one', { channel: one.channel }), [
    terms([[t('quarantine.code'), entry.code], [t('quarantine.detail'), entry.detail], [t('quarantine.peer'), entry.peer],
      [t('quarantine.time'), when(entry.time)], [t('quarantine.target'), `${entry.method} ${entry.target}`]]),
    h('h3', null, t('quarantine.headers')), h('ul', { class: 'raw' }, entry.headers.map(([name, value]) => h('li', null, `${name}: ${value}`))),
    h('h3', null, t('quarantine.body')), h('p', { class: 'words raw' }, entry.body ?? entry.body_base64)], () => true, { confirm: null, wide: true });
}

// `act` says what is done with it: 'release' or 'drop'.
function sure(act, one, work, reload) {
  ask(t(`quarantine.${act}`), h('p', null, t(`quarantine.${act}-what`, { channel: one.channel, time: when(one.time) })), async () => {
    await work();
    say(t(`done.${act}-quarantined`));
    reload();
  }, { confirm: t(`quarantine.${act}`) });
}

export async function show(root) {
  const place = h('div', null);
  root.replaceChildren(h('h1', null, t('nav.quarantine')), h('p', { class: 'hint' }, t('quarantine.what')), place);
  const load = async () => {
    const { entries } = await get('quarantine');
    const reload = tried(load);
    const name = (one) => `${one.channel}, ${when(one.time)}`;
    place.replaceChildren(entries.length ? table(t('quarantine.found', { n: number(entries.length) }),
      ['quarantine.time', 'request.channel', 'quarantine.code', 'quarantine.peer', 'quarantine.size', 'dead.do'].map((key) => t(key)),
      entries.map((one) => [when(one.time), one.channel, one.code, one.peer, number(one.size), h('span', { class: 'actions' },
        button(t('do.show'), tried(() => look(one)), { 'aria-label': `${t('do.show')} ${name(one)}` }),
        button(t('quarantine.release'), () => sure('release', one, () => post(`${path(one)}/release`), reload), { 'aria-label': `${t('quarantine.release')} ${name(one)}` }),
        button(t('quarantine.drop'), () => sure('drop', one, () => drop(path(one)), reload), { 'aria-label': `${t('quarantine.drop')} ${name(one)}` }))]))
      : h('p', null, t('quarantine.none')));
  };
  await load();
}
