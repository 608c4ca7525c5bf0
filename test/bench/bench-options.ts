import { parseArgs } from 'node:util';

/** How the loop under test is started: the entry point and its arguments. */
export const LOOP = { entry: 'kubectl-maia', args: ['reconcile', '--watch', '-A'] } as const;

/** Added to the loop's arguments for the part that edits while every object is looked at again and again. */
export const RESYNC_ARGS: readonly string[] = ['--resync', '1s'];

/** Seed of everything that is chosen at random, so that two runs do the same. */
export const SEED = 20_261_121;

/** What one run measures. */
export interface BenchOptions {
  readonly objects: number;
  readonly namespaces: number;
  /** How many objects the sandbox holds, and the live screen shows. */
  readonly stored: number;
  /** How many objects the recorded lists have: one run for each. */
  readonly cached: readonly number[];
  /** The most that the loop's heap may hold over a recorded list, in MiB: what a container's memory limit leaves. Absent: Node's own figure. */
  readonly heapMb?: number;
  readonly edits: number;
  /** Interleaved runs of each program for the start-up times. */
  readonly starts: number;
  /** How long the converged loop is watched doing nothing, in seconds. */
  readonly idleSeconds: number;
  /** How many writes at once in each of the plain loops that the loop is compared with; none leaves the comparison out. */
  readonly plainWidths: readonly number[];
  /** Which parts to run. */
  readonly parts: ReadonlySet<BenchPart>;
  /** The result goes to `bench-results/<name>.json`. */
  readonly name: string;
}

/** `converge` includes idle, restart and the plain loop; `edits` needs `converge`; `cache`, `sandbox` and `screen` need no API server. */
export type BenchPart = 'start-up' | 'converge' | 'edits' | 'failover' | 'cache' | 'sandbox' | 'screen';

const PARTS: readonly BenchPart[] = ['start-up', 'converge', 'edits', 'failover', 'cache', 'sandbox', 'screen'];

/** Reads `--objects=1000 --namespaces=10 --edits=60 --starts=21 --idle=30 --only=start-up,converge,sandbox,screen --stored=5000 --cached=10000,50000 --heap=416 --plain=8,16 --name=latest`; `--plain=none` for no plain loop. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const text = (fallback: string): { readonly type: 'string'; readonly default: string } => ({ type: 'string', default: fallback });
  const { values } = parseArgs({
    args: [...argv],
    options: {
      objects: text('1000'),
      namespaces: text('10'),
      edits: text('60'),
      stored: text('5000'),
      cached: text('10000'),
      heap: text('0'),
      starts: text('21'),
      idle: text('30'),
      plain: text('8,16'),
      only: text(PARTS.join(',')),
      name: text('latest'),
    },
  });
  const number = (flag: 'objects' | 'namespaces' | 'stored' | 'heap' | 'edits' | 'starts' | 'idle'): number => {
    const value = Number(values[flag]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} must be a whole number from 1 on, not ${values[flag]}`);
    return value;
  };
  const widths = values.plain === 'none' ? [] : values.plain.split(',').map(Number);
  if (widths.some((width) => !Number.isInteger(width) || width < 1)) {
    throw new Error(`--plain takes whole numbers from 1 on with commas between them, or none, not ${values.plain}`);
  }
  const cached = values.cached.split(',').map(Number);
  if (cached.some((count) => !Number.isInteger(count) || count < 100)) {
    throw new Error(`--cached takes whole numbers from 100 on with commas between them, not ${values.cached}`);
  }
  const asked = values.only.split(',');
  const unknown = asked.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined) throw new Error(`--only knows ${PARTS.join(', ')}, not ${unknown}`);
  if (!/^[\w.-]+$/.test(values.name)) throw new Error(`--name must be a file name, not ${values.name}`);
  return {
    objects: number('objects'),
    namespaces: number('namespaces'),
    stored: number('stored'),
    cached,
    ...(values.heap === '0' ? {} : { heapMb: number('heap') }),
    edits: number('edits'),
    starts: number('starts'),
    idleSeconds: number('idle'),
    plainWidths: widths,
    parts: new Set(PARTS.filter((part) => asked.includes(part))),
    name: values.name,
  };
}
