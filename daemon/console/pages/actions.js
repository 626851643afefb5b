// What can be done with a request besides answering it. Each asks what it has to, does it, and then calls `done`.
import { h, field, select } from './dom.js';
import { newKey, patch, post } from './api.js';
import * as lease from './lease.js';
import { ask, say } from './notices.js';
import { me } from './session.js';
import { t } from './text.js';

export const isMine = (request) => request.holder === me.by && request.lease;

// The lease of a queue's next request, or nothing; `queues` are asked in turn.
export async function takeNext(queues) {
  for (const queue of queues) {
    const taken = await post(`queues/${encodeURIComponent(queue)}/lease`);
    if (taken) {
      lease.hold(taken.request.tracking, taken.lease, taken.until);
      return taken;
    }
  }
  return null;
}

export async function take({ tracking }) {
  const taken = await post(`requests/${tracking}/lease`);
  lease.hold(tracking, taken.lease, taken.until);
}

// False: more has come meanwhile, which is to be read first.
export async function finish({ tracking, lease: id }, seen) {
  const { finished } = await post(`leases/${id}/ack`, seen ? { seen } : {});
  if (finished) lease.forget(tracking);
  say(t(finished ? 'done.finish' : 'done.more'), finished ? 'done' : 'trouble');
  return finished;
}

export async function release({ tracking, lease: id }) {
  await post(`leases/${id}/release`);
  lease.forget(tracking);
  say(t('done.release'));
}

export function note(request, done) {
  const text = h('textarea', { rows: 4, required: true, maxlength: 10000 });
  ask(t('do.note'), field(t('ask.note'), text), async () => {
    await post(`requests/${request.tracking}/notes`, { text: text.value });
    say(t('done.note'));
    done();
  });
}

export function transfer(request, done) {
  const queue = select([['', ''], ...me.queues.filter(([name]) => name !== request.queue)], '', { required: true });
  const why = h('input', { maxlength: 1000 });
  ask(t('do.transfer'), [field(t('ask.queue'), queue), field(t('ask.reason'), why, t('ask.reason-transfer'))], async () => {
    const path = isMine(request) ? `leases/${request.lease}` : `requests/${request.tracking}`;
    await post(`${path}/transfer`, { queue: queue.value, reason: why.value });
    lease.forget(request.tracking);
    say(t('done.transfer'));
    done();
  });
}

export function close(request, done) {
  const why = h('input', { maxlength: 1000 });
  const text = h('textarea', { rows: 4, maxlength: 4000 });
  const key = newKey();
  ask(t('do.close'), [field(t('ask.reason'), why, t('ask.reason-close')), field(t('ask.text'), text, t('ask.text-close'))], async () => {
    await patch(`requests/${request.tracking}`, { status: 'closed', reason: why.value, text: text.value }, { key });
    lease.forget(request.tracking);
    say(t('done.close'));
    done();
  });
}

export async function reopen({ tracking }) {
  await patch(`requests/${tracking}`, { status: 'received' });
  say(t('done.reopen'));
}
