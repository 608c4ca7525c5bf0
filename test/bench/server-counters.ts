import type { BenchClient } from './bench-client.ts';

/** Requests by `VERB resource` or `VERB resource/subresource`, as the API server counts them itself. */
export type ServerCounters = ReadonlyMap<string, number>;

const LINE = /^apiserver_request_total\{([^}]*)\} (\S+)$/;

/** Reads `apiserver_request_total` (Kubernetes metrics reference; server-side applies are verb APPLY there). A watch counts when it ends. */
export function parseCounters(metrics: string): ServerCounters {
  const counters = new Map<string, number>();
  for (const line of metrics.split('\n')) {
    const [, labels = '', value = '0'] = LINE.exec(line) ?? [];
    const label = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    if (label('resource') === '') continue;
    const subresource = label('subresource');
    const key = `${label('verb')} ${label('resource')}${subresource === '' ? '' : `/${subresource}`}`;
    counters.set(key, (counters.get(key) ?? 0) + Number(value));
  }
  return counters;
}

/** The server's counters now. */
export async function readCounters(client: BenchClient): Promise<ServerCounters> {
  return parseCounters(await client.text('/metrics'));
}

/** What was added between two readings, without what did not change. */
export function counterDelta(before: ServerCounters, after: ServerCounters): ReadonlyMap<string, number> {
  const delta = new Map<string, number>();
  for (const [key, value] of after) {
    const more = value - (before.get(key) ?? 0);
    if (more > 0) delta.set(key, more);
  }
  return delta;
}

/** Requests that concern some resources, summed into the kinds that the bars speak of. */
export interface RequestSummary {
  readonly apply: number;
  readonly statusWrites: number;
  /** Every other write: create, update, patch, delete. */
  readonly otherWrites: number;
  readonly reads: number;
  readonly lists: number;
  readonly events: number;
}

/** Sums a delta over the given plurals. Leases, and what the API server does for itself, stay out. */
export function summarize(delta: ReadonlyMap<string, number>, plurals: readonly string[]): RequestSummary {
  const sum = { apply: 0, statusWrites: 0, otherWrites: 0, reads: 0, lists: 0, events: 0 };
  for (const [key, count] of delta) {
    const [verb = '', what = ''] = key.split(' ');
    const [resource = '', subresource] = what.split('/');
    if (resource === 'events') {
      if (verb !== 'WATCH' && verb !== 'LIST') sum.events += count;
      continue;
    }
    if (!plurals.includes(resource) || verb === 'WATCH') continue;
    if (verb === 'GET') sum.reads += count;
    else if (verb === 'LIST') sum.lists += count;
    else if (subresource === 'status') sum.statusWrites += count;
    else if (verb === 'APPLY') sum.apply += count;
    else sum.otherWrites += count;
  }
  return sum;
}
