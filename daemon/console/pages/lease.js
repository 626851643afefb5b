// The leases that this tab holds: kept from running out as long as somebody is at work here, told when they are
// over all the same.
import { post, token } from './api.js';
import { say } from './notices.js';
import { t } from './text.js';

const place = 'crosstown.leases';
const idle = 30 * 60_000; // then a request should go to somebody who is there
const look = 5_000;

const held = new Map(JSON.parse(sessionStorage.getItem(place) ?? '[]')); // number → { lease, until, length (ms) }
let active = Date.now();
for (const sign of ['keydown', 'pointerdown']) addEventListener(sign, () => { active = Date.now(); }, { passive: true });

const keep = () => sessionStorage.setItem(place, JSON.stringify([...held]));

export const list = () => [...held.keys()];

export function hold(tracking, lease, until) {
  held.set(tracking, { lease, until, length: Math.max(1000, new Date(until) - Date.now()) });
  keep();
}
export function forget(tracking) {
  if (held.delete(tracking)) keep();
}
export function forgetAll() {
  held.clear();
  keep();
}

async function extend(tracking, one) {
  try {
    const { until } = await post(`leases/${one.lease}/extend`);
    if (held.get(tracking) === one) hold(tracking, one.lease, until);
  } catch (failure) {
    if (![403, 404, 409].includes(failure.status) || failure.error === 'busy') return; // another time
    forget(tracking);
    say(t('lease.lost', { tracking }), 'trouble');
  }
}

setInterval(() => {
  if (!token() || Date.now() - active > idle) return;
  for (const [tracking, one] of held)
    if (new Date(one.until) - Date.now() < one.length / 2) extend(tracking, one);
}, look);
