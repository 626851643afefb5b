// What happens, as it happens: server-sent events read from fetch (WHATWG HTML, section 9.2), taken up again
// where they broke off.
import { events, token } from './api.js';
import { report } from './notices.js';

const listeners = new Set();
let stop = null;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function tell(event) {
  for (const listener of listeners) listener(event);
}

async function read(stream, seen) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const id = /^id: (.*)$/m.exec(block);
      const data = /^data: (.*)$/m.exec(block);
      if (id) seen(id[1]);
      if (data) tell(JSON.parse(data[1]));
    }
  }
}

async function follow(signal) {
  let last = '';
  for (let wait = 1000; !signal.aborted; wait = Math.min(wait * 2, 30_000)) {
    try {
      const response = await events(last, signal);
      if (response.status === 400) last = ''; // Redis came back with another history
      if (response.ok) {
        wait = 1000;
        tell({ kind: 'connected' });
        await read(response.body, (id) => { last = id; });
      }
    } catch {
      if (signal.aborted) return;
    }
    await pause(wait);
  }
}

// As long as somebody is signed in.
export function start() {
  stop?.abort();
  stop = new AbortController();
  if (token()) follow(stop.signal);
}
export const end = () => stop?.abort();

// Returns what ends it.
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// At once, then `act` again whenever something happened, but not more often than every `ms`, and after `most` ms
// anyway. Returns what ends it.
export function keepFresh(act, ms, most) {
  let timer, last, running = false, again = false, ended = false;
  const plan = (wait) => {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(run, wait);
  };
  async function run() {
    running = true;
    again = false;
    last = Date.now();
    try {
      await act();
    } catch (failure) {
      if (!ended) report(failure);
    }
    running = false;
    plan(again ? ms : most);
  }
  const unlisten = listen(() => {
    if (running) again = true;
    else plan(Math.max(0, last + ms - Date.now()));
  });
  run();
  return () => {
    ended = true;
    clearTimeout(timer);
    unlisten();
  };
}
