import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from './project-root.ts';

/** One exchange with a real Marie gateway. Placeholders such as `<uuid-3>`, `<key>` and `<time-2>` stand for what differs from run to run. */
export interface MarieExchange {
  readonly note: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly raw?: string;
  };
  readonly response: {
    readonly status: number;
    readonly contentType: string | null;
    readonly json?: unknown;
    readonly text?: string;
    readonly allow?: string;
    readonly location?: string;
    /** Of a long list: id → state, level, priority. */
    readonly rows?: Readonly<Record<string, readonly [string, number, number]>>;
  };
}

/** The exchanges in their order: a life of a gateway with executors that come and go, a restart, and a database that is away. */
export function marieRecording(): readonly MarieExchange[] {
  const text = readFileSync(path.join(PROJECT_ROOT, 'test', 'fixtures', 'marie', 'gateway.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MarieExchange);
}
