// Starts the chat: what is shown before, the log, the composer, and what each effect of the line (line.js) changes.
import { byId, button, h } from './dom.js';
import { composer, newId } from './composer.js';
import * as dialogs from './dialogs.js';
import * as host from './host.js';
import { Log } from './log.js';
import { connect, ofBrowser } from './socket.js';
import { count, day, known, language, languages, setLanguage, t } from './text.js';

const typing_lasts = 6000; // docs/channels/chat.md
const ask_again = 10_000;  // for config.json, when the daemon is away
const settles = 200;       // before it is told what was read
const blank = 1500;        // so long at most is nothing shown
// Until config.json or the daemon's welcome says otherwise.
const config = { open: true, max_text: 4000 };
let contact = {};
let opened = !host.embedded;
let form = null;
let away = false;   // the line is being tried again
let typing = false; // somebody at the city
let note = '';      // said until something else is
let forget_typing, reading;
const readiness = []; // who waits for a session

const log = new Log(byId('log'), {
  again: (item) => {
    log.remove(item);
    alert('');
    if (line.phase === 'over') begin();
    say({ ...item, cid: newId() });
  },
  edit: (item) => { log.remove(item); form?.put(item.text); },
});
const alert = (text) => { byId('trouble').textContent = text; };
const status = (text) => { if (byId('line').textContent !== text) byId('line').textContent = text; };
const nothingSaid = () => log.items.length === 0;

const show = {
  phase: showPhase,
  welcome: ({ frame }) => {
    // A session of its own: what was said in the one before is the past.
    if (!frame.resumed) for (const item of log.items.filter(({ seq }) => seq < Infinity)) log.remove(item);
    merge(frame);
    for (const done of readiness.splice(0)) done(frame.token);
    noteRead();
  },
  entry: ({ frame }) => {
    if (frame.kind === 'agent') typing = false;
    scrollAfter(() => log.entry(frame));
    byId('notice').hidden = true;
    noteRead();
    showPhase();
  },
  ack: (effect) => log.settle(effect),
  fail: ({ cid, code }) => {
    log.setState(cid, 'failed', code);
    alert(t('fail.alert'));
  },
  typing: ({ on }) => {
    clearTimeout(forget_typing);
    typing = on;
    showPhase();
    if (on) forget_typing = setTimeout(() => show.typing({ on: false }), typing_lasts);
  },
  answer: ({ frame }) => {
    if (frame.t === 'survey') return noteThat(t('survey.thanks'));
    const wanted_texts = contact.text_me;
    contact = frame;
    if (frame.text_me) return noteThat(t('contact.texted', { phone: frame.phone }));
    return noteThat(t(wanted_texts ? 'contact.not-texted' : 'contact.kept'));
  },
  refused: ({ code }) => alert(t(code === 'phone' ? 'contact.refused-phone' : 'contact.refused')),
};

const hello = () => ({ lang: language(), page: host.page });
setLanguage(known([ofBrowser.get('language'), host.wanted, ...navigator.languages]));
const socket = connect(show, hello());
const { line } = socket;

// What the line says of itself, and how far each message of ours is.
function showPhase() {
  const { phase, waiting, under_way } = line;
  for (const { cid, kept_for } of waiting)
    if (!kept_for) log.setState(cid, phase === 'ready' && cid === under_way ? 'sending' : 'waiting');
  if (phase === 'broken') alert(t('line.broken'));
  if (phase === 'over') return ended();
  if (phase === 'ready' && away) note = t('line.back');
  // Not while it connects for the first time: that takes a moment.
  away = phase === 'waiting' || (away && phase !== 'ready' && phase !== 'idle');
  const words = waiting.length ? count('line.away', waiting.length) : t('line.away');
  return status(away ? words : typing ? t('line.typing') : note);
}

function noteThat(text) {
  note = text;
  showPhase();
}

// Whoever reads further up stays there; whoever is at the end sees what comes.
function scrollAfter(act, always = false) {
  const box = byId('scroll');
  const at_end = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  act();
  if (at_end || always) box.scrollTop = box.scrollHeight;
}

function say(message) {
  const { cid, text, files, place } = message;
  const first = nothingSaid();
  note = '';
  scrollAfter(() => log.own({ cid, text, files, place }), true);
  byId('notice').hidden = true;
  socket.say({ cid, text, files: files?.map(({ upload }) => upload), place, shown: files });
  if (first && config.open === false) showComposer().focus(); // the form that asked for an address is done
}

// In a moment: after a reconnect many entries come at once.
function noteRead() {
  clearTimeout(reading);
  reading = setTimeout(markRead, settles);
}

function markRead() {
  const from_city = log.items.filter(({ kind }) => kind === 'agent' || kind === 'auto').map(({ seq }) => seq);
  const newest = Math.max(0, ...from_city);
  if (opened && !document.hidden) {
    if (newest) socket.seen(newest);
    return host.tell('unread', 0);
  }
  const before = socket.seenBefore();
  return host.tell('unread', from_city.filter((seq) => seq > before).length);
}

// The token of the session, which begins if there is none yet.
function token() {
  if (line.phase === 'ready') return Promise.resolve(line.token);
  socket.start();
  return new Promise((done) => readiness.push(done));
}

const leaves = () => nothingSaid() && config.open === false;
// What the composer is made from.
const recipe = () => JSON.stringify([leaves(), config.uploads, config.text_me, language()]);

function showComposer() {
  const acts = { say, token, alert, typing: socket.typing, contact: keepContact };
  form = { ...composer(config, leaves(), acts, form?.state()), recipe: recipe() };
  byId('bottom').replaceChildren(form.element);
  return form;
}

function keepContact(frame) {
  contact = { ...contact, text_me: frame.text_me };
  socket.want(frame);
}

function begin() {
  log.clear();
  contact = {};
  socket.renew();
  showAll();
  form.focus();
}

function ended() {
  if (!form) return; // it is shown
  form = null;
  const again = button(t('end.new'), begin, { class: 'first' });
  byId('bottom').replaceChildren(h('p', { class: 'row' }, button(t('end.print'), () => window.print()), again));
  status(log.items.at(-1)?.kind === 'ended' ? '' : t('status.ended'));
}

function more() {
  const ways = [[t('more.print'), () => window.print()]];
  const active = line.phase !== 'over';
  if (active) ways.unshift([t('more.contact'), () => dialogs.contact(config, contact, keepContact)]);
  if (active && config.text_me) ways.unshift([t('more.text-me'), () => dialogs.contact(config, contact, keepContact, true)]);
  if (active && !nothingSaid()) {
    ways.push([t('more.rate'), () => dialogs.survey(socket.want)]);
    ways.push([t('more.end'), () => dialogs.end(socket.want, () => socket.want({ t: 'end' }))]);
  }
  dialogs.more(ways);
}

const close = () => host.tell('close');

function header() {
  const other = Object.keys(languages).find((tag) => tag !== language());
  const focused = [...byId('actions').children].indexOf(document.activeElement);
  byId('title').textContent = config.city ? t('title.city', { city: config.city }) : t('title');
  document.title = byId('title').textContent;
  byId('actions').replaceChildren(
    button(languages[other]['language.name'], () => change(other), { lang: other, 'aria-label': t('language.label', { name: languages[other]['language.name'] }) }),
    button(t('more'), more, { 'aria-haspopup': 'dialog' }),
    ...(host.embedded ? [button(t('close'), close, { 'aria-label': t('close.label') })] : []));
  byId('actions').children[focused]?.focus(); // the buttons are new ones
  byId('emergency').textContent = config.emergency ? t('emergency', { number: config.emergency }) : '';
  byId('log').setAttribute('aria-label', t('log'));
  byId('scroll').setAttribute('aria-label', t('scroll'));
}

function notice() {
  byId('notice').replaceChildren(h('h2', null, t('notice.title')),
    h('p', null, t(config.open === false ? 'notice.closed' : 'notice.open'), ' ', config.hours ?? ''),
    h('p', null, t('notice.record'), ' ',
      config.privacy && h('a', { href: config.privacy, target: '_blank', rel: 'noopener' }, t('notice.privacy'))));
  byId('notice').hidden = !nothingSaid();
}

function showAll() {
  header();
  notice();
  if (line.phase === 'over') ended();
  else showComposer();
}

function merge(more_of_it) {
  const before = JSON.stringify(config);
  for (const key of ['city', 'open', 'hours', 'emergency', 'privacy', 'text_me', 'max_text', 'uploads'])
    if (more_of_it[key] !== undefined) config[key] = more_of_it[key];
  if (more_of_it.contact) contact = more_of_it.contact;
  if (JSON.stringify(config) !== before) refresh();
}

// New facts, and nobody loses what they are writing or where they are.
function refresh() {
  const writes = document.activeElement?.closest('#bottom');
  header();
  notice();
  if (form && !writes && line.phase !== 'over' && form.recipe !== recipe()) showComposer();
}

async function learn() {
  const asked = language();
  const answer = await fetch(`config.json?lang=${asked}`).then((one) => (one.ok ? one.json() : null)).catch(() => null);
  if (answer && asked === language()) merge(answer);
  if (!answer) setTimeout(learn, ask_again);
}

async function change(tag) {
  setLanguage(tag);
  ofBrowser.set('language', tag);
  socket.retitle(hello());
  host.tell('language', tag);
  log.redraw();
  showAll();
  await learn();
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !document.querySelector('dialog')) close();
});
document.addEventListener('visibilitychange', noteRead);
addEventListener('beforeprint', () => {
  document.title = t('print.title', { city: config.city ?? '', day: day(Date.now()) });
});
addEventListener('afterprint', header);

// What is still to be sent from before the page was loaded again.
for (const message of line.waiting) log.own({ ...message, files: message.shown });
await Promise.race([learn(), new Promise((done) => setTimeout(done, blank))]);
showAll();
byId('chat').hidden = false;
host.listen({
  open: () => {
    opened = true;
    noteRead();
    if (nothingSaid() && byId('notice').hidden === false) byId('title').focus();
    else form?.focus();
  },
  close: () => {
    markRead(); // what stands there has been seen
    opened = false;
  },
});
socket.resume();
