import { usageError } from '../../output/cli-error.ts';

const FLAG = '--zap-log-level';

/** The words of zap for how much is logged, as the verbosity at which as much is logged here. */
const LEVELS: Readonly<Record<string, string>> = { debug: '4', info: '2', warn: '0', error: '0', panic: '0' };

function verbosityOf(level: string | undefined): string {
  const verbosity = /^\d$/.test(level ?? '') ? level : Object.hasOwn(LEVELS, level ?? '') ? LEVELS[level ?? ''] : undefined;
  if (verbosity !== undefined) return `--verbosity=${verbosity}`;
  throw usageError(`${FLAG} ${level ?? ''} is no level`, `use ${FLAG}=debug, info, error or panic, or -v with a number from 0 to 9`);
}

/**
 * The arguments with `-v` in the place of `--zap-log-level`, the flag that operators made with kubebuilder have: their command lines work here as
 * they are. Throws a usage error for a level that there is not.
 */
export function withoutZapLogLevel(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  const at = args.findIndex((arg, index) => (arg === FLAG || arg.startsWith(`${FLAG}=`)) && (end < 0 || index < end));
  if (at < 0) return args;
  const isApart = args[at] === FLAG;
  const level = isApart ? args[at + 1] : args[at]?.slice(FLAG.length + 1);
  const after = withoutZapLogLevel(args.slice(at + (isApart ? 2 : 1)));
  return [...args.slice(0, at), verbosityOf(level), ...after];
}
