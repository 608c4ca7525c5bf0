import { entryPointOf } from '../entry-point.ts';
import { SYSTEMS } from '../../../registry.ts';

/** A command of this program in a text. */
export interface OwnCommand {
  /** `kubectl-maia`. */
  readonly executable: string;
  readonly args: readonly string[];
}

/** The words of a line as a POSIX shell splits them; quotes only, nothing is expanded. Undefined where a shell would do more. */
function shellWords(line: string): readonly string[] | undefined {
  if (/[;&|<>$`\\]/.test(line.replaceAll(/'[^']*'/g, ''))) return undefined;
  const pieces = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return pieces.map((piece) =>
    piece.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single: string | undefined, double: string | undefined) => single ?? double ?? ''),
  );
}

/** Words in capitals are to be filled in by a person. */
const TO_FILL_IN = /^(?:.*=)?[A-Z]{2,}$/;

/** The command of this program that a fix is; undefined where it is another program's, words, or something to fill in first. */
export function ownCommand(fix: string): OwnCommand | undefined {
  const [program, name, ...args] = shellWords(fix) ?? [];
  const names = ['aistack', ...SYSTEMS.map(({ id }) => id as string)];
  if (program !== 'kubectl' || name === undefined || !names.includes(name) || args.length === 0) return undefined;
  if (args.some((word) => TO_FILL_IN.test(word))) return undefined;
  return { executable: entryPointOf(`kubectl-${name}`).executable, args };
}
