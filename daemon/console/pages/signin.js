// The page for who is not signed in: a bearer token of `access:`.
import { h, field } from './dom.js';
import { reason } from './notices.js';
import { signIn } from './session.js';
import { t } from './text.js';

// `done` is called when somebody is signed in; `why` is said first, if anything.
export function show(root, done, why) {
  const secret = h('input', { type: 'password', autocomplete: 'current-password', required: true });
  const trouble = h('p', { class: 'trouble', role: 'alert' }, why);
  const enter = async (event) => {
    event.preventDefault();
    try {
      await signIn(secret.value.trim());
    } catch (failure) {
      trouble.textContent = failure.status === 401 ? t('signin.wrong') : reason(failure);
      secret.select();
      return;
    }
    done();
  };
  root.replaceChildren(h('form', { class: 'signin', onsubmit: enter },
    h('h1', null, t('signin.title')), trouble,
    field(t('signin.token'), secret, t('signin.hint')),
    h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'first' }, t('signin.do')))));
  secret.focus();
}
