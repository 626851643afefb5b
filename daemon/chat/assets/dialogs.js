// The windows over the chat: what else can be done, how the city reaches the resident, how it was, the end.
import { h, button, choice, dialog, field } from './dom.js';
import { t } from './text.js';

const actions = (close, label) => h('p', { class: 'row' }, button(t('do.cancel'), close), h('button', { type: 'submit', class: 'first' }, label));

// `known`: what the city has already. value(): the frame, or null if nothing was said.
export function contactFields(config, known) {
  const name = h('input', { autocomplete: 'name', maxlength: 200 });
  const phone = h('input', { type: 'tel', autocomplete: 'tel', maxlength: 40 });
  const email = h('input', { type: 'email', autocomplete: 'email', maxlength: 254 });
  const text_me = h('input', { type: 'checkbox', 'aria-describedby': 'text-me-what' });
  for (const [control, value] of [[name, known.name], [phone, known.phone], [email, known.email]]) control.value = value ?? '';
  text_me.checked = known.text_me === true;
  const value = () => {
    const frame = { t: 'contact', name: name.value.trim(), phone: phone.value.trim(), email: email.value.trim() };
    if (config.text_me) frame.text_me = text_me.checked && frame.phone !== '';
    return frame.name || frame.phone || frame.email ? frame : null;
  };
  const element = h('div', null, field(t('contact.name'), name), field(t('contact.phone'), phone),
    config.text_me && [choice(t('contact.text-me'), text_me), h('p', { id: 'text-me-what', class: 'hint' }, t('contact.text-me-what'))],
    field(t('contact.email'), email));
  return { element, value, toTexts: () => { text_me.checked = true; phone.required = true; phone.focus(); } };
}

export function contact(config, known, keep, by_text = false) {
  const fields = contactFields(config, known);
  dialog(t(by_text ? 'more.text-me' : 'more.contact'), (close) => h('form', {
    onsubmit: (event) => {
      event.preventDefault();
      // Everything emptied: everything is taken back.
      keep(fields.value() ?? { t: 'contact', name: '', phone: '', email: '', ...(config.text_me ? { text_me: false } : {}) });
      close();
    },
  }, h('p', null, t('contact.why')), fields.element, actions(close, t('do.save'))));
  if (by_text) fields.toTexts();
}

// A thumb and a word; value(): the frame, or null without a thumb.
function surveyFields(required) {
  const thumbs = ['up', 'down'].map((value) => h('input', { type: 'radio', name: 'thumb', value, required }));
  const word = h('textarea', { rows: 2, maxlength: 500 });
  return {
    element: [h('fieldset', null, h('legend', null, t('survey.thumb')), choice(t('survey.up'), thumbs[0]), choice(t('survey.down'), thumbs[1])),
      field(t('survey.word'), word)],
    value: () => {
      const thumb = thumbs.find(({ checked }) => checked)?.value;
      return thumb ? { t: 'survey', thumb, word: word.value.trim() } : null;
    },
  };
}

export function survey(send) {
  const fields = surveyFields(true);
  dialog(t('survey.title'), (close) => h('form', {
    onsubmit: (event) => { event.preventDefault(); send(fields.value()); close(); },
  }, fields.element, actions(close, t('do.send'))));
}

// How it was can be said here for the last time.
export function end(send, finish) {
  const fields = surveyFields(false);
  dialog(t('end.title'), (close) => h('form', {
    onsubmit: (event) => {
      event.preventDefault();
      if (fields.value()) send(fields.value());
      finish();
      close();
    },
  }, h('p', null, t('end.what')), fields.element, actions(close, t('end.do'))));
}

// `ways`: [[label, act], …]
export function more(ways) {
  dialog(t('more.title'), (close) => [h('ul', null, ways.map(([label, act]) =>
    h('li', { class: 'row' }, button(label, () => { close(); act(); })))), h('p', { class: 'row' }, button(t('close'), close))]);
}
