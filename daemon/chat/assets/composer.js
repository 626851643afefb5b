// Where the resident writes. Out of hours, before anything was said, it asks for a way to answer, too.
import { h, button, dialog, field } from './dom.js';
import { contactFields } from './dialogs.js';
import { Files } from './files.js';
import { t } from './text.js';
import { ofTab } from './socket.js';

// As crypto.randomUUID, which needs TLS or this very machine.
export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// Yes or no, then the browser's own question. Resolves with a place or null.
function askForPlace() {
  return new Promise((done) => {
    dialog(t('place.title'), (close) => [h('p', null, t('place.what')), h('p', { class: 'row' },
      button(t('do.cancel'), () => { close(); done(null); }),
      button(t('place.do'), () => {
        close();
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => done({ lat: coords.latitude, lon: coords.longitude, accuracy: Math.round(coords.accuracy) }),
          () => done({ denied: true }), { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
      }, { class: 'first' }))]);
  });
}

// `config`: of config.json; `leave`: out of hours. `act`: { say(message), contact(frame), typing(on), token(), alert(text) }.
// `before`: state() of the composer that this one replaces. Returns { element, focus(), put(text), state() }.
export function composer(config, leave, act, before = {}) {
  const text = h('textarea', { rows: 2, autocomplete: 'off', enterkeyhint: leave ? null : 'send', 'aria-describedby': leave ? null : 'say-hint' });
  text.value = ofTab.get('draft') ?? '';
  const chips = h('ul', { 'aria-label': t('file.list'), hidden: true });
  const who = leave ? contactFields(config, before.contact ?? {}) : null;
  let place = null, chip = null;

  const changed = (back) => {
    chips.hidden = chips.children.length === 0;
    if (back === true) text.focus(); // the button that was pressed is gone
  };
  const files = config.uploads && new Files(chips, { token: act.token, limits: config.uploads, say: act.alert, changed });
  const forget = (back) => {
    chip?.remove();
    place = chip = null;
    changed(back);
  };

  async function share() {
    const found = await askForPlace();
    if (found?.denied) act.alert(t('place.denied'));
    else if (found) have(found);
  }
  function have(found) {
    forget();
    place = found;
    chip = h('li', null, t('place.have', { n: found.accuracy }), ' ',
      button(t('file.remove', { name: t('place.name') }), () => forget(true), { class: 'plain' }));
    chips.append(chip);
    changed(true);
  }

  function send(event) {
    event?.preventDefault();
    act.alert('');
    const words = text.value.trim();
    if (files?.busy()) return act.alert(t('say.uploading'));
    if ([...words].length > config.max_text) return act.alert(t('say.too-long', { n: config.max_text }));
    const sent = files?.take() ?? [];
    if (!words && !sent.length && !place) return text.focus();
    const message = { cid: newId(), text: words || (place && !sent.length ? t('say.place-words') : '') };
    if (sent.length) message.files = sent;
    if (place) message.place = place;
    text.value = '';
    ofTab.set('draft', '');
    forget();
    act.typing(false);
    // Before the message: the automatic answer may depend on how they can be reached.
    if (who?.value()) act.contact(who.value());
    return act.say(message);
  }

  text.addEventListener('input', () => {
    ofTab.set('draft', text.value);
    act.typing(text.value !== '');
  });
  text.addEventListener('blur', () => act.typing(false));
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && !leave) send(event);
  });
  const pick = files && h('input', {
    type: 'file', multiple: true, accept: config.uploads.types.join(), hidden: true, 'aria-label': t('say.attach'),
    onchange: () => { files.add(pick.files); pick.value = ''; },
  });
  files?.adopt(before.files ?? []);
  const element = h('form', { onsubmit: send },
    leave && h('h2', null, t('leave.title')),
    field(t('say.label'), text),
    h('p', { id: 'say-hint', class: 'hint', hidden: leave }, t('say.hint')), chips,
    who && h('fieldset', null, h('legend', null, t('leave.how')), who.element),
    h('p', { class: 'row' },
      files && [pick, button(t('say.attach'), () => pick.click())],
      'geolocation' in navigator && button(t('say.place'), share),
      h('button', { type: 'submit', class: 'first' }, t(leave ? 'leave.send' : 'say.send'))));
  if (before.place) have(before.place);
  return {
    element,
    state: () => ({ files: files?.items, place, contact: who?.value() }),
    focus: () => text.focus(),
    put: (words) => {
      text.value = [text.value.trim(), words].filter(Boolean).join('\n');
      text.focus();
    },
  };
}
