import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { createWorkQueue } from './work-queue.ts';

type Operation =
  | { readonly do: 'add'; readonly key: string; readonly priority: number; readonly afterMs: number }
  | { readonly do: 'take' }
  | { readonly do: 'done'; readonly which: number }
  | { readonly do: 'advance'; readonly ms: number };

interface Entry {
  priority: number;
  at: number;
  /** When it came to stand in line, and in which lane: a raised priority sends it to the end of its new lane. */
  order: number;
}

/** The queue as one list of entries that is searched: slow and plain. */
class Model {
  now = 0;
  readonly working = new Set<string>();
  private readonly entries = new Map<string, Entry>();
  private turn = 0;

  add(key: string, priority: number, afterMs: number): void {
    const at = this.now + afterMs;
    const before = this.entries.get(key);
    const isLine = (entry: Entry): boolean => entry.at <= this.now && !this.working.has(key);
    const next: Entry = {
      priority: Math.max(priority, before?.priority ?? priority),
      at: Math.min(at, before?.at ?? at),
      order: before?.order ?? 0,
    };
    const keepsPlace = before !== undefined && isLine(before) && before.priority === next.priority;
    if (isLine(next) && !keepsPlace) next.order = this.turn += 1;
    if (next.at !== before?.at) this.entries.delete(key); // a timer set anew comes after those of the same moment
    this.entries.set(key, next);
  }

  advance(ms: number): void {
    const end = this.now + ms;
    const due = [...this.entries].filter(([, entry]) => entry.at > this.now && entry.at <= end).toSorted(([, a], [, b]) => a.at - b.at);
    for (const [key, entry] of due) if (!this.working.has(key)) entry.order = this.turn += 1;
    this.now = end;
  }

  line(): readonly string[] {
    return [...this.entries]
      .filter(([key, entry]) => entry.at <= this.now && !this.working.has(key))
      .toSorted(([, a], [, b]) => b.priority - a.priority || a.order - b.order)
      .map(([key]) => key);
  }

  take(): string | undefined {
    const [key] = this.line();
    if (key === undefined) return undefined;
    this.entries.delete(key);
    this.working.add(key);
    return key;
  }

  done(key: string): void {
    this.working.delete(key);
    const entry = this.entries.get(key);
    if (entry !== undefined && entry.at <= this.now) entry.order = this.turn += 1;
  }
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    priority: fc.constantFrom(-100, 0, 0, 10),
    afterMs: fc.constantFrom(0, 0, 0, 7, 101, 1_009),
  }),
  fc.constant({ do: 'take' as const }),
  fc.record({ do: fc.constant('done' as const), which: fc.nat(3) }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 3, 50, 2_000) }),
);

test('any sequence of operations does what the plain model does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
      const clock = fakeClock();
      const queue = createWorkQueue(clock);
      const model = new Model();
      for (const step of operations) {
        if (step.do === 'add') {
          queue.add(step.key, step);
          model.add(step.key, step.priority, step.afterMs);
        } else if (step.do === 'advance') {
          clock.advance(step.ms);
          model.advance(step.ms);
        } else if (step.do === 'done') {
          const key = [...model.working][step.which % Math.max(model.working.size, 1)] ?? 'nobody';
          queue.done(key);
          model.done(key);
        } else if (model.line().length > 0) {
          expect(await queue.next()).toBe(model.take());
        }
        expect([queue.depth, queue.working]).toEqual([model.line().length, model.working.size]);
      }
    }),
    { numRuns: 500 },
  );
});
