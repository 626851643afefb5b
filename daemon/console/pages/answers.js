// The answer book beside the reply: what was suggested for the message, and a search as one types.
import { h, field, settled } from './dom.js';
import { get, query } from './api.js';
import { report } from './notices.js';
import { t } from './text.js';

const search = (q, language, signal) => get(`answers?${query({ q, language })}`, { signal }).then(({ answers }) => answers);

// Suggestions have no text: their titles find it.
async function suggested(suggestions, language) {
  const found = await Promise.all(suggestions.map(async ({ id, title }) =>
    (await search(title, language)).find((answer) => answer.id === id)));
  return found.filter(Boolean);
}

// `take(text)` is given what was chosen. Returns the element, and `focus`.
export function panel(suggestions, language, take) {
  const list = h('ul', { class: 'answers' });
  const count = h('p', { class: 'hint', role: 'status' });
  const word = h('input', { type: 'search', autocomplete: 'off', maxlength: 500 });
  let under_way = new AbortController();

  const show = (answers, said) => {
    list.replaceChildren(...answers.map(({ title, text }) => h('li', null,
      h('button', { type: 'button', lang: language, onclick: () => take(text) }, h('strong', null, title), h('span', null, text)))));
    count.textContent = said;
  };
  const look = async () => {
    under_way.abort();
    under_way = new AbortController();
    const q = word.value.trim();
    try {
      if (!q) {
        const some = await suggested(suggestions ?? [], language);
        show(some, some.length ? t('answers.suggested') : '');
      } else {
        const found = await search(q, language, under_way.signal);
        show(found, t('answers.found', { n: found.length }));
      }
    } catch (failure) {
      report(failure);
    }
  };
  word.addEventListener('input', settled(look, 120));

  const element = h('section', {
    class: 'book', 'aria-label': t('answers.title'),
    onkeydown: (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === 'Enter' && event.target === word) list.querySelector('button')?.click();
      if (event.key === 'Enter' && event.target === word) event.preventDefault();
      if (!step) return;
      event.preventDefault();
      const stops = [word, ...list.querySelectorAll('button')];
      stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(event.target) + step))].focus();
    },
  }, field(t('answers.search'), word, t('answers.hint')), count, list);
  look();
  return { element, focus: () => word.focus() };
}
