import { usageError } from '../../output/cli-error.ts';
import type { Located } from './argv.ts';
import { withoutZapLogLevel } from './zap-log-level.ts';

/** A way to call a command that is more than other words for it: it brings arguments along. */
interface OtherWords {
  readonly command: string;
  /** The arguments that the command is given, from those that stand behind the words. */
  readonly rest: (rest: readonly string[], help: boolean) => readonly string[];
}

function before(...words: readonly string[]): OtherWords['rest'] {
  return (rest) => [...words, ...rest];
}

/** `run` means what an operator's own binary would do, which in the cluster its Deployment starts: here it must say that it is meant. */
function runLocally(rest: readonly string[], help: boolean): readonly string[] {
  const end = rest.indexOf('--');
  const at = rest.findIndex((word, index) => word === '--local' && (end < 0 || index < end));
  if (at < 0 && !help) throw usageError('run needs --local: the loop runs on this machine', 'say run --local, or reconcile --watch');
  return ['--watch', ...rest.filter((_, index) => index !== at)];
}

const OTHER_WORDS: Readonly<Record<string, OtherWords>> = {
  'generate crds': { command: 'install', rest: before('crds', '--export') },
  'generate install': { command: 'install', rest: before('--export') },
  'generate rbac': { command: 'auth rbac', rest: before('reconcile') },
  run: { command: 'reconcile', rest: runLocally },
  ui: { command: 'top', rest: before() },
};

/** The words that {@link inCanonicalWords} replaces. */
export const otherWords: readonly string[] = Object.keys(OTHER_WORDS);

/** The same command in the words and flags that the table of commands has. Throws a usage error for `run` without `--local`. */
export function inCanonicalWords(located: Located): Located {
  const meant = OTHER_WORDS[located.command ?? ''];
  const same = meant === undefined ? located : { ...located, command: meant.command, rest: meant.rest(located.rest, located.help) };
  return same.command === 'reconcile' ? { ...same, rest: withoutZapLogLevel(same.rest) } : same;
}

/** What help speaks of where it is asked about these words: `run` is `reconcile`, `generate` alone is `install`. */
export function subjectInCanonicalWords(words: string): string {
  return OTHER_WORDS[words]?.command ?? (words === 'generate' ? 'install' : words);
}
