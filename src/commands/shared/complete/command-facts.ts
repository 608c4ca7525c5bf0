import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandNamed } from '../command-words.ts';
import type { EntryPoint } from '../entry-point.ts';

/** What completion must know of a flag: a part of oclif's definition, in the manifest as in the classes. */
export interface FlagFacts {
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly hidden?: boolean;
  readonly options?: readonly string[];
  readonly description?: string;
}

/** What completion must know of a command. */
export interface CommandFacts {
  readonly summary?: string;
  readonly flags: Readonly<Record<string, FlagFacts>>;
}

/** All that is known of the commands without loading one. */
export interface Facts {
  /** By the words of the command. */
  readonly commands: ReadonlyMap<string, CommandFacts>;
  /** What a topic (`backup`) is about. */
  readonly topics: Readonly<Record<string, string>>;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** oclif's manifest, and the topics of package.json. A file that is missing has nothing to say. */
export function readFacts(root: string): Facts {
  const manifest = readJson(path.join(root, 'oclif.manifest.json')) as
    | { readonly commands?: Readonly<Record<string, CommandFacts>> }
    | undefined;
  const pjson = readJson(path.join(root, 'package.json')) as
    | { readonly oclif?: { readonly topics?: Readonly<Record<string, { readonly description?: string }>> } }
    | undefined;
  const commands = Object.entries(manifest?.commands ?? {}).map(([id, facts]) => [id.replaceAll(':', ' '), facts] as const);
  const topics = Object.entries(pjson?.oclif?.topics ?? {}).map(([name, { description = '' }]) => [name, description] as const);
  return { commands: new Map(commands), topics: Object.fromEntries(topics) };
}

/** The facts of one command: from the manifest, or of its class where that is missing or its flags depend on the words (`create KIND`). */
export async function factsOf(id: string, words: readonly string[], entry: EntryPoint, facts: Facts): Promise<CommandFacts | undefined> {
  const listed = facts.commands.get(id);
  if (listed !== undefined && (id !== 'create' || words.length === 0)) return listed;
  const { default: found } = (await commandNamed(id, entry)?.load()) ?? {};
  if (found === undefined) return undefined;
  const command = (await found.forWords?.(words, entry)) ?? found;
  return { flags: { ...command.baseFlags, ...command.flags }, ...(command.summary !== undefined && { summary: command.summary }) };
}
