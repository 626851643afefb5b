// The line to the city, without socket, clock or page: what happened goes in with its time (ms), and each call returns
// what is to be done: { do: 'open' | 'close' | 'send' | 'entry' | 'ack' | 'fail' | … }. So that a lift, a restart of
// the daemon and a closed laptop can be tested in a moment. The protocol: docs/channels/chat.md.
//
// What a resident said waits here until the daemon says that it is kept, and goes out in order, one at a time: what is
// refused for a moment is not overtaken. Every one has an id of ours, so that sending it again after a cut counts once.

const first_wait = 1000, most_wait = 30_000, flood_wait = 60_000; // before coming back
const stable = 30_000;   // connected so long: the next cut is another matter
const silence = 30_000;  // nothing heard: ask
const patience = 10_000; // for a connection, a welcome, an acknowledgement, a pong
const typing_every = 3000;

export class Line {
  // `kept`: what saved() gave before the page was loaded again. `random`: () => 0 … 1.
  constructor({ token = null, kept = {}, random = Math.random, hello = {} } = {}) {
    this.token = token;
    this.random = random;
    this.hello = hello;      // lang, page
    this.phase = 'idle';     // connecting, greeting, ready, waiting, over (of the session), broken (of the protocol)
    this.waiting = kept.waiting ?? [];  // { cid, text, files, place, tried }
    this.wants = kept.wants ?? {};      // contact, survey, end: frames that are still to be answered
    this.last = 0;           // the highest seq that is shown
    this.read = 0;
    this.failures = 0;
    this.under_way = null;   // cid of what was sent and is not acknowledged
    this.due_at = Infinity;  // when the phase, or what is under way, has lasted too long
    this.retry_at = 0;       // nothing is sent before: the daemon asked for patience
    this.pinged = false;
    this.typed_at = -Infinity;
    this.answered = new Set(); // cids whose automatic answer came without the log
  }

  // What outlives the page: it holds the resident's words, so it belongs into this tab's storage.
  saved() {
    return { waiting: this.waiting, wants: this.wants };
  }

  // When tick() is next of use.
  due() {
    const retries = this.phase === 'ready' && this.retry_at > 0 && !this.under_way;
    return retries ? Math.min(this.due_at, this.retry_at) : this.due_at;
  }

  // Connects, or does so earlier than planned: the network is back, the page is seen again, somebody wants to write.
  start(now) {
    if (this.phase === 'ready') return this.ping(now);
    if (this.phase !== 'idle' && this.phase !== 'waiting') return [];
    this.phase = 'connecting';
    this.due_at = now + patience;
    return [{ do: 'open' }, { do: 'phase' }];
  }

  // The page goes away, or rests in the browser's cache.
  stop() {
    if (['over', 'broken', 'idle'].includes(this.phase)) return [];
    this.rest('idle');
    return [{ do: 'close' }, { do: 'phase' }];
  }

  opened(now) {
    this.phase = 'greeting';
    this.due_at = now + patience;
    const { token, last } = this;
    return [{ do: 'send', frame: { t: 'hello', v: 1, ...(token ? { token, last } : {}), ...this.hello } }];
  }

  // The socket closed, or could not be opened (1006).
  closed(code, now) {
    if (['idle', 'over', 'broken'].includes(this.phase)) return [];
    if (code === 4001) return this.over();
    if ([1002, 1003, 1007, 1008].includes(code)) {
      this.rest('broken');
      return [{ do: 'phase' }];
    }
    const dropped = code === 1009 ? this.drop(this.under_way, 'too_long') : [];
    if (this.phase === 'ready' && now - this.ready_at >= stable) this.failures = 0;
    const most = Math.min(first_wait * 2 ** this.failures, most_wait);
    this.failures += 1;
    this.rest('waiting');
    this.due_at = now + (code === 4029 ? flood_wait : 0) + most * (0.25 + 0.75 * this.random());
    return [...dropped, { do: 'phase' }];
  }

  rest(phase) {
    this.phase = phase;
    this.under_way = null;
    this.due_at = Infinity;
    this.pinged = false;
  }

  // Nothing more can be said in this session.
  over() {
    this.rest('over');
    this.token = null;
    this.wants = {};
    const lost = this.waiting.filter(({ kept_for }) => kept_for === undefined).map(({ cid }) => cid);
    this.waiting = [];
    return [...lost.map((cid) => ({ do: 'fail', cid, code: 'closed' })), { do: 'close' }, { do: 'keep' }, { do: 'phase' }];
  }

  // Another session; what was shown of the last one is the past.
  renew() {
    this.phase = 'idle';
    this.last = this.read = this.failures = this.retry_at = 0;
  }

  tick(now) {
    if (this.phase === 'waiting') return now < this.due_at ? [] : this.start(now);
    if (this.phase === 'ready' && now < this.due_at) return this.next(now);
    if (now < this.due_at) return [];
    if (this.phase === 'ready' && !this.pinged && !this.under_way) return this.ping(now);
    return [{ do: 'close' }, ...this.closed(1006, now)]; // silence for too long
  }

  ping(now) {
    if (this.pinged) return [];
    this.pinged = true;
    this.due_at = this.under_way ? this.due_at : now + patience; // what is under way tells as much, and sooner
    return [{ do: 'send', frame: { t: 'ping', n: 1 } }];
  }

  say(message, now) {
    this.waiting.push({ ...message, tried: false });
    return [{ do: 'keep' }, { do: 'phase' }, ...this.soon(now)];
  }
  // contact, survey, end: sent until it is answered.
  want(frame, now) {
    this.wants[frame.t] = frame;
    return [{ do: 'keep' }, ...this.soon(now, frame)];
  }
  soon(now, frame) {
    if (this.phase !== 'ready') return this.start(now);
    return frame ? [{ do: 'send', frame }] : this.next(now);
  }

  // Never sent later: who typed, or read, when there was no line, is of no interest.
  typing(on, now) {
    if (this.phase !== 'ready' || (on && now - this.typed_at < typing_every)) return [];
    this.typed_at = on ? now : -Infinity;
    return [{ do: 'send', frame: { t: 'typing', on } }];
  }
  seen(seq) {
    if (this.phase !== 'ready' || seq <= this.read) return [];
    this.read = seq;
    return [{ do: 'send', frame: { t: 'read', seq } }];
  }

  // The next message, when none is under way.
  next(now) {
    if (this.phase !== 'ready' || now < this.retry_at || this.under_way) return [];
    const asked = this.retry_at > 0 ? Object.values(this.wants).map((frame) => ({ do: 'send', frame })) : [];
    this.retry_at = 0;
    const message = this.waiting.find(({ kept_for }) => kept_for !== this.ready_at);
    if (!message) return asked;
    message.tried = true;
    this.under_way = message.cid;
    this.due_at = now + patience;
    const { cid, text, files, place } = message;
    return [...asked, { do: 'keep' }, { do: 'send', frame: { t: 'say', cid, text, files, place } }, { do: 'phase' }];
  }

  frame(frame, now) {
    this.pinged = false;
    if (this.phase === 'ready' && !this.under_way) this.due_at = now + silence;
    const act = { welcome: this.welcome, ack: this.ack, entry: this.entry, err: this.err, contact: this.answer, survey: this.answer }[frame.t];
    if (act) return act.call(this, frame, now);
    return frame.t === 'typing' ? [{ do: 'typing', on: frame.on === true }] : [];
  }

  welcome(frame, now) {
    if (this.phase !== 'greeting') return [];
    this.phase = 'ready';
    this.ready_at = now;
    this.due_at = now + silence;
    this.token = frame.token;
    const lost = frame.resumed ? [] : this.another();
    if (frame.closed) return [{ do: 'welcome', frame }, ...lost, ...this.over()];
    const asked = Object.values(this.wants).map((one) => ({ do: 'send', frame: one }));
    return [{ do: 'welcome', frame }, ...lost, { do: 'keep' }, { do: 'phase' }, ...asked, ...this.next(now)];
  }

  // The session is not known any more. What was never sent goes into the new one; of what was, nobody knows whether it
  // arrived, and only the resident may decide to say it twice.
  another() {
    this.last = this.read = 0;
    const unsure = this.waiting.filter(({ tried, kept_for }) => tried && !kept_for);
    this.waiting = this.waiting.filter(({ tried }) => !tried);
    return unsure.map(({ cid }) => ({ do: 'fail', cid, code: 'unsure' }));
  }

  ack({ cid, seq, track, ts, text }, now) {
    const known = this.waiting.find((one) => one.cid === cid);
    if (!known) return [];
    // Kept, but the session's log has it not yet: once more after the next welcome.
    if (seq === undefined) known.kept_for = this.ready_at;
    else this.waiting = this.waiting.filter((one) => one !== known);
    const effects = [{ do: 'ack', cid, seq, track, ts }];
    if (text && !this.answered.has(cid)) {
      this.answered.add(cid);
      effects.push({ do: 'entry', frame: { kind: 'auto', seq: Infinity, cid, text, track, ts } });
    }
    return [...effects, ...this.settled(cid, now)];
  }

  entry(frame, now) {
    if (frame.seq <= this.last) return [];
    this.last = frame.seq;
    if (frame.kind === 'auto' && this.answered.has(frame.cid)) return [];
    if (frame.kind === 'ended') return [{ do: 'entry', frame }, ...this.over()];
    if (frame.kind !== 'resident') return [{ do: 'entry', frame }];
    this.waiting = this.waiting.filter(({ cid }) => cid !== frame.cid); // the log has it: that is proof enough
    return [{ do: 'entry', frame }, ...this.settled(frame.cid, now)];
  }

  settled(cid, now) {
    if (this.under_way === cid) {
      this.under_way = null;
      this.due_at = now + silence;
    }
    return [{ do: 'keep' }, { do: 'phase' }, ...this.next(now)];
  }

  err({ code, cid, retry_ms }, now) {
    if (code === 'closed') return this.over();
    if (retry_ms !== undefined || code === 'rate' || code === 'busy') {
      this.retry_at = now + Math.max(retry_ms ?? 0, first_wait);
      if (cid === this.under_way) this.under_way = null;
      this.due_at = now + silence;
      return [{ do: 'phase' }];
    }
    if (cid) return [...this.drop(cid, code), ...this.settled(cid, now)];
    const about = ['contact', 'survey'].find((t) => t in this.wants);
    delete this.wants[about];
    return about ? [{ do: 'refused', about, code }, { do: 'keep' }] : [];
  }

  drop(cid, code) {
    if (!cid) return [];
    this.waiting = this.waiting.filter((one) => one.cid !== cid);
    return [{ do: 'fail', cid, code }, { do: 'keep' }];
  }

  answer(frame) {
    delete this.wants[frame.t];
    return [{ do: 'answer', frame }, { do: 'keep' }];
  }
}
