// Files that go with the next message: each is uploaded at once, and can be taken out again until it is sent.
import { h, button } from './dom.js';
import { size, t } from './text.js';

const most = 5; // in one message (docs/channels/chat.md)

const problems = { 401: 'auth', 413: 'too_large', 415: 'type', 429: 'rate' };

// Resolves with what `upload` gave. Not fetch: it cannot tell how far it is.
function send(file, token, progress, signal) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', 'upload');
    request.responseType = 'json';
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => (request.status === 201 && request.response
      ? done(request.response) : failed(new Error(problems[request.status] ?? 'lost')));
    request.onerror = request.ontimeout = () => failed(new Error('lost'));
    request.onabort = () => failed(new Error('removed'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

export class Files {
  // `token()`: a promise of the session's; `limits`: { max_size, types }; `say(text)`: to whoever cannot see it.
  constructor(root, { token, limits, say, changed }) {
    Object.assign(this, { root, token, limits, say, changed, items: [] });
  }

  add(files) {
    for (const file of files) {
      if (this.items.length >= most) return this.say(t('file.many', { n: most }));
      if (file.size > this.limits.max_size) this.say(this.reason('too_large'));
      // A kind that the browser does not know is found out by the daemon.
      else if (file.type && !this.limits.types.includes(file.type)) this.say(this.reason('type'));
      else this.begin({ file });
    }
    return undefined;
  }

  reason(code) {
    return t(`file.${code}`, { size: size(this.limits.max_size) });
  }

  begin(item) {
    const { file } = item;
    item.bar = h('progress', { max: 1, value: 0, 'aria-label': file.name });
    item.state = h('span', { class: 'hint' }, t('file.waiting'));
    item.trouble = h('span', { class: 'trouble' });
    item.again = button(t('file.again'), () => this.upload(item), { class: 'plain', hidden: true });
    item.element = h('li', null, `${file.name} (${size(file.size)}) `, item.bar, ' ', item.state, item.trouble, ' ', item.again, ' ',
      button(t('file.remove', { name: file.name }), () => this.remove(item), { class: 'plain' }));
    this.items.push(item);
    this.root.append(item.element);
    if (item.sent) this.arrived(item);
    else this.upload(item);
    this.changed();
  }

  // Those of a composer that is replaced, as in another language. What has not arrived begins anew.
  adopt(items) {
    for (const { file, sent, abort } of items) {
      abort?.abort();
      this.begin({ file, sent });
    }
  }

  arrived({ bar, state }) {
    bar.hidden = true;
    state.textContent = t('file.done');
  }

  async upload(item) {
    item.abort = new AbortController();
    item.again.hidden = true;
    item.bar.hidden = false;
    item.trouble.textContent = '';
    item.going = true;
    item.state.textContent = t('file.waiting');
    try {
      const token = await this.token();
      if (item.abort.signal.aborted) return;
      item.sent = await send(item.file, token, (part) => {
        item.bar.value = part;
        item.state.textContent = t('file.going', { n: Math.floor(part * 100) });
      }, item.abort.signal);
      this.arrived(item);
    } catch ({ message }) {
      if (message === 'removed') return;
      item.state.textContent = '';
      item.trouble.textContent = this.reason(['auth', 'too_large', 'type', 'rate'].includes(message) ? message : 'lost');
      item.again.hidden = message === 'too_large' || message === 'type';
      item.bar.hidden = true;
      this.say(item.trouble.textContent);
    }
    item.going = false;
    this.changed();
  }

  remove(item) {
    item.abort?.abort();
    this.items = this.items.filter((one) => one !== item);
    item.element.remove();
    this.changed(true);
  }

  // Whether one has not arrived yet.
  busy() {
    return this.items.some(({ going }) => going);
  }

  // Those that arrived; the list is empty then.
  take() {
    const ready = this.items.filter(({ sent }) => sent).map(({ sent }) => sent);
    for (const { element } of this.items) element.remove();
    this.items = [];
    return ready;
  }
}
