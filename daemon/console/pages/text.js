// Words, times and numbers in the user's language; times are the city's.
import en from './en.js';
import es from './es.js';

export const languages = { en, es };
let chosen = 'en';
let zone;

export const language = () => chosen;

function preferred() {
  const kept = localStorage.getItem('crosstown.language');
  const wanted = [kept, ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wanted.find((tag) => tag in languages) ?? 'en';
}

export function setLanguage(tag = preferred()) {
  chosen = tag;
  document.documentElement.lang = tag;
}
export function keepLanguage(tag) {
  localStorage.setItem('crosstown.language', tag);
  setLanguage(tag);
}
export const setZone = (timezone) => { zone = timezone; };

// "{name}" in a text is replaced. A word that is not the console's (a type, another program's status) stays itself.
export function t(key, values = {}) {
  const text = languages[chosen][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
// Words of the API: status.taken.
export const word = (kind, value) => languages[chosen][`${kind}.${value}`] ?? value;

export const number = (value) => new Intl.NumberFormat(chosen).format(value);

export function when(time) {
  if (!time) return '';
  return new Intl.DateTimeFormat(chosen, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date(time));
}
export const hour = (time) => new Intl.DateTimeFormat(chosen, { hour: 'numeric', timeZone: zone }).format(new Date(time));

const units = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]];

// "3 hr": since, or until, in the largest unit.
export function age(time) {
  if (!time) return '–';
  const seconds = Math.abs(Date.now() - new Date(time)) / 1000;
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? units[3];
  return new Intl.NumberFormat(chosen, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 })
    .format(Math.floor(seconds / size));
}

// "token:desk-1" → "desk-1"
export const who = (by) => (by ?? '').replace(/^token:/, '');
