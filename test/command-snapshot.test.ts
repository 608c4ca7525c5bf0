import { expect, test } from 'vitest';
import { globalFlags } from '../src/commands/shared/flags.ts';
import { EXIT } from '../src/output/exit-codes.ts';
import { knownCommands } from './support/command-examples.ts';

/**
 * The words, flags and formats of every command, as they were checked in: scripts rely on them. What changes them on purpose writes them anew:
 * `npx vitest run --project unit test/command-snapshot -u`, and `--project sandbox test/server/error-matrix -u` for the exit codes.
 */

interface FlagLike {
  readonly type: string;
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly allowNo?: boolean;
  readonly env?: string;
  readonly exclusive?: readonly unknown[];
  readonly hidden?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** What a script may rely on: everything but the texts. */
function contractOf(flag: FlagLike): Readonly<Record<string, unknown>> {
  const { type, char, aliases, options, multiple, required, allowNo, env, exclusive, hidden, min, max } = flag;
  const all = { type, char, aliases, options, multiple, required, allowNo, env, exclusive, hidden, min, max, default: flag.default };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== false));
}

function contractsOf(flags: Readonly<Record<string, FlagLike>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(flags)
      .toSorted()
      .map((name) => [name, contractOf(flags[name] ?? { type: '' })]),
  );
}

const commands = await knownCommands();

function text(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

test('the flags that every command has', async () => {
  await expect(text(contractsOf(globalFlags as Readonly<Record<string, FlagLike>>))).toMatchFileSnapshot('fixtures/commands/global.json');
});

test('the names and numbers of the exit codes', async () => {
  await expect(text(EXIT)).toMatchFileSnapshot('fixtures/commands/exit-names.json');
});

test.each(commands)('$command', async ({ command, executable, loaded }) => {
  const { usage } = loaded as { readonly usage?: unknown };
  const flags = loaded.flags as Readonly<Record<string, FlagLike & { readonly description?: string }>>;
  const formats = /^Output format: (.*)\.$/.exec(flags['output']?.description ?? '')?.[1]?.split(', ');
  const contract = {
    command,
    program: executable,
    usage,
    ...(formats !== undefined && { formats }),
    arguments: contractsOf(loaded.args as unknown as Readonly<Record<string, FlagLike>>),
    flags: contractsOf(flags),
  };
  await expect(text(contract)).toMatchFileSnapshot(`fixtures/commands/${command.replaceAll(' ', '-')}.json`);
});
