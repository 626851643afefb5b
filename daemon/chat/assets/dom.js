// Builds what is on the page. Text is only ever set as text: nobody's words become markup.

// h('button', { type: 'button', onclick: act }, 'Send')
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const button = (label, act, properties) => h('button', { type: 'button', onclick: act, ...properties }, label);

export const byId = (id) => document.getElementById(id);

let fields = 0;

// A control with its label, and with what helps to fill it in.
export function field(label, control, hint) {
  control.id ||= `field-${++fields}`;
  if (hint) control.setAttribute('aria-describedby', `${control.id}-hint`);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control,
    hint && h('p', { id: `${control.id}-hint`, class: 'hint' }, hint));
}

// A choice with its label behind it.
export const choice = (label, control) => h('label', { class: 'choice' }, control, label);

// A window over the chat; Escape and `button(t('do.cancel'))` leave it, and the focus goes back to where it was.
// `fill(close)` gives what is in it.
export function dialog(title, fill) {
  const heading = h('h2', { id: 'dialog-title', tabindex: -1 }, title);
  const element = h('dialog', { 'aria-labelledby': 'dialog-title' }, heading);
  const close = () => {
    element.close();
    element.remove();
  };
  element.append(...[fill(close)].flat());
  element.addEventListener('close', () => element.remove()); // by Escape
  document.body.append(element);
  element.showModal();
  heading.focus();
  return close;
}
