import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { WaitCondition } from './wait-condition.ts';
import type { WaitTarget } from './wait-target.ts';
import { targetName, unmetWords, whereWords, whyCommand } from './wait-words.ts';

/** What was last known of an object that does not fulfil the condition. */
export interface Unmet {
  readonly target: WaitTarget;
  readonly object: KubeObject | undefined;
  readonly why: string;
}

/** More would bury the first: the others are counted. */
const NAMED = 5;

function subject(target: WaitTarget): string {
  return `${targetName(target)}${whereWords(target)}`;
}

/** The object ended badly: exit 9. */
export function failedState(target: WaitTarget, condition: WaitCondition, why: string, entry: EntryPoint): CliError {
  return new CliError({
    exit: EXIT.failedState,
    message: `${subject(target)} failed: it ${unmetWords(condition)}, and waiting will not change that`,
    why,
    fix: whyCommand(target, entry),
  });
}

/** It is not there, or is no longer the object that was waited for: exit 4. */
export function gone(target: WaitTarget, how: 'never-there' | 'deleted' | 'replaced', entry: EntryPoint): CliError {
  const words = {
    'never-there': 'not found',
    deleted: 'was deleted while it was waited for',
    replaced: 'was deleted, and another object has taken its name',
  };
  const list = `${entry.bin} get ${target.type.plural}${whereWords(target).replace(' in namespace', ' -n')}`;
  return new CliError({ exit: EXIT.notFound, message: `${subject(target)} ${words[how]}`, fix: list });
}

function oneOverdue(
  { target, why }: Unmet,
  condition: WaitCondition,
  after: string,
  events: readonly string[],
  entry: EntryPoint,
): CliError {
  return new CliError({
    exit: EXIT.timeout,
    message: `${after}: ${subject(target)} ${unmetWords(condition)}`,
    why: [why, ...events.map((event) => `  ${event}`)].join('\n'),
    fix: `wait longer with --timeout, or look: ${whyCommand(target, entry)}`,
  });
}

/** Whole seconds where they tell enough. */
function seconds(ms: number): string {
  return `${ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1000)}s`;
}

/** The time is over (`timeoutMs` 0: it was looked at once): exit 124. `events` are those of the first object. */
export function overdue(
  unmet: readonly Unmet[],
  condition: WaitCondition,
  timeoutMs: number,
  events: readonly string[],
  entry: EntryPoint,
): CliError {
  const after = timeoutMs === 0 ? 'looked once' : `timed out after ${seconds(timeoutMs)}`;
  const [first] = unmet;
  if (first !== undefined && unmet.length === 1) return oneOverdue(first, condition, after, events, entry);
  const named = unmet.slice(0, NAMED).flatMap(({ target, why }, index) => {
    const told = index === 0 ? events.map((event) => `\n    ${event}`).join('') : '';
    return `\n  ${subject(target)}: ${why}${told}`;
  });
  const more = unmet.length > NAMED ? `\n  and ${unmet.length - NAMED} more` : '';
  return new CliError({
    exit: EXIT.timeout,
    message: `${after}: ${unmet.length} objects are not as asked for (--for=${condition.is})`,
    why: `each of these ${unmetWords(condition)}${named.join('')}${more}`,
    fix: `wait longer with --timeout${first === undefined ? '' : `, or look: ${whyCommand(first.target, entry)}`}`,
  });
}
