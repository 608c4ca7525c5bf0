import type { AnsweredRequest, RequestJournal } from '../requests/request-journal.ts';

/** What a server was asked and what it answered, the latest requests in full. */
export interface Journal extends RequestJournal {
  /** The requests that are kept, oldest first. */
  entries(): readonly AnsweredRequest[];
  /** How many of the kept ones fit; without a condition: how many there were since the start or the last `clear()`. */
  count(when?: (request: AnsweredRequest) => boolean): number;
  /** How many of the kept ones there were of each sort: `create configmaps`, `update deployments.apps/status`, `get /version`. */
  counts(): Readonly<Record<string, number>>;
  clear(): void;
}

/** `verb resource`, or `method path`. */
export function requestSort({ info }: Pick<AnsweredRequest, 'info'>): string {
  const { resource, method, path } = info;
  if (resource === undefined) return `${method.toLowerCase()} ${path}`;
  const { verb, group, plural, subresource } = resource;
  const type = group === '' ? plural : `${plural}.${group}`;
  return `${verb} ${type}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** @param limit how many requests are kept at least; the memory of twice as many is the most it takes. Default 10,000. */
export function createJournal(limit = 10_000): Journal {
  let kept: AnsweredRequest[] = [];
  let total = 0;
  return {
    record: (request) => {
      total += 1;
      kept.push(request);
      if (kept.length > 2 * limit) kept = kept.slice(-limit);
    },
    entries: () => kept,
    count: (when) => (when === undefined ? total : kept.filter(when).length),
    counts: () => {
      const counts: Record<string, number> = {};
      for (const request of kept) {
        const sort = requestSort(request);
        counts[sort] = (counts[sort] ?? 0) + 1;
      }
      return counts;
    },
    clear: () => {
      kept = [];
      total = 0;
    },
  };
}
