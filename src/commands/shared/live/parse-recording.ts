import { z } from 'zod';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { LiveNode } from '../../../ui/live-source.ts';
import { oneLine } from './one-line.ts';
import type { StateDelta } from './state-delta.ts';

const health = z.enum(['healthy', 'suspended', 'pending', 'degraded', 'failed']);
// A recording may be anybody's: what it says must not speak to the terminal.
const text = z.string().overwrite(oneLine);
const number = z.number();

const row = z.object({
  id: text,
  system: text,
  kind: text,
  target: text,
  namespace: text.exactOptional(),
  name: text,
  phase: text,
  health,
  ready: text,
  reason: text,
  message: text,
  createdAt: number,
  sinceAt: number,
});

const operator = z.object({
  system: text,
  title: text,
  runs: z.enum(['here', 'in-cluster', 'elsewhere', 'nobody', 'unknown']),
  label: text,
  lease: text,
  loop: z
    .object({
      queue: number,
      p95Ms: number.exactOptional(),
      errors5m: number,
      last: z.object({ target: text, at: number }).exactOptional(),
    })
    .exactOptional(),
});

const connection = z.object({
  context: text,
  server: text,
  user: text,
  namespace: text.exactOptional(),
  latencyMs: number.exactOptional(),
  watches: z.object({ live: number, total: number }),
  freshAt: number,
  broken: z.object({ what: text, why: text, attempt: number, retryAt: number }).exactOptional(),
  refused: z.array(text),
});

const node: z.ZodType<LiveNode> = z.object({
  label: text,
  relation: z.enum(['child', 'uses']),
  health: z.enum([...health.options, 'none']),
  state: text,
  count: number,
  get children() {
    return z.array(node);
  },
});

const detail = z.object({
  id: text,
  generation: number.exactOptional(),
  observedGeneration: number.exactOptional(),
  finalizers: z.array(text),
  conditions: z.array(z.object({ type: text, status: text, reason: text, message: text, sinceAt: number, good: z.boolean() })),
  nodes: z.array(node),
  why: z.array(text),
  fix: text.exactOptional(),
  unread: z.array(text),
});

const moment = z.object({
  seq: number,
  at: number,
  what: z.enum(['event', 'condition', 'reconcile', 'spec', 'made', 'gone']),
  bad: z.boolean(),
  id: text.exactOptional(),
  target: text,
  text,
});

const delta: z.ZodType<StateDelta> = z.object({
  at: number,
  connection: connection.exactOptional(),
  operators: z.array(operator).exactOptional(),
  set: z.array(row).exactOptional(),
  gone: z.array(text).exactOptional(),
  changes: number.exactOptional(),
  detail: detail.nullable().exactOptional(),
  moments: z.array(moment).exactOptional(),
  log: z.array(text).exactOptional(),
});

const head = z.object({ apiVersion: text.startsWith('cli.'), kind: z.literal('LiveRecording'), format: z.literal(1) });

function bad(file: string, line: number, why: string): CliError {
  return new CliError({
    exit: EXIT.usage,
    message: `${file}:${String(line)}: this is no recording of the live screen`,
    why,
    fix: 'make one with top --record FILE',
  });
}

function issue(error: z.ZodError): string {
  const [first] = error.issues;
  return first === undefined ? 'it has another form' : `${first.path.map(String).join('.') || 'the line'}: ${first.message}`;
}

/**
 * Reads a recording. A last line that is cut off is left out: the recorder was stopped in the middle of it. Throws a CliError that names file and
 * line for anything else that is not as it is written.
 */
export function parseRecording(content: string, file: string): readonly StateDelta[] {
  const isCut = !content.endsWith('\n');
  const lines = content.split('\n');
  if (!isCut) lines.pop();
  const deltas: StateDelta[] = [];
  for (const [index, line] of lines.entries()) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      if (index > 0 && isCut && index === lines.length - 1) break;
      throw bad(file, index + 1, 'the line is not JSON');
    }
    const parsed = (index === 0 ? head : delta).safeParse(value);
    if (!parsed.success) throw bad(file, index + 1, issue(parsed.error));
    if (index > 0) deltas.push(parsed.data as StateDelta);
  }
  if (deltas.length === 0) throw bad(file, lines.length, 'it holds no state');
  return deltas;
}
