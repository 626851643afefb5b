// Where a text would go, and why no earlier rule took it. Nothing is kept of it.
import { h, field, select, table, terms } from './dom.js';
import { post } from './api.js';
import { tried } from './notices.js';
import { me, queueName } from './session.js';
import { t, when, word } from './text.js';

function outcome(told) {
  const { routing } = told;
  const areas = Object.entries(told.areas ?? {}).map(([kind, value]) => `${kind} ${value}`).join(', ');
  return [
    h('h2', null, t('explain.result')),
    terms([[t('explain.decided'), word('decided', told.decided_by)], [t('request.queue'), queueName(routing.queue)], [t('request.type'), routing.type],
      [t('request.priority'), word('priority', routing.priority)], [t('explain.rule'), routing.rule], [t('explain.why'), routing.why.join('; ')],
      [t('request.due'), when(routing.due)], [t('explain.after-hours'), routing.after_hours && t('explain.yes')],
      [t('explain.language'), `${told.language} (${told.language_by})`], [t('explain.areas'), areas],
      [t('explain.emergency'), told.emergency], [t('explain.self-service'), told.self_service], [t('explain.says'), told.says]]),
    told.steps.length ? table(t('explain.steps'), [t('explain.rule'), t('explain.matched'), t('explain.why')],
      told.steps.map(({ rule, matched, reason }) => [rule, t(matched ? 'explain.yes' : 'explain.no'), reason])) : null,
    told.steps_left_off ? h('p', { class: 'hint' }, t('explain.left-off', { n: told.steps_left_off })) : null,
  ].filter(Boolean);
}

export function show(root) {
  const text = h('textarea', { rows: 4, required: true });
  const channel = select(me.channels.map((one) => [one.channel, `${one.channel} (${word('medium', one.medium)})`]), '');
  const from = h('input', { autocomplete: 'off' });
  const language = select([['', t('entry.judged')], ...me.languages.map((tag) => [tag, tag])], '');
  const result = h('div', { role: 'region', 'aria-live': 'polite', 'aria-label': t('explain.result') });
  const explain = tried(async () => {
    result.replaceChildren(...outcome(await post('explain', { text: text.value, channel: channel.value, from: from.value, language: language.value })));
  });
  root.replaceChildren(h('h1', null, t('nav.explain')), h('p', { class: 'hint' }, t('explain.what')),
    h('form', {
      class: 'search', onsubmit: (event) => { event.preventDefault(); explain(); },
      onkeydown: (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit(); },
    }, field(t('explain.text'), text), h('fieldset', null, h('legend', null, t('explain.how')), field(t('request.channel'), channel), field(t('search.resident'), from),
      field(t('entry.language'), language)), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'first' }, t('explain.do')))), result);
  text.focus();
}
