// Starts the console: who is signed in, which page is shown. A page is a module with show(root, argument), which
// may return what is to be called when it is left.
import { h, button, select } from './dom.js';
import * as live from './live.js';
import * as keys from './keys.js';
import * as dead from './dead.js';
import * as desk from './desk.js';
import * as entry from './entry.js';
import * as explain from './explain.js';
import * as quarantine from './quarantine.js';
import * as requests from './requests.js';
import * as signin from './signin.js';
import * as wall from './wall.js';
import { token, whenLost } from './api.js';
import { forgetAll } from './lease.js';
import { report } from './notices.js';
import { isIn, may, me, resume, signOut } from './session.js';
import { keepLanguage, language, languages, setLanguage, t, who } from './text.js';

// In the order of the navigation; the key of each is its place there.
const pages = [['wall', wall], ['desk', desk], ['requests', requests], ['dead', dead, 'supervisor'],
  ['quarantine', quarantine, 'supervisor'], ['explain', explain]];
const root = document.getElementById('main');
let leave = () => {};

const allowed = () => pages.filter(([, , role]) => !role || may(role));
// "#desk/26-0001234-9" → the page and what it is to show.
function wanted() {
  const [name, argument] = location.hash.slice(1).split('/');
  const page = allowed().find(([one]) => one === name) ?? allowed()[1];
  return { name: page[0], page: page[1], argument: decodeURIComponent(argument ?? '') };
}

function header(current) {
  const pick = select(Object.entries(languages).map(([tag, words]) => [tag, words['language.name']]), language(), {
    'aria-label': t('language.label'),
    onchange: () => {
      keepLanguage(pick.value);
      render();
    },
  });
  const links = isIn() ? h('nav', { 'aria-label': t('nav.label') }, h('ul', null, allowed().map(([name]) =>
    h('li', null, h('a', { href: `#${name}`, 'aria-current': name === current ? 'page' : null }, t(`nav.${name}`)))))) : null;
  return [
    h('a', { href: '#main', class: 'skip', onclick: (event) => { event.preventDefault(); root.focus(); } }, t('nav.skip')),
    h('p', { class: 'brand' }, me.city ?? 'Crosstown'), links,
    h('div', { class: 'user' }, pick, isIn() && [
      button(t('nav.keys'), keys.help), h('span', null, who(me.by)), button(t('nav.out'), () => out())]),
  ];
}

function out(why) {
  live.end();
  forgetAll();
  signOut();
  render(why);
}

async function render(why) {
  leave();
  leave = () => {};
  keys.setOwn();
  const top = document.getElementById('top');
  if (!isIn()) {
    top.replaceChildren(...header().flat().filter(Boolean));
    document.title = `${t('signin.title')} – Crosstown`;
    signin.show(root, begin, why);
    return;
  }
  const { name, page, argument } = wanted();
  top.replaceChildren(...header(name).flat().filter(Boolean));
  document.title = `${t(`nav.${name}`)} – ${me.city}`;
  try {
    leave = (await page.show(root, argument)) ?? (() => {});
  } catch (failure) {
    report(failure);
  }
}

function begin() {
  live.start();
  render();
}

function commonKeys() {
  for (const [n, [name, , role]] of pages.entries())
    keys.setCommon(String(n + 1), `nav.${name}`, () => { if (!role || may(role)) location.hash = name; });
  keys.setCommon('p', 'desk.new', () => isIn() && entry.open());
  keys.setCommon('?', 'nav.keys', keys.help);
}

setLanguage();
commonKeys();
keys.watch();
whenLost(() => out(t('signin.lost')));
addEventListener('hashchange', () => { if (isIn()) render().then(() => root.focus()); });
if (token()) await resume().catch((failure) => { if (failure.status !== 401) report(failure); });
if (isIn()) begin();
else render();
