import type { CachedLoad, CachedRun } from './cached-load.ts';
import type { Convergence } from './converge.ts';
import type { EditTimes } from './edits.ts';
import type { Failover } from './failover.ts';
import type { PlainLoop } from './plain-loop.ts';
import type { RequestSummary } from './server-counters.ts';
import type { SandboxLoad } from './sandbox-load.ts';
import type { ScreenFrames } from './screen-frame.ts';
import type { StartUp } from './start-up.ts';

/** Everything that a run measured; parts that were not asked for are absent. */
export interface BenchResult {
  readonly objects: number;
  readonly children: number;
  readonly startUp?: StartUp;
  readonly convergence?: Convergence;
  readonly plain?: readonly PlainLoop[];
  readonly editsIdle?: EditTimes;
  readonly editsResync?: EditTimes;
  readonly failover?: Failover;
  readonly cached?: readonly CachedLoad[];
  readonly sandbox?: SandboxLoad;
  readonly screen?: ScreenFrames;
}

/** One line of the table. `bar` is the value that must not be exceeded. */
export interface ReportRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bar?: number;
}

function writesOf(summary: RequestSummary): number {
  return summary.apply + summary.statusWrites + summary.otherWrites;
}

/** Resident memory in MB that so many cached objects may take: 70 / 110 / 160 / 380 at 0 / 6k / 10k / 50k, on the last line from there on. */
function memoryBar(objects: number): number {
  if (objects <= 6_000) return 110;
  if (objects <= 10_000) return 160;
  return 160 + Math.round((objects - 10_000) * (220 / 40_000));
}

function startUpRows({ version, get, kubectl }: StartUp): readonly ReportRow[] {
  return [
    { what: 'start-up: kubectl version --client', value: kubectl, unit: 'ms' },
    { what: 'start-up: kubectl-maia version', value: version, unit: 'ms' },
    { what: '  of kubectl', value: version / kubectl, unit: 'x', bar: 1.9 },
    { what: 'start-up: kubectl-maia get', value: get, unit: 'ms' },
    { what: '  of kubectl', value: get / kubectl, unit: 'x', bar: 2.5 },
  ];
}

function convergenceRows(result: Convergence, objects: number, children: number): readonly ReportRow[] {
  const { creation, idle, restart, usage } = result;
  const each = (count: number): number => count / objects;
  return [
    { what: 'converge: from start to last write', value: result.seconds, unit: 's' },
    { what: 'converge: CPU of the loop', value: usage.cpuSeconds, unit: 's' },
    { what: 'converge: RSS after', value: usage.rssMb, unit: 'MB', bar: memoryBar(objects * (children + 1)) },
    { what: 'converge: RSS peak', value: usage.peakRssMb, unit: 'MB' },
    { what: 'converge: applies per object', value: each(creation.summary.apply), unit: '', bar: children },
    { what: 'converge: status writes per object', value: each(creation.summary.statusWrites), unit: '', bar: 2 },
    { what: 'converge: other writes per object', value: each(creation.summary.otherWrites), unit: '', bar: 0 },
    { what: 'converge: events per object', value: each(creation.summary.events), unit: '', bar: 2 },
    { what: 'converge: reads per object', value: each(creation.summary.reads), unit: '', bar: 0 },
    { what: `idle ${idle.seconds} s: writes`, value: writesOf(idle.summary), unit: '', bar: 0 },
    { what: `idle ${idle.seconds} s: reads`, value: idle.summary.reads, unit: '', bar: 0 },
    { what: `idle ${idle.seconds} s: CPU of the loop`, value: idle.cpuSeconds, unit: 's' },
    { what: 'restart: writes', value: writesOf(restart.summary), unit: '', bar: 0 },
    { what: 'restart: reads', value: restart.summary.reads, unit: '', bar: 0 },
    { what: 'restart: lists', value: restart.summary.lists, unit: '' },
    { what: 'restart: CPU of the loop', value: restart.usage.cpuSeconds, unit: 's' },
    { what: 'restart: RSS', value: restart.usage.rssMb, unit: 'MB' },
  ];
}

function editRows(
  times: EditTimes,
  when: string,
  bars: { readonly p50: number; readonly p95?: number; readonly p99?: number },
): readonly ReportRow[] {
  const ratio = (value: number): number => value / times.applyP50;
  return [
    { what: `edit ${when}: one plain apply p50`, value: times.applyP50, unit: 'ms' },
    { what: `edit ${when}: to child applied p50`, value: times.editP50, unit: 'ms' },
    { what: '  of one plain apply', value: ratio(times.editP50), unit: 'x', bar: bars.p50 },
    { what: `edit ${when}: to child applied p95`, value: times.editP95, unit: 'ms' },
    { what: '  of one plain apply', value: ratio(times.editP95), unit: 'x', ...(bars.p95 === undefined ? {} : { bar: bars.p95 }) },
    { what: `edit ${when}: to child applied p99`, value: times.editP99, unit: 'ms' },
    { what: '  of one plain apply', value: ratio(times.editP99), unit: 'x', ...(bars.p99 === undefined ? {} : { bar: bars.p99 }) },
  ];
}

function plainRows(plain: readonly PlainLoop[], seconds: number | undefined): readonly ReportRow[] {
  if (plain.length === 0) return [];
  const best = Math.min(...plain.map((loop) => loop.seconds));
  return [
    ...plain.map((loop) => ({ what: `plain loop of the same writes, ${loop.width} at once`, value: loop.seconds, unit: 's' })),
    ...(seconds === undefined ? [] : [{ what: 'converge: of the plain loop', value: seconds / best, unit: 'x', bar: 1.5 }]),
  ];
}

function sandboxRows(load: SandboxLoad): readonly ReportRow[] {
  const all = `sandbox with ${String(load.objects)} objects of 2 KB`;
  return [
    { what: 'sandbox: start-up', value: load.startUp, unit: 'ms' },
    { what: 'sandbox: create, 16 at once', value: load.create, unit: 'ms' },
    { what: `${all}: get`, value: load.get, unit: 'ms' },
    { what: '  while all are listed, p50', value: load.getBusy, unit: 'ms' },
    { what: '  while all are listed, p95', value: load.getBusyP95, unit: 'ms' },
    { what: `${all}: list of 50`, value: load.listFew, unit: 'ms' },
    { what: `${all}: list of all`, value: load.listAll, unit: 'ms' },
    { what: '  of a list of 50', value: load.listAll / load.listFew, unit: 'x' },
    { what: `${all}: watch of all`, value: load.watchAll, unit: 'ms' },
    ...(load.kubectlGet === undefined ? [] : [{ what: `${all}: kubectl get`, value: load.kubectlGet, unit: 'ms' }]),
    { what: 'sandbox: RSS empty', value: load.rssEmpty, unit: 'MB' },
    { what: `${all}: RSS`, value: load.rssFull, unit: 'MB' },
    { what: `${all}: RSS peak`, value: load.rssPeak, unit: 'MB' },
    { what: `${all}: CPU at rest`, value: load.idleCpu, unit: '%' },
  ];
}

function failoverRows({ objects, edits, lost, afterKillMs, afterTermMs, overlapping }: Failover): readonly ReportRow[] {
  return [
    { what: 'failover: objects', value: objects, unit: '' },
    { what: 'failover: edits meanwhile', value: edits, unit: '' },
    { what: 'failover: edits lost', value: lost, unit: '', bar: 0 },
    { what: 'failover: from SIGKILL to the first write of the standby', value: afterKillMs / 1000, unit: 's', bar: 16 },
    { what: 'failover: from SIGTERM to the first write of the standby', value: afterTermMs / 1000, unit: 's', bar: 3 },
    { what: 'failover: writes after the first one of another pod', value: overlapping, unit: '', bar: 0 },
  ];
}

/** Peak of resident memory in MB, and the longest stretch of work in milliseconds, while up to 50,000 objects arrive. */
const SYNC_BARS = { objects: 50_000, peakMb: 400, workMs: 50 } as const;
/** Connections for requests that the program allows itself. */
const REQUEST_CONNECTIONS = 16;

const WRITING = /^(?:apply|patch|create|update|delete|deletecollection) (?!leases)/;
const READING = /^get (?!leases)\S+$/;
const THROUGH_PORTS = /\/proxy$/;

function requestsOf(run: { readonly requests: Readonly<Record<string, number>> }, pattern: RegExp): number {
  return Object.entries(run.requests).reduce((sum, [what, count]) => (pattern.test(what) ? sum + count : sum), 0);
}

function cachedRunRows(name: string, run: CachedRun, load: CachedLoad): readonly ReportRow[] {
  const { counts, idle, usage } = run;
  const ports = requestsOf(counts, THROUGH_PORTS);
  const bars = load.objects <= SYNC_BARS.objects ? { peak: { bar: SYNC_BARS.peakMb }, work: { bar: SYNC_BARS.workMs } } : {};
  return [
    { what: `${name}: until the lists are there`, value: run.ready, unit: 's' },
    { what: '  of reading them without keeping them', value: run.ready / load.plainRead, unit: 'x' },
    { what: `${name}: until each had its pass`, value: run.passed, unit: 's' },
    { what: `${name}: CPU until then`, value: usage.cpuSeconds, unit: 's' },
    { what: `${name}: RSS after`, value: usage.rssMb, unit: 'MB', bar: memoryBar(load.objects) },
    { what: `${name}: RSS peak`, value: usage.peakRssMb, unit: 'MB', ...bars.peak },
    { what: `${name}: longest work without a turn, lists`, value: run.stallSync.work, unit: 'ms', ...bars.work },
    { what: '  by the clock', value: run.stallSync.wall, unit: 'ms' },
    { what: `${name}: longest work without a turn, passes`, value: run.stallPasses.work, unit: 'ms' },
    { what: '  by the clock', value: run.stallPasses.wall, unit: 'ms' },
    { what: `${name}: received`, value: counts.bytes / 1_000_000, unit: 'MB' },
    { what: `${name}: writes`, value: requestsOf(counts, WRITING), unit: '', bar: 0 },
    { what: `${name}: reads`, value: requestsOf(counts, READING) - ports, unit: '', bar: 0 },
    { what: `${name}: questions to MAIA servers per instance`, value: ports / run.passes, unit: '' },
    { what: `${name}: connections`, value: counts.peakConnections, unit: '', bar: REQUEST_CONNECTIONS + run.watches },
    { what: `${name}: idle ${String(idle.seconds)} s: writes`, value: requestsOf(idle.counts, WRITING), unit: '', bar: 0 },
    { what: `${name}: idle ${String(idle.seconds)} s: questions to MAIA servers`, value: requestsOf(idle.counts, THROUGH_PORTS), unit: '' },
    { what: `${name}: idle ${String(idle.seconds)} s: CPU`, value: idle.cpuSeconds, unit: 's' },
    { what: `${name}: idle ${String(idle.seconds)} s: RSS after`, value: idle.rssMb, unit: 'MB' },
  ];
}

function cachedRows(load: CachedLoad): readonly ReportRow[] {
  const all = `${String(load.objects)} cached`;
  return [...cachedRunRows(all, load.whole, load), ...cachedRunRows(`${all}, shard 1/4`, load.shard, load)];
}

function screenRows(frames: ScreenFrames): readonly ReportRow[] {
  const all = `live screen with ${String(frames.objects)} objects`;
  return [
    { what: `${all}: picture, only ages moved, p50`, value: frames.still, unit: 'ms', bar: 5 },
    { what: '  p95', value: frames.stillP95, unit: 'ms' },
    { what: `${all}: picture after a change, p50`, value: frames.changed, unit: 'ms', bar: 40 },
    { what: '  p95', value: frames.changedP95, unit: 'ms' },
  ];
}

/** The table's lines, in the order they are read. */
export function reportRows(result: BenchResult): readonly ReportRow[] {
  const { objects, children, startUp, convergence, plain, editsIdle, editsResync, failover, cached = [], sandbox, screen } = result;
  return [
    ...(startUp === undefined ? [] : startUpRows(startUp)),
    ...(convergence === undefined ? [] : convergenceRows(convergence, objects, children)),
    ...(plain === undefined ? [] : plainRows(plain, convergence?.seconds)),
    ...(editsIdle === undefined ? [] : editRows(editsIdle, 'idle', { p50: 2.5, p95: 5 })),
    ...(editsResync === undefined ? [] : editRows(editsResync, 'in resync', { p50: 5, p99: 15 })),
    ...(failover === undefined ? [] : failoverRows(failover)),
    ...cached.flatMap(cachedRows),
    ...(sandbox === undefined ? [] : sandboxRows(sandbox)),
    ...(screen === undefined ? [] : screenRows(screen)),
  ];
}

/** The table as text. */
export function formatReport(rows: readonly ReportRow[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map(({ what, value, unit, bar }) => {
    const verdict = bar === undefined ? '' : `bar ${bar}${unit === 'x' ? ' x' : ''} ${value <= bar ? 'kept' : 'MISSED'}`;
    return `${what.padEnd(width)}  ${value.toFixed(2).padStart(10)} ${unit.padEnd(3)} ${verdict}`.trimEnd();
  });
  return lines.join('\n');
}
