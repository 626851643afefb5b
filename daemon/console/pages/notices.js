// What the page says about what was done, where screen readers hear it, and questions in dialogs.
import { h, button } from './dom.js';
import { t } from './text.js';

const shown = 8000;

export function say(text, kind = 'done') {
  const notice = h('p', { class: kind }, text);
  document.getElementById('notices').replaceChildren(notice);
  setTimeout(() => notice.remove(), kind === 'done' ? shown : 3 * shown);
}

// A problem of the API: in our words where we have some for it, else in the daemon's.
export function reason(failure) {
  const ours = t(`problem.${failure.error}`);
  return ours === `problem.${failure.error}` ? failure.message : ours;
}
export function report(failure) {
  if (failure.name === 'AbortError' || failure.status === 401) return; // signed out: that page says so
  say(reason(failure), 'trouble');
}

// Does something for a click; what fails is said.
export const tried = (act) => async (...words) => {
  try {
    return await act(...words);
  } catch (failure) {
    return report(failure);
  }
};

// A dialog with a form. `body` is what is in it; `submit` does it, and the dialog closes unless it throws or
// says false. Ctrl+Enter submits from any field.
export function ask(title, body, submit, { confirm = t('do.ok'), wide = false } = {}) {
  const trouble = h('p', { class: 'trouble', role: 'alert' });
  const id = 'dialog-title';
  let under_way = false;
  const form = h('form', {
    method: 'dialog',
    onsubmit: async (event) => {
      event.preventDefault();
      if (under_way) return;
      under_way = true;
      trouble.textContent = '';
      try {
        if ((await submit(form)) !== false) dialog.close();
      } catch (failure) {
        trouble.textContent = reason(failure);
      }
      under_way = false;
    },
    onkeydown: (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    },
  }, h('h2', { id }, title), body, trouble, h('p', { class: 'actions' },
    confirm && h('button', { type: 'submit', class: 'first' }, confirm),
    button(confirm ? t('do.cancel') : t('do.close-dialog'), () => dialog.close())));
  const dialog = h('dialog', { 'aria-labelledby': id, class: wide ? 'wide' : null, onclose: () => dialog.remove() }, form);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export const isAsking = () => document.querySelector('dialog[open]') !== null;
