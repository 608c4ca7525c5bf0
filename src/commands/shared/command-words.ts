import { COMMANDS } from './command-table.ts';
import type { LoadCommand, SystemCommand } from './command-table.ts';
import type { EntryPoint } from './entry-point.ts';

/** A command that an entry point offers: its canonical words, and how it is loaded. */
export interface NamedCommand {
  readonly id: string;
  readonly load: LoadCommand;
}

function isOffered(command: LoadCommand | SystemCommand, entry: Pick<EntryPoint, 'systems'>): boolean {
  return typeof command === 'function' || command.systems.some((system) => entry.systems.includes(system));
}

function offered(entry: Pick<EntryPoint, 'systems'>): readonly (readonly [string, LoadCommand | SystemCommand])[] {
  return Object.entries(COMMANDS).filter(([, command]) => isOffered(command, entry));
}

function aliasesOf(command: LoadCommand | SystemCommand): readonly string[] {
  return typeof command === 'function' ? [] : (command.aliases ?? []);
}

/** The canonical words of every command that the entry point offers. */
export function commandIds(entry: Pick<EntryPoint, 'systems'>): readonly string[] {
  return offered(entry).map(([id]) => id);
}

/** All words by which the entry point's commands can be called. */
export function commandWords(entry: Pick<EntryPoint, 'systems'>): readonly string[] {
  return offered(entry).flatMap(([id, command]) => [id, ...aliasesOf(command)]);
}

/** The command with these words or this alias; undefined where the entry point has none. */
export function commandNamed(words: string, entry: Pick<EntryPoint, 'systems'>): NamedCommand | undefined {
  const found = offered(entry).find(([id, command]) => id === words || aliasesOf(command).includes(words));
  if (found === undefined) return undefined;
  const [id, command] = found;
  return { id, load: typeof command === 'function' ? command : command.load };
}
