// Who is signed in, and what the city has. `me` is empty until somebody is.
import { get, setToken, token } from './api.js';
import { setZone } from './text.js';

export const me = {};
const ranks = ['agent', 'supervisor', 'admin'];

export const may = (role) => ranks.indexOf(me.role) >= ranks.indexOf(role);

// Who the kept token is; throws where it is nobody's.
export async function resume() {
  Object.assign(me, await get('me'));
  const { queues } = await get('queues');
  me.queues = queues.map((one) => [one.queue, one.name]);
  setZone(me.timezone);
}

export async function signIn(secret) {
  setToken(secret);
  try {
    await resume();
  } catch (failure) {
    setToken(null);
    throw failure;
  }
}

// Nothing of this person's stays in the tab: neither the token nor what they were writing.
export function signOut() {
  sessionStorage.clear();
  for (const name of Object.keys(me)) delete me[name];
}

export const isIn = () => Boolean(token() && me.by);
export const queueName = (queue) => me.queues?.find(([name]) => name === queue)?.[1] ?? queue;
