// Words and times in the resident's language, and what in a text is an address.
import en from './en.js';
import es from './es.js';

export const languages = { en, es };
let chosen = 'en';

export const language = () => chosen;

// The first of the tags that the chat speaks: "es-US" is Spanish.
export const known = (tags) => tags.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => tag in languages) ?? 'en';

export function setLanguage(tag) {
  chosen = tag;
  document.documentElement.lang = tag;
}

// "{name}" in a text is replaced.
export function t(key, values = {}) {
  return languages[chosen][key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
// One or several: two texts.
export const count = (key, n) => t(n === 1 ? `${key}-one` : `${key}-more`, { n });

// With its day, if that is not today.
export function time(ms, now = Date.now()) {
  const same = new Date(ms).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(chosen, same ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(ms));
}
export const day = (ms) => new Intl.DateTimeFormat(chosen, { dateStyle: 'long' }).format(new Date(ms));

const units = [['MB', 1 << 20], ['KB', 1 << 10]];
export function size(bytes) {
  const [name, of] = units.find(([, least]) => bytes >= least) ?? units[1];
  return `${new Intl.NumberFormat(chosen, { maximumFractionDigits: 1 }).format(bytes / of)} ${name}`;
}

// "See https://riverbend.example/bins." → text and addresses in turn: [{ text }, { href }, …]. A dot or a bracket that
// ends a sentence is none of the address.
export function parts(text) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+/gi)) {
    const href = match[0].replace(/[.,;:!?)\]}'’»]+$/, '');
    if (!parses(href)) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ href });
    at = match.index + href.length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}
function parses(href) {
  try { return Boolean(new URL(href)); } catch { return false; }
}
