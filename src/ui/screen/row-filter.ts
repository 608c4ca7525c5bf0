import type { LiveRow } from '../live-source.ts';

type Test = (row: LiveRow) => boolean;

function wordTest(word: string): Test {
  if (word.startsWith('!') && word.length > 1) {
    const inner = wordTest(word.slice(1));
    return (row) => !inner(row);
  }
  const [field, value] = word.split(':', 2);
  if (value !== undefined && field === 'kind') return (row) => row.kind.toLowerCase().startsWith(value);
  if (value !== undefined && field === 'system') return (row) => row.system === value;
  if (value !== undefined && field === 'ns') return (row) => (row.namespace ?? '') === value;
  return (row) =>
    [row.name, row.kind, row.namespace ?? '', row.phase, row.reason, row.target, row.message].some((text) =>
      text.toLowerCase().includes(word),
    );
}

/**
 * Tells which objects a filter lets through: every word must be part of name, kind, namespace, status, reason or message, in any case of letters.
 * `!word` must not be; `kind:agent`, `system:…` and `ns:prod` look at that alone. An empty filter lets all through.
 */
export function rowFilter(filter: string): Test {
  const tests = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(wordTest);
  return (row) => tests.every((test) => test(row));
}
