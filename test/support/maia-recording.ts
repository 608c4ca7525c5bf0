import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from './project-root.ts';

/** One exchange with a real MAIA server. `<uuid-3>`, `<sha256-1>`, `<key-1>` and `<time>` stand for what differs from run to run. */
export interface MaiaExchange {
  readonly note: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly key: 'none' | 'master' | 'tenant';
    readonly body?: unknown;
    readonly raw?: string;
  };
  readonly response: { readonly status: number; readonly contentType: string | null; readonly json?: unknown; readonly text?: string };
}

/** The exchanges of a fixture, in their order. */
export function maiaRecording(name: 'admin-with-master-key' | 'admin-without-master-key'): readonly MaiaExchange[] {
  const text = readFileSync(path.join(PROJECT_ROOT, 'test', 'fixtures', 'maia', `${name}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MaiaExchange);
}

const PLACEHOLDER = /<(?:uuid|sha256|key)-\d+>/g;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const SHAPES: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  sha256: /^[0-9a-f]{64}$/,
  key: /^maia_[0-9a-f]{64}$/,
};

/** What the placeholders of a recording stand for in this run. */
export interface MaiaBindings {
  /** Puts in what is known. What is not stands for something that the server does not know. */
  fill(text: string): string;
  /** Learns from an answer what the placeholders stand for, and gives the answer with placeholders again. */
  unfill(recorded: unknown, actual: unknown): unknown;
  /** The value of a placeholder. */
  get(placeholder: string): string | undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bindings that know nothing yet. @param unknownUuid what an id stands for that no answer has shown. */
export function maiaBindings(unknownUuid: string): MaiaBindings {
  const values = new Map<string, string>();
  const placeholders = new Map<string, string>();
  const fill = (text: string): string => text.replaceAll(PLACEHOLDER, (found) => values.get(found) ?? unknownUuid);
  const text = (recorded: string, actual: string): string => {
    const [, shape = ''] = /^<([a-z0-9]+)-\d+>$/.exec(recorded) ?? [];
    const known = placeholders.get(actual);
    if (known !== undefined) return known;
    if (recorded === '<time>' && TIME.test(actual) && !actual.startsWith('0001')) return recorded;
    if (SHAPES[shape]?.test(actual) === true && !values.has(recorded)) {
      values.set(recorded, actual);
      placeholders.set(actual, recorded);
      return recorded;
    }
    // The first signs of a key in an error.
    if (/: \S{10}\.\.\.$/.test(recorded)) return actual.replace(/: \S{10}\.\.\.$/, recorded.slice(recorded.lastIndexOf(': ')));
    return fill(recorded) === actual ? recorded : actual;
  };
  /** Lists come in the order of random ids: names, and hashes where known, say which item is which. */
  const partner = (item: unknown, items: readonly unknown[], index: number): unknown => {
    if (!isObject(item)) return items[index];
    const key = typeof item['key'] === 'string' ? values.get(item['key']) : undefined;
    return items.find((one) => isObject(one) && (key === undefined ? one['name'] === item['name'] : one['key'] === key));
  };
  const unfill = (recorded: unknown, actual: unknown): unknown => {
    if (typeof recorded === 'string' && typeof actual === 'string') return text(recorded, actual);
    if (Array.isArray(recorded) && Array.isArray(actual)) {
      const named = recorded.map((item: unknown, index) => unfill(item, partner(item, actual, index)));
      return actual.length === recorded.length ? named : actual;
    }
    if (isObject(recorded) && isObject(actual)) {
      return Object.fromEntries(Object.entries(actual).map(([field, value]) => [field, unfill(recorded[field], value)]));
    }
    return actual;
  };
  return { fill, unfill, get: (placeholder) => values.get(placeholder) };
}
