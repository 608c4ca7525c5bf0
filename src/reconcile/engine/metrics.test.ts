import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** The text format 0.0.4 of Prometheus, as strictly as its grammar: every sample under the TYPE of its family. */
function parse(text: string): { readonly samples: readonly Sample[]; readonly types: ReadonlyMap<string, string> } {
  expect(text.endsWith('\n')).toBe(true);
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, type, typed] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (type !== undefined && typed !== undefined) {
      expect(types.has(type), `${type} is declared once`).toBe(false);
      types.set(type, typed);
      family = type;
    } else if (!line.startsWith('# HELP ')) {
      const [, name = '', labels = '', value] = LINE.exec(line) ?? [];
      expect(name, line).toMatch(new RegExp(types.get(family) === 'histogram' ? `^${family}_(bucket|sum|count)$` : `^${family}$`));
      const pairs = [...labels.matchAll(LABEL)].map(([, key = '', item = '']) => [
        key,
        item.replaceAll(/\\[\\"n]/g, (escape) => ESCAPES[escape] ?? ''),
      ]);
      samples.push({
        name,
        labels: Object.fromEntries(pairs) as Record<string, string>,
        value: value === '+Inf' ? Infinity : Number(value),
      });
    }
  }
  return { samples, types };
}

test('counters add up per set of labels, gauges keep the last value', () => {
  const metrics = createMetrics();
  metrics.count('controller_runtime_reconcile_total', { controller: 'widget', result: 'success' });
  metrics.count('controller_runtime_reconcile_total', { controller: 'widget', result: 'success' }, 2);
  metrics.count('controller_runtime_reconcile_total', { controller: 'widget', result: 'error' });
  metrics.gauge('workqueue_depth', { name: 'widget' }, 5);
  metrics.gauge('workqueue_depth', { name: 'widget' }, 3);
  const { samples, types } = parse(metrics.render());
  expect(samples).toEqual([
    { name: 'controller_runtime_reconcile_total', labels: { controller: 'widget', result: 'success' }, value: 3 },
    { name: 'controller_runtime_reconcile_total', labels: { controller: 'widget', result: 'error' }, value: 1 },
    { name: 'workqueue_depth', labels: { name: 'widget' }, value: 3 },
  ]);
  expect([...types]).toEqual([
    ['controller_runtime_reconcile_total', 'counter'],
    ['workqueue_depth', 'gauge'],
  ]);
});

test('a histogram has cumulative buckets up to +Inf, sum and count', () => {
  const metrics = createMetrics();
  for (const seconds of [0.0005, 0.001, 0.02, 0.7, 120])
    metrics.observe('controller_runtime_reconcile_time_seconds', { controller: 'widget' }, seconds);
  const { samples } = parse(metrics.render());
  const buckets = samples.filter(({ name }) => name.endsWith('_bucket'));
  const counts = buckets.map(({ value }) => value);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  const at = (le: string): number | undefined => buckets.find(({ labels }) => labels['le'] === le)?.value;
  expect([at('0.001'), at('0.025'), at('0.5'), at('1'), at('60'), at('+Inf')]).toEqual([2, 3, 3, 4, 4, 5]);
  expect(samples.find(({ name }) => name.endsWith('_count'))).toMatchObject({ labels: { controller: 'widget' }, value: 5 });
  expect(samples.find(({ name }) => name.endsWith('_sum'))?.value).toBeCloseTo(120.7215);
});

test('label values are escaped, and a metric without labels has no braces', () => {
  const metrics = createMetrics();
  const name = 'a "quoted"\\ and\nbroken';
  metrics.gauge('leader_election_master_status', { name }, 1);
  metrics.observe('workqueue_work_duration_seconds', {}, 1);
  const { samples } = parse(metrics.render());
  expect(samples[0]?.labels).toEqual({ name });
  expect(metrics.render()).toContain('\nworkqueue_work_duration_seconds_count 1\n');
});

test('nothing measured, nothing told', () => {
  expect(createMetrics().render().trim()).toBe('');
});
