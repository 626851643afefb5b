// The line (line.js) with a real socket, clock and storage behind it. Everything that the page has to show goes to
// `show`, an object with a function for each kind of effect.
import { Line } from './line.js';

const address = new URL('socket', location.href.split('#')[0]);
address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';

// Storage can be forbidden in a frame of another site: then the session lasts as long as the page.
function storage(name) {
  const memory = new Map();
  const own = (act) => { try { return act(window[name]); } catch { return null; } };
  const place = (key) => `crosstown.chat:${location.pathname}:${key}`;
  return {
    get: (key) => { try { return JSON.parse(own((store) => store.getItem(place(key))) ?? memory.get(key) ?? 'null'); } catch { return null; } },
    set: (key, value) => {
      memory.set(key, JSON.stringify(value));
      own((store) => (value === null ? store.removeItem(place(key)) : store.setItem(place(key), memory.get(key))));
    },
    isOurs: (key, event) => event.key === place(key),
  };
}
export const ofTab = storage('sessionStorage');
export const ofBrowser = storage('localStorage');

export function connect(show, hello) {
  const session = ofBrowser.get('session');
  const line = new Line({ token: session?.token, kept: ofTab.get('line') ?? {}, hello });
  let socket = null, timer = null;
  let held = line.token;

  const effects = {
    open: () => {
      const opened = new WebSocket(address, 'crosstown.chat.v1');
      socket = opened;
      const ifOurs = (act) => (event) => { if (socket === opened) run(act(event)); };
      opened.onopen = ifOurs(() => line.opened(Date.now()));
      opened.onmessage = ifOurs(({ data }) => heard(data));
      opened.onclose = ifOurs(({ code }) => { socket = null; return line.closed(code, Date.now()); });
    },
    close: () => { const old = socket; socket = null; old?.close(1000); },
    send: ({ frame }) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame)); },
    keep: () => {
      ofTab.set('line', line.saved());
      if (held === line.token) return;
      if (line.token) ofBrowser.set('session', { token: line.token, seen: 0 });
      else if (ofBrowser.get('session')?.token === held) ofBrowser.set('session', null); // else another tab's, and younger
      held = line.token;
    },
  };
  function heard(data) {
    let frame;
    try { frame = JSON.parse(data); } catch { return []; }
    return frame && typeof frame === 'object' ? line.frame(frame, Date.now()) : [];
  }
  function run(list) {
    for (const effect of list) (effects[effect.do] ?? show[effect.do])?.(effect);
    clearTimeout(timer);
    // Browsers take what is longer for nothing.
    const wait = Math.min(line.due() - Date.now(), 2 ** 31 - 1);
    if (line.due() < Infinity) timer = setTimeout(() => run(line.tick(Date.now())), Math.max(wait, 0));
  }

  const start = () => run(line.start(Date.now()));
  // Not before there is something to say, or to hear: looking at the chat begins no session.
  const resume = () => { if (line.token || line.waiting.length) start(); };
  addEventListener('online', () => { if (line.phase !== 'idle') start(); });
  addEventListener('offline', () => run(line.phase === 'ready' ? line.ping(Date.now()) : []));
  addEventListener('pagehide', () => run(line.stop()));
  addEventListener('pageshow', ({ persisted }) => { if (persisted) resume(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden && line.phase !== 'idle') start(); });
  // Another tab has begun a session while here nothing was said: it is ours, too.
  addEventListener('storage', (event) => {
    if (!ofBrowser.isOurs('session', event) || line.token || line.phase !== 'idle') return;
    line.token = ofBrowser.get('session')?.token ?? null;
    resume();
  });

  return {
    line, start, resume,
    say: (message) => run(line.say(message, Date.now())),
    want: (frame) => run(line.want(frame, Date.now())),
    typing: (on) => run(line.typing(on, Date.now())),
    seen: (seq) => {
      run(line.seen(seq));
      const kept = ofBrowser.get('session');
      if (kept && kept.token === line.token && kept.seen < seq) ofBrowser.set('session', { ...kept, seen: seq });
    },
    // How far this resident has read, in whichever tab.
    seenBefore: () => ofBrowser.get('session')?.seen ?? 0,
    drop: (cid) => run([...line.drop(cid), { do: 'phase' }]),
    // Another session: one that another tab has begun meanwhile, or none yet.
    renew: () => {
      line.renew();
      held = line.token = ofBrowser.get('session')?.token ?? null;
      resume();
    },
    retitle: (more) => Object.assign(line.hello, more),
  };
}
