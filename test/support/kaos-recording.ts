import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from './project-root.ts';

/** One exchange with a real server of KAOS. `<session>`, `<hex32>`, `<hex>` and `<time>` stand for what differs from run to run; so do times of 0. */
export interface KaosExchange {
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
    readonly contentType: string;
    readonly mcpSessionId?: string;
    readonly json?: unknown;
    readonly text?: string;
  };
}

/** An exchange with one of the three servers of the recording. */
export interface RuntimeExchange extends KaosExchange {
  readonly server: 'agent' | 'supervisor' | 'tools';
}

/** A configuration of LiteLLM, and what the proxy then said. */
export interface LitellmRecording {
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  readonly yaml: string;
  readonly exchanges: readonly KaosExchange[];
}

function lines(name: string): readonly unknown[] {
  const text = readFileSync(path.join(PROJECT_ROOT, 'test', 'fixtures', 'kaos', `${name}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** What agent, supervisor and tool server said, in order. */
export function runtimeRecording(): readonly RuntimeExchange[] {
  return lines('runtime') as readonly RuntimeExchange[];
}

/** What LiteLLM 1.106.2 said, by configuration. */
export function litellmRecordings(): readonly LitellmRecording[] {
  type Line = LitellmRecording & KaosExchange;
  const all = lines('litellm') as readonly Line[];
  return all
    .filter(({ yaml }) => typeof yaml === 'string')
    .map(({ config, env, yaml }) => ({
      config,
      env,
      yaml,
      exchanges: all.filter((line) => line.config === config && 'note' in line),
    }));
}

/** The body of a recorded answer as it went over the wire. */
export function recordedBody({ response }: KaosExchange): string {
  return response.json === undefined ? (response.text ?? '') : JSON.stringify(response.json);
}
