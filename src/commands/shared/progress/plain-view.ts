import type { Clock } from '../../../kernel/clock.ts';
import type { ProgressView, ShownStep } from './progress-view.ts';

/** A silent CI job is taken for dead: what is waited for is said this often. */
const STILL_MS = 10_000;

/** How lines are told. */
export interface PlainViewOptions {
  readonly write: (text: string) => void;
  readonly title: string;
  /** A line for each step that ends. */
  readonly lines: boolean;
  readonly clock: Clock;
}

/** Steps as lines of text, without a cursor code. */
export function plainView({ write, title, lines, clock }: PlainViewOptions): ProgressView {
  const open = new Set<ShownStep>();
  let cancel: (() => void) | undefined;

  const tick = (): void => {
    const [first] = open;
    if (first !== undefined) {
      const others = open.size === 1 ? '' : ` (and ${open.size - 1} more)`;
      write(`still ${title}: ${first.name}${others}${first.text === undefined ? '' : `: ${first.text}`}\n`);
    }
    cancel = clock.after(STILL_MS, tick);
  };

  return {
    add: (step) => {
      open.add(step);
      cancel ??= clock.after(STILL_MS, tick);
      step.onChange(() => {
        if (step.state === 'open') return;
        open.delete(step);
        if (lines) write(step.state === 'done' ? `${step.name} ${step.result}\n` : `${step.name} failed: ${step.result}\n`);
      });
    },
    close: () => {
      cancel?.();
      open.clear();
      return Promise.resolve();
    },
  };
}
