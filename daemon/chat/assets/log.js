// What was said, in the order of the session's log; what the city does not have yet stands last. Screen readers are
// told what is new (role="log"), so what stands there is not written anew without need.
import { h, button } from './dom.js';
import { parts, size, t, time } from './text.js';

const unsent = Infinity; // as a seq: behind everything that the log has

const words = (text) => h('p', { class: 'words', dir: 'auto' }, parts(text).map(({ text: plain, href }) => (href
  ? h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, href) : plain)));

// The page on which anybody with the number sees how it stands (docs/operations.md).
const number = (track) => h('a', { class: 'number', href: `../../track/${track}`, target: '_blank', rel: 'noopener' }, track);

// "Your number: {track}", the number as an element.
function withNumber(key, track) {
  const [before, after] = t(key, { track: '\n' }).split('\n');
  return [before, number(track), after];
}

export class Log {
  // `again(item)`: say it once more; `edit(item)`: back into the composer.
  constructor(root, { again, edit }) {
    this.root = root;
    this.again = again;
    this.edit = edit;
    this.clear();
  }

  clear() {
    this.items = [];
    this.numbers = new Set(); // those that were told
    this.root.replaceChildren();
  }

  // Something of this tab, before anybody else has it.
  own({ cid, text, files, place }) {
    this.put({ kind: 'resident', cid, text, files, place, seq: unsent, ts: Date.now(), state: 'waiting' });
  }

  entry(frame) {
    if (frame.kind === 'resident') {
      const known = this.find(frame.cid);
      if (known) return this.settle(frame);
      return this.put({ ...frame, state: 'sent', tells: this.tells(frame.track) });
    }
    if (frame.kind === 'status' && frame.status === 'taken') this.markRead(frame.seq);
    if (frame.kind === 'auto') this.tells(frame.track);
    return this.put(frame);
  }

  find(cid) {
    return cid && this.items.find((item) => item.cid === cid && item.kind === 'resident');
  }

  // A number is told once, where it first comes up.
  tells(track) {
    if (!track || this.numbers.has(track)) return false;
    this.numbers.add(track);
    return true;
  }

  settle({ cid, seq, track, ts }) {
    const item = this.find(cid);
    if (!item) return;
    if (item.state !== 'read') item.state = 'sent';
    item.seq = Math.min(item.seq, seq ?? item.seq);
    item.ts = ts ?? item.ts;
    if (this.tells(track)) Object.assign(item, { track, tells: true });
    this.draw(item);
  }

  setState(cid, state, code) {
    const item = this.find(cid);
    if (!item || (item.state === state && item.code === code)) return;
    Object.assign(item, { state, code });
    this.draw(item);
  }

  markRead(seq) {
    for (const item of this.items) {
      if (item.state !== 'sent' || item.seq > seq) continue;
      item.state = 'read';
      this.draw(item);
    }
  }

  remove(item) {
    this.items = this.items.filter((one) => one !== item);
    item.element.remove();
  }

  put(item) {
    const behind = this.items.findIndex(({ seq }) => seq > item.seq);
    item.element = h('div', { class: { resident: 'own', agent: 'city', auto: 'city auto' }[item.kind] ?? 'said', lang: item.lang });
    this.draw(item);
    if (behind < 0) this.items.push(item);
    else this.items.splice(behind, 0, item);
    this.root.insertBefore(item.element, behind < 0 ? null : this.items[behind + 1].element);
  }

  // In another language, which nobody needs to have read out.
  redraw() {
    this.root.setAttribute('aria-live', 'off');
    for (const item of this.items) this.draw(item, true);
    setTimeout(() => this.root.removeAttribute('aria-live'), 500);
  }

  draw(item, anew = false) {
    const { element, kind } = item;
    if (kind === 'resident') this.drawOwn(item, anew);
    else if (kind === 'agent' || kind === 'auto') element.replaceChildren(this.head(item), words(item.text ?? ''));
    else if (kind === 'status' && ['in-progress', 'closed'].includes(item.status))
      element.replaceChildren(h('p', null, withNumber(`status.${item.status}`, item.track)));
    else element.replaceChildren(h('p', null, t(kind === 'ended' ? 'status.ended' : 'status.taken')));
  }

  head({ kind, name, ts }) {
    const who = { resident: t('who.you'), auto: t('who.auto') }[kind] ?? (name || t('who.city'));
    // In the language of the chat, whatever that of the message is.
    return h('p', { class: 'who', lang: document.documentElement.lang }, t('who.at', { who, time: time(ts) }));
  }

  drawOwn(item, anew) {
    const { element, text, files = [], place } = item;
    if (anew || !element.firstChild)
      element.replaceChildren(this.head(item), ...(text ? [words(text)] : []),
        ...(files.length ? [h('ul', null, files.map((file) => h('li', null, `${file.name ?? ''} (${size(file.size ?? 0)})`)))] : []),
        ...(place ? [h('p', { class: 'hint' }, t('place.sent'))] : []),
        // Not read out with each message: what goes wrong is said by the alert, what waits by the status.
        h('p', { class: 'state', 'aria-live': 'off' }));
    element.lastChild.replaceChildren(...this.state(item));
  }

  state(item) {
    if (item.state === 'failed') {
      const known = ['too_long', 'file', 'closed', 'unsure'].includes(item.code) ? item.code : 'bad';
      const again = known === 'closed' || known === 'unsure';
      return [h('span', { class: 'failed' }, t(`fail.${known}`)), ' ', again
        ? button(t('state.again'), () => this.again(item), { class: 'plain' })
        : button(t('state.edit'), () => this.edit(item), { class: 'plain' })];
    }
    const said = h('span', { class: item.state }, t(`state.${item.state}`));
    return item.tells ? [said, '. ', ...withNumber('state.number', item.track)] : [said];
  }
}
