// Builds what is on the page. Text is only ever set as text: a resident's words never become markup.

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// h('button', { type: 'button', onclick: act }, 'Take')
export const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);

// The same for SVG.
export const s = (tag, properties, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);

export const button = (label, act, properties) => h('button', { type: 'button', onclick: act, ...properties }, label);

let fields = 0;

// A labelled control: what is in `control` is wrapped and gets an id.
export function field(label, control, hint) {
  control.id ||= `field-${++fields}`;
  if (hint) control.setAttribute('aria-describedby', `${control.id}-hint`);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control,
    hint && h('p', { id: `${control.id}-hint`, class: 'hint' }, hint));
}

export function select(options, chosen, properties) {
  return h('select', properties, options.map(([value, label]) =>
    h('option', { value, selected: value === chosen }, label)));
}

// `columns`: headings. `rows`: lists of cells. On a narrow screen each row is a block of its own (style.css),
// so the roles are said outright: another display would take them away.
export function table(caption, columns, rows) {
  return h('table', { role: 'table' },
    h('caption', null, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
      columns.map((column) => h('th', { role: 'columnheader', scope: 'col' }, column)))),
    h('tbody', { role: 'rowgroup' }, rows.map((cells) => h('tr', { role: 'row' },
      cells.map((cell, n) => h(n ? 'td' : 'th', { role: n ? 'cell' : 'rowheader', scope: n ? null : 'row', 'data-label': columns[n] }, cell))))));
}

// Terms and what they are; pairs without a value are left out.
export const terms = (pairs) => h('dl', null, pairs.filter(([, value]) => value || value === 0)
  .map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));

// Calls `act` when nothing was typed for `ms`.
export function settled(act, ms) {
  let timer;
  return (...words) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...words), ms);
  };
}
