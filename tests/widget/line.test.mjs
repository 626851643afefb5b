// The chat's line without a browser: what is done when a message is sent, when the line is cut, when the daemon asks
// for patience. Time and chance are passed in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const source = readFileSync(new URL('../../daemon/chat/assets/line.js', import.meta.url), 'utf8');
const { Line } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const welcome = (more) => ({ t: 'welcome', v: 1, token: 'c1.a', ...more });
const frames = (effects) => effects.filter((one) => one.do === 'send').map(({ frame }) => frame);
const kinds = (effects) => frames(effects).map(({ t }) => t);
const said = (effects) => frames(effects).filter(({ t }) => t === 'say').map(({ text }) => text);
const failed = (effects) => effects.filter((one) => one.do === 'fail').map(({ cid, code }) => [cid, code]);
const does = (effects, what) => effects.some((one) => one.do === what);
const message = (text) => ({ cid: `cid-${text}`, text });

// A line that has a session, at 0 ms.
function ready(options = {}, more = {}) {
  const line = new Line({ random: () => 1, ...options });
  line.start(0);
  line.opened(0);
  line.frame(welcome(more), 0);
  return line;
}

test('a first message opens the line, greets, and goes out', () => {
  const line = new Line({ hello: { lang: 'es', page: 'https://riverbend.example/' } });
  assert.ok(does(line.say(message('a'), 0), 'open'));
  assert.deepEqual(frames(line.opened(10)), [{ t: 'hello', v: 1, lang: 'es', page: 'https://riverbend.example/' }]);
  assert.deepEqual(said(line.frame(welcome(), 20)), ['a']);
  assert.equal(line.token, 'c1.a');
});

test('messages go one at a time, each after the last is kept', () => {
  const line = ready();
  assert.deepEqual(said(line.say(message('a'), 1)), ['a']);
  assert.deepEqual(said(line.say(message('b'), 2)), []);
  assert.deepEqual(said(line.frame({ t: 'ack', cid: 'cid-a', seq: 1 }, 3)), ['b']);
  line.frame({ t: 'ack', cid: 'cid-b', seq: 2 }, 4);
  assert.deepEqual(line.waiting, []);
});

test('after a cut the session goes on from what was shown, and what is not acknowledged is said again', () => {
  const line = ready();
  line.frame({ t: 'entry', seq: 4, kind: 'agent', text: 'x' }, 1);
  line.say(message('a'), 2);
  line.closed(1006, 3);
  line.say(message('b'), 4);
  line.tick(line.due());
  assert.deepEqual(frames(line.opened(2000))[0], { t: 'hello', v: 1, token: 'c1.a', last: 4 });
  assert.deepEqual(said(line.frame(welcome({ resumed: true }), 2001)), ['a']);
  // The log had it: only the acknowledgement was lost.
  assert.deepEqual(said(line.frame({ t: 'entry', seq: 5, kind: 'resident', cid: 'cid-a', text: 'a' }, 2002)), ['b']);
});

test('an entry is shown once', () => {
  const line = ready();
  const entry = { t: 'entry', seq: 1, kind: 'agent', text: 'x' };
  assert.ok(does(line.frame(entry, 1), 'entry'));
  assert.deepEqual(line.frame(entry, 2), []);
});

test('an automatic answer that came without the log is shown at once, and once', () => {
  const line = ready();
  line.say(message('a'), 1);
  const early = line.frame({ t: 'ack', cid: 'cid-a', text: 'Call 911', ts: 5 }, 2).filter((effect) => effect.do === 'entry');
  assert.deepEqual(early.map(({ frame }) => [frame.kind, frame.text]), [['auto', 'Call 911']]);
  const later = line.frame({ t: 'entry', seq: 1, kind: 'auto', cid: 'cid-a', text: 'Call 911', ts: 5 }, 3);
  assert.ok(!does(later, 'entry'));
});

test('what is kept already is not told to be lost when the session ends', () => {
  const line = ready();
  line.say(message('a'), 1);
  line.frame({ t: 'ack', cid: 'cid-a', ts: 5 }, 2);
  assert.ok(!does(line.closed(4001, 3), 'fail'));
});

test('kept but not in the log yet: said again after the next welcome, and not before', () => {
  const line = ready();
  line.say(message('a'), 1);
  assert.deepEqual(said(line.frame({ t: 'ack', cid: 'cid-a' }, 2)), []);
  assert.deepEqual(said(line.say(message('b'), 3)), ['b']);
  line.frame({ t: 'ack', cid: 'cid-b', seq: 1 }, 4);
  line.closed(1012, 5);
  line.tick(line.due());
  line.opened(2000);
  assert.deepEqual(said(line.frame(welcome({ resumed: true }), 2001)), ['a']);
});

test('coming back: twice as long each time, 30 s at most, at once when the network is back', () => {
  for (const [random, waits] of [[1, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]], [0, [250, 500, 1000, 2000, 4000, 7500, 7500]]]) {
    const line = new Line({ random: () => random });
    line.start(0);
    for (const wait of waits) {
      line.closed(1006, 0);
      assert.equal(line.due(), wait);
      line.tick(wait);
    }
    line.closed(1006, 0);
    assert.ok(does(line.start(1), 'open'), 'earlier than planned');
  }
});

test('a connection that was stable begins a new series; one that is cut at once does not', () => {
  for (const [lasted, wait] of [[30_000, 1000], [29_999, 4000]]) {
    const line = new Line({ random: () => 1 });
    line.start(0);
    line.closed(1006, 0);
    line.tick(1000);
    line.closed(1006, 1000);
    line.tick(3000);
    line.opened(3000);
    line.frame(welcome(), 3000);
    line.closed(1006, 3000 + lasted);
    assert.equal(line.due() - 3000 - lasted, wait);
  }
});

test('who was too much waits a minute', () => {
  const line = ready();
  line.closed(4029, 0);
  assert.equal(line.due(), 61_000);
});

test('what does not answer is given up: a connection, a welcome, a message, a ping', () => {
  const at = (line, time) => does(line.tick(time), 'close');
  const connecting = new Line({});
  connecting.start(0);
  assert.ok(!at(connecting, 9_999) && at(connecting, 10_000));
  const greeting = new Line({});
  greeting.start(0);
  greeting.opened(5);
  assert.ok(!at(greeting, 10_000) && at(greeting, 10_005));
  const saying = ready();
  saying.say(message('a'), 7);
  assert.ok(!at(saying, 10_006) && at(saying, 10_007));
  assert.deepEqual(saying.waiting.map(({ text }) => text), ['a']);
  const silent = ready();
  assert.deepEqual(kinds(silent.tick(30_000)), ['ping']);
  assert.deepEqual(silent.start(35_000), [], 'who comes back to the page does not put it off');
  assert.ok(!at(silent, 39_999) && at(silent, 40_000));
  const alive = ready();
  alive.tick(30_000);
  alive.frame({ t: 'pong', n: 1 }, 30_100);
  assert.equal(alive.due(), 60_100);
});

test('asked for patience, it waits and keeps the order', () => {
  const line = ready();
  line.say(message('a'), 1);
  line.frame({ t: 'err', code: 'rate', cid: 'cid-a', retry_ms: 2000 }, 10);
  assert.deepEqual(said(line.say(message('b'), 11)), []);
  assert.equal(line.due(), 2010);
  assert.deepEqual(said(line.tick(2010)), ['a']);
  assert.deepEqual(said(line.frame({ t: 'ack', cid: 'cid-a', seq: 1 }, 2011)), ['b']);
});

test('what can never be sent fails by name, and the next one goes', () => {
  const line = ready();
  line.say(message('a'), 1);
  line.say(message('b'), 2);
  const effects = line.frame({ t: 'err', code: 'too_long', cid: 'cid-a' }, 3);
  assert.deepEqual(failed(effects), [['cid-a', 'too_long']]);
  assert.deepEqual(said(effects), ['b']);
  assert.deepEqual(failed(line.closed(1009, 4)), [['cid-b', 'too_long']]);
});

test('where the session is gone, what was sent is uncertain, and what was not goes into the new one', () => {
  const line = ready();
  line.say(message('a'), 1);
  line.say(message('b'), 2);
  line.closed(1006, 3);
  line.tick(line.due());
  line.opened(2000);
  const effects = line.frame(welcome({ gone: true, token: 'c1.b' }), 2001);
  assert.deepEqual(failed(effects), [['cid-a', 'unsure']]);
  assert.deepEqual(said(effects), ['b']);
  assert.equal(line.token, 'c1.b');
});

test('a session that ends takes nothing more, and forgets its token', () => {
  for (const end of [(line) => line.closed(4001, 2), (line) => line.frame({ t: 'entry', seq: 1, kind: 'ended', by: 'resident' }, 2),
    (line) => line.frame({ t: 'err', code: 'closed', cid: 'cid-a' }, 2)]) {
    const line = ready();
    line.say(message('a'), 1);
    assert.deepEqual(failed(end(line)), [['cid-a', 'closed']]);
    assert.deepEqual([line.phase, line.token, line.due()], ['over', null, Infinity]);
    assert.deepEqual(line.start(3), []);
    line.renew();
    assert.ok(does(line.say(message('b'), 4), 'open'));
  }
});

test('a line that breaks the protocol does not come back', () => {
  for (const code of [1002, 1003, 1007, 1008]) {
    const line = ready();
    line.closed(code, 1);
    assert.deepEqual([line.phase, line.due()], ['broken', Infinity]);
  }
});

test('how to be reached is said until it is answered', () => {
  const line = ready();
  const contact = { t: 'contact', phone: '(801) 555-0123', text_me: true };
  assert.deepEqual(frames(line.want(contact, 1)), [contact]);
  line.closed(1006, 2);
  line.tick(line.due());
  line.opened(2000);
  assert.deepEqual(frames(line.frame(welcome({ resumed: true }), 2001)), [contact]);
  line.frame({ ...contact, phone: '+18015550123' }, 2002);
  assert.deepEqual(line.wants, {});
  line.want(contact, 2003);
  assert.deepEqual(line.frame({ t: 'err', code: 'phone' }, 2004)[0], { do: 'refused', about: 'contact', code: 'phone' });
  assert.deepEqual(line.wants, {});
});

test('a page that is loaded again says what it had not sent', () => {
  const line = ready();
  line.say(message('a'), 1);
  line.closed(1006, 2);
  const again = new Line({ token: line.token, kept: JSON.parse(JSON.stringify(line.saved())) });
  again.start(0);
  again.opened(0);
  assert.deepEqual(said(again.frame(welcome({ resumed: true }), 1)), ['a']);
});

test('typing is told at most every three seconds, and nothing of it without a line', () => {
  const line = ready();
  const told = [0, 1000, 3000, 3001].map((now) => kinds(line.typing(true, now)).length);
  assert.deepEqual(told, [1, 0, 1, 0]);
  line.closed(1006, 4000);
  assert.deepEqual(line.typing(true, 9000), []);
});

test('a page at rest closes, and goes on afterwards', () => {
  const line = ready();
  line.say(message('a'), 1);
  assert.ok(does(line.stop(), 'close'));
  assert.deepEqual(line.closed(1006, 2), []);
  assert.equal(line.due(), Infinity);
  assert.ok(does(line.start(3), 'open'));
});
