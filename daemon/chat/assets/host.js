// The page around the frame (loader.js): it says when the chat is opened and closed, and is told what its button shows.
// Only the daemon lets a page embed the frame (frame-ancestors); whoever else posts something is not heard.
const inside = window.parent !== window;
const said = new URLSearchParams(location.hash.slice(1));
let origin = null;

export const embedded = inside;
export const wanted = said.get('lang');
// The address of the page that shows the chat.
export const page = said.get('page') ?? location.origin + location.pathname;

// Before the page has said anything, `ready` is all that it may be told.
export function tell(what, value) {
  if (inside && (origin || what === 'ready')) window.parent.postMessage({ crosstown: what, value }, origin ?? '*');
}

// `acts`: { open, close }
export function listen(acts) {
  addEventListener('message', (event) => {
    if (!inside || event.source !== window.parent || !Object.hasOwn(acts, event.data?.crosstown)) return;
    origin = event.origin;
    acts[event.data.crosstown]();
  });
  tell('ready');
}
