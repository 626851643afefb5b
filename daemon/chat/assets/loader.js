// The chat's button on a page of the city's, and the frame behind it:
//   <script async src="https://311.riverbend.example/chat/web-chat/loader.js"></script>
// data-lang="es" fixes the language; else the page's own decides. Everything of the chat lies in a frame of our own
// address, made when it is first opened: the page's styles do not reach it, and its policy has to allow script-src
// and frame-src for that address, nothing else. Styles are set through the CSSOM, which no policy forbids.
// The page may use window.Crosstown: open(), close(), on('unread', (count) => …).
(() => {
  const script = document.currentScript;
  if (!script || window.Crosstown) return;
  const address = new URL('frame', script.src);
  const words = {
    en: { open: 'Chat with us', close: 'Close the chat', panel: 'Chat', unread: (n) => `${n} new` },
    es: { open: 'Chatee con nosotros', close: 'Cerrar el chat', panel: 'Chat', unread: (n) => `${n} sin leer` },
  };
  const fixed = script.dataset.lang !== 'auto' && script.dataset.lang;
  let language = [fixed, document.documentElement.lang, ...navigator.languages]
    .map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => tag in words) ?? 'en';
  // Remembered for this tab: who had the chat open before going to the city's next page is told there of an answer.
  const place = `crosstown.chat:${address.pathname}`;
  const kept = (act) => { try { return act(sessionStorage); } catch { return null; } };
  // As wide as a phone or less, or as low as one that lies on its side or is zoomed: the panel takes all there is.
  const small = matchMedia('(max-width: 480px), (max-height: 480px)');
  const listeners = [];
  let frame = null, unread = 0;

  const element = (tag, style, attributes) => {
    const made = document.createElement(tag);
    made.style.cssText = style;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const host = element('div', 'all:initial', {});
  const root = host.attachShadow({ mode: 'open' });
  const button = element('button', 'position:fixed;right:max(1rem,env(safe-area-inset-right));bottom:max(1rem,env(safe-area-inset-bottom));' +
    'z-index:2147483000;min-height:44px;max-width:calc(100vw - 2rem);padding:.6rem 1.1rem;border:2px solid #fff;border-radius:1.5rem;background:#0b4f8a;' +
    'color:#fff;font:600 1rem/1.4 system-ui,sans-serif;outline-offset:2px;cursor:pointer',
  { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'panel' });
  const panel = element('div', '', { id: 'panel', role: 'dialog' });

  function label() {
    const said = words[language];
    button.lang = panel.lang = language;
    button.textContent = isOpen() ? said.close : said.open + (unread ? ` (${said.unread(unread)})` : '');
    panel.setAttribute('aria-label', said.panel);
    if (frame) frame.title = said.panel;
  }
  const isOpen = () => !panel.hidden;

  // With a phone's keyboard on the screen, what is left of it.
  function arrange() {
    const seen = window.visualViewport;
    panel.style.cssText = 'position:fixed;z-index:2147483001;overflow:hidden;background:Canvas;' + (small.matches
      ? `left:0;right:0;top:${seen?.offsetTop ?? 0}px;height:${seen ? `${seen.height}px` : '100%'}`
      : 'right:1rem;bottom:calc(2rem + 44px);width:min(25rem,calc(100vw - 2rem));height:min(42rem,calc(100vh - 3rem - 44px));' +
        'border:1px solid #767676;border-radius:.6rem;box-shadow:0 .3rem 1.5rem rgb(0 0 0/35%)');
    if (panel.hidden) panel.style.display = 'none';
    button.style.visibility = isOpen() && small.matches ? 'hidden' : ''; // it would have the focus behind the panel
  }

  function load() {
    if (frame) return;
    // What the frame cannot know: the page's language, and where the chat was opened.
    const said = new URLSearchParams({ lang: language, page: location.origin + location.pathname });
    frame = element('iframe', 'display:block;width:100%;height:100%;border:0', { src: `${address}#${said}`, allow: 'geolocation' });
    panel.append(frame);
    label();
  }
  const tell = (what) => frame?.contentWindow?.postMessage({ crosstown: what }, address.origin);

  function open() {
    load();
    panel.hidden = false;
    unread = 0;
    button.setAttribute('aria-expanded', 'true');
    kept((store) => store.setItem(place, 'open'));
    arrange();
    label();
    frame.focus();
    tell('open');
  }
  function close(back = true) {
    if (!isOpen()) return;
    panel.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    arrange();
    label();
    tell('close');
    if (back) button.focus();
  }

  const heard = {
    ready: () => tell(isOpen() ? 'open' : 'close'),
    close: () => close(),
    language: ({ value }) => { if (value in words) language = value; label(); },
    unread: ({ value }) => {
      unread = isOpen() ? 0 : Number(value) || 0;
      label();
      for (const listener of listeners) listener(unread);
    },
  };
  addEventListener('message', ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== address.origin) return;
    if (Object.hasOwn(heard, data?.crosstown)) heard[data.crosstown](data);
  });
  root.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
  button.addEventListener('click', () => (isOpen() ? close() : open()));
  // Whoever leaves a panel that covers the page must see where they are.
  document.addEventListener('focusin', ({ target }) => { if (small.matches && target !== host) close(false); });
  small.addEventListener('change', arrange);
  for (const change of ['resize', 'scroll']) window.visualViewport?.addEventListener(change, arrange);

  function begin() {
    panel.hidden = true;
    arrange();
    label();
    root.append(button, panel);
    try { // older Safari: the button is printed with the page
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('@media print{:host{display:none!important}}');
      root.adoptedStyleSheets = [sheet];
    } catch { /* it is */ }
    document.body.append(host);
    if (kept((store) => store.getItem(place))) load();
  }
  window.Crosstown = { open, close: () => close(), on: (event, act) => { if (event === 'unread') listeners.push(act); } };
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);
})();
