// The worker API, as docs/openapi.yaml has it. The token lies in this tab's session storage and goes out in a
// header only, never in an address.

const place = 'crosstown.token';
let lost = () => {};

export const token = () => sessionStorage.getItem(place);
export const setToken = (value) => (value ? sessionStorage.setItem(place, value) : sessionStorage.removeItem(place));

// Called when the daemon does not know the token any more.
export const whenLost = (act) => { lost = act; };

// RFC 9457; `error` is for programs.
export class Problem extends Error {
  constructor(status, problem) {
    super(problem.detail ?? String(status));
    this.status = status;
    this.error = problem.error ?? 'unreachable';
  }
}

function send(path, options) {
  const headers = { ...options.headers };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  return fetch(`/api/v1/${path}`, { ...options, headers, cache: 'no-store' });
}

async function problem(response) {
  const words = await response.json().catch(() => ({}));
  if (response.status === 401 && token()) lost();
  return new Problem(response.status, words);
}

async function call(method, path, body, { key, signal } = {}) {
  const headers = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (key) headers['Idempotency-Key'] = key;
  let response;
  try {
    response = await send(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0, {});
  }
  if (!response.ok) throw await problem(response);
  return response.status === 204 ? null : response.json();
}

export const get = (path, options) => call('GET', path, undefined, options);
export const post = (path, body = {}, options = {}) => call('POST', path, body, options);
export const patch = (path, body, options) => call('PATCH', path, body, options);
export const drop = (path) => call('DELETE', path);

// Attachments need the token, too, so the page fetches them: an object URL, which the caller revokes.
export async function content(path) {
  const response = await send(path.replace(/^\/api\/v1\//, ''), {});
  if (!response.ok) throw await problem(response);
  return URL.createObjectURL(await response.blob());
}

// Prometheus' text, for what nothing else tells: [{name, labels, value}].
export async function metrics() {
  const text = await (await fetch('/metrics', { cache: 'no-store' })).text();
  return [...text.matchAll(/^(\w+)\{(.*)\} (\S+)$/gm)].map(([, name, labels, value]) => ({
    name, value: Number(value),
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, word]) => [key, word])),
  }));
}

// The events' stream, as bytes: EventSource could not send the token.
export const events = (after, signal) => send('events', { signal, headers: after ? { 'Last-Event-ID': after } : {} });

// So that a call that is repeated does its work once. Not randomUUID, which needs TLS or this very machine.
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
