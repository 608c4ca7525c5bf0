import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Tells how long the event loop of another Node process was held up. */
export interface StallProbe {
  /** For the environment of that process. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the measuring there; `signal` sends a signal to it. */
  read(signal: (name: NodeJS.Signals) => void): Promise<Stalls>;
  close(): Promise<void>;
}

/** The longest stalls in milliseconds. */
export interface Stall {
  /** By the clock: whatever else runs on the machine makes it longer. */
  readonly wall: number;
  /** Of work of the program's own main thread between two turns of its event loop. */
  readonly work: number;
}

/** The longest stalls between two moments of `Date.now()`. */
export type Stalls = (from: number, to: number) => Stall;

const EVERY_MS = 5;
/** The longest stall of each such stretch is kept. */
const STRETCH_MS = 50;
const WITHIN_MS = 5_000;

/** Loaded before the program: a timer that is late by as much as the loop was busy. Ended by SIGUSR2, so that it costs nothing afterwards. */
function source(file: string): string {
  return `
const { writeFileSync } = process.getBuiltinModule('node:fs');
const spent = () => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1000; };
const seen = [];
let before = performance.now(), workBefore = spent(), wall = 0, work = 0, until = before + ${String(STRETCH_MS)};
const look = () => {
  const now = performance.now(), workNow = spent();
  wall = Math.max(wall, now - before - ${String(EVERY_MS)});
  work = Math.max(work, workNow - workBefore);
  before = now;
  workBefore = workNow;
  if (now < until) return;
  seen.push([Date.now(), wall, work]);
  wall = work = 0;
  until = now + ${String(STRETCH_MS)};
};
const timer = setInterval(look, ${String(EVERY_MS)}).unref();
process.once('SIGUSR2', () => {
  look();
  clearInterval(timer);
  writeFileSync(${JSON.stringify(file)}, JSON.stringify(seen) + '\\n');
});`;
}

/** Makes one; `options` are further ones for Node. */
export async function openStallProbe(options: readonly string[] = []): Promise<StallProbe> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-stalls-'));
  const file = path.join(dir, 'stalls.json');
  const load = `--import=data:text/javascript,${encodeURIComponent(source(file))}`;
  return {
    env: { NODE_OPTIONS: [...options, load].join(' ') },
    read: async (signal) => {
      signal('SIGUSR2');
      const end = performance.now() + WITHIN_MS;
      for (;;) {
        const text = await readFile(file, 'utf8').catch(() => '');
        if (text.endsWith('\n')) {
          const seen = JSON.parse(text) as readonly (readonly [at: number, wall: number, work: number])[];
          return (from, to) => {
            const within = seen.filter(([at]) => at >= from && at <= to + STRETCH_MS);
            return { wall: Math.max(0, ...within.map(([, wall]) => wall)), work: Math.max(0, ...within.map(([, , work]) => work)) };
          };
        }
        if (performance.now() > end) throw new Error('the loop did not tell how long it was held up');
        await sleep(50);
      }
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}
