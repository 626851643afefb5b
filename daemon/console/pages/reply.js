// The form that answers a resident. A text that was not sent stays in this tab until it is.
import { h, field } from './dom.js';
import { newKey, post } from './api.js';
import { reason, say } from './notices.js';
import { t } from './text.js';

const place = (tracking) => `crosstown.draft.${tracking}`;

// `sent` is called when the reply is on its way. Returns the element, `focus`, and `insert` for scripted answers.
export function form(tracking, sent) {
  const text = h('textarea', { rows: 5, required: true, maxlength: 16384 });
  text.value = sessionStorage.getItem(place(tracking)) ?? '';
  const count = h('span', { class: 'hint' });
  const trouble = h('p', { class: 'trouble', role: 'alert' });
  let key = newKey(); // of this text: pressed twice, it goes out once
  let under_way = false;

  const tell = () => { count.textContent = t('reply.count', { n: [...text.value].length }); };
  const changed = () => {
    key = newKey();
    sessionStorage.setItem(place(tracking), text.value);
    tell();
  };
  const send = async (event) => {
    event?.preventDefault();
    if (under_way || !text.reportValidity()) return;
    under_way = true;
    trouble.textContent = '';
    try {
      await post(`requests/${tracking}/replies`, { text: text.value }, { key });
      text.value = '';
      changed();
      sessionStorage.removeItem(place(tracking));
      say(t('done.reply'));
      sent();
    } catch (failure) {
      trouble.textContent = reason(failure);
    }
    under_way = false;
  };
  text.addEventListener('input', changed);
  tell();
  const element = h('form', {
    class: 'reply', onsubmit: send,
    onkeydown: (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event); },
  }, field(t('reply.label'), text), trouble, h('p', { class: 'actions' },
    h('button', { type: 'submit', class: 'first' }, t('reply.send')), count));
  return {
    element,
    focus: () => text.focus(),
    insert: (words) => {
      text.value = [text.value.trimEnd(), words].filter(Boolean).join('\n\n');
      changed();
      text.focus();
    },
  };
}
