/** Label values of one time series. */
export type MetricLabels = Readonly<Record<string, string>>;

/** Counters, gauges and histograms in the Prometheus text format, with the names that controller-runtime and client-go use. */
export interface Metrics {
  count(name: CounterName, labels: MetricLabels, by?: number): void;
  gauge(name: GaugeName, labels: MetricLabels, value: number): void;
  /** Seconds. */
  observe(name: HistogramName, labels: MetricLabels, seconds: number): void;
  /** The exposition (`text/plain; version=0.0.4`). */
  render(): string;
}

const COUNTERS = {
  controller_runtime_reconcile_total: 'Total number of reconciliations per controller',
  controller_runtime_reconcile_errors_total: 'Total number of reconciliation errors per controller',
  controller_runtime_terminal_reconcile_errors_total: 'Total number of terminal reconciliation errors per controller',
  controller_runtime_reconcile_panics_total: 'Total number of reconciliation panics per controller',
  controller_runtime_reconcile_timeouts_total: 'Total number of reconciliation timeouts per controller',
  workqueue_adds_total: 'Total number of adds handled by workqueue',
  workqueue_retries_total: 'Total number of retries handled by workqueue',
  rest_client_requests_total: 'Number of HTTP requests, partitioned by status code, method, and host.',
} as const;

const GAUGES = {
  controller_runtime_active_workers: 'Number of currently used workers per controller',
  controller_runtime_max_concurrent_reconciles: 'Maximum number of concurrent reconciles per controller',
  workqueue_depth: 'Current depth of workqueue',
  workqueue_unfinished_work_seconds: 'How many seconds of work has been done that is in progress',
  workqueue_longest_running_processor_seconds: 'How many seconds has the longest running processor been running',
  leader_election_master_status:
    'Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master.',
} as const;

const HISTOGRAMS = {
  controller_runtime_reconcile_time_seconds: 'Length of time per reconciliation per controller',
  workqueue_queue_duration_seconds: 'How long in seconds an item stays in workqueue before being requested',
  workqueue_work_duration_seconds: 'How long in seconds processing an item from workqueue takes.',
  rest_client_request_duration_seconds: 'Request latency in seconds. Broken down by verb, and host.',
} as const;

type CounterName = keyof typeof COUNTERS;
type GaugeName = keyof typeof GAUGES;
type HistogramName = keyof typeof HISTOGRAMS;

const BUCKETS: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

function labelText(labels: MetricLabels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)
    .join(',');
}

function series(name: string, labels: string): string {
  return labels === '' ? name : `${name}{${labels}}`;
}

/** An empty registry. */
export function createMetrics(): Metrics {
  const values = new Map<string, Map<string, number>>();
  const histograms = new Map<string, Map<string, Histogram>>();

  const slot = <T>(family: Map<string, Map<string, T>>, name: string): Map<string, T> => {
    const found = family.get(name) ?? new Map<string, T>();
    family.set(name, found);
    return found;
  };

  const renderHistogram = (name: string, labels: string, histogram: Histogram): string[] => {
    const prefix = labels === '' ? '' : `${labels},`;
    let cumulative = 0;
    const lines = BUCKETS.map((bound, index) => {
      cumulative += histogram.counts[index] ?? 0;
      return `${name}_bucket{${prefix}le="${String(bound)}"} ${String(cumulative)}`;
    });
    lines.push(`${name}_bucket{${prefix}le="+Inf"} ${String(histogram.count)}`);
    lines.push(
      `${series(`${name}_sum`, labels)} ${String(histogram.sum)}`,
      `${series(`${name}_count`, labels)} ${String(histogram.count)}`,
    );
    return lines;
  };

  return {
    count: (name, labels, by = 1) => {
      const family = slot(values, name);
      const key = labelText(labels);
      family.set(key, (family.get(key) ?? 0) + by);
    },
    gauge: (name, labels, value) => {
      slot(values, name).set(labelText(labels), value);
    },
    observe: (name, labels, seconds) => {
      const family = slot(histograms, name);
      const key = labelText(labels);
      const histogram = family.get(key) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
      const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1;
      histogram.sum += seconds;
      histogram.count += 1;
      family.set(key, histogram);
    },
    render: () => {
      const lines: string[] = [];
      const scalars = [
        ...Object.entries(COUNTERS).map(([name, help]) => [name, help, 'counter'] as const),
        ...Object.entries(GAUGES).map(([name, help]) => [name, help, 'gauge'] as const),
      ];
      for (const [name, help, type] of scalars) {
        const family = values.get(name);
        if (family === undefined) continue;
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
        for (const [labels, value] of family) lines.push(`${series(name, labels)} ${String(value)}`);
      }
      for (const [name, help] of Object.entries(HISTOGRAMS)) {
        const family = histograms.get(name);
        if (family === undefined) continue;
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} histogram`);
        for (const [labels, histogram] of family) lines.push(...renderHistogram(name, labels, histogram));
      }
      return `${lines.join('\n')}\n`;
    },
  };
}
