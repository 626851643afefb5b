// Charts as SVG: how many of something in each hour. Colours and sizes are style.css's.
import { h, s, table } from './dom.js';
import { hour, number, t } from './text.js';

const bar = 10;

function bars(counts, height) {
  const top = Math.max(1, ...counts);
  return counts.map((count, n) => {
    const size = Math.max(count ? 1 : 0, (count / top) * height);
    return s('rect', { x: n * bar + 1, y: height - size, width: bar - 2, height: size });
  });
}

const sum = (counts) => counts.reduce((all, count) => all + count, 0);

// A small one, for a cell of a table; what it shows is said beside it in numbers.
export const spark = (counts) => s('svg', { class: 'spark', viewBox: `0 0 ${counts.length * bar} 40`, 'aria-hidden': 'true', preserveAspectRatio: 'none' },
  bars(counts, 40));

// The whole width, with the hours under it, and the same as a table for who cannot see it.
export function chart(title, hours, counts) {
  const height = 80;
  const label = t('chart.label', { title, sum: number(sum(counts)), most: number(Math.max(...counts)) });
  return h('figure', null,
    h('figcaption', null, label),
    s('svg', { class: 'chart', viewBox: `0 0 ${counts.length * bar} ${height}`, role: 'img', 'aria-label': label, preserveAspectRatio: 'none' },
      s('path', { d: `M0 ${height}H${counts.length * bar}` }), bars(counts, height)),
    h('p', { class: 'axis', 'aria-hidden': 'true' }, [0, 6, 12, 18, hours.length - 1].map((n) => h('span', null, hour(hours[n])))),
    h('details', null, h('summary', null, t('chart.table')),
      table(title, [t('chart.hour'), t('wall.received')], hours.map((begin, n) => [hour(begin), number(counts[n])]))));
}
