// What a reader of the help has: the guide's cluster and job, reconciled on a sandbox whose pods run the stand-ins.
import path from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/shared/command-table.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { inProcessCli } from '../support/in-process-cli.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import type { CliResult } from '../support/run-cli.ts';

const EXAMPLES = path.join(PROJECT_ROOT, 'examples', 'marie');

/** The words of an example, its program left out; blanks in quotes stay. */
function wordsOf(example: string): readonly string[] {
  const [, ...words] = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return words;
}

test('a job of the guide runs to its end, and every example of the job commands works', { timeout: 400_000 }, async () => {
  const plane = sandboxPlane();
  if (plane === undefined) throw new Error('this test needs a sandbox');
  const marie = async (...words: readonly string[]): Promise<CliResult> => await inProcessCli('kubectl-marie', words, plane.kubeconfig);
  expect(await marie('install')).toMatchObject({ code: 0 });
  const files = ['quick-start.yaml', 'document-job.yaml'].map((file) => `--filename=${path.join(EXAMPLES, file)}`);
  expect(await marie('apply', ...files)).toMatchObject({ code: 0 });
  const reconciled = await marie('reconcile', '--timeout=3m');
  expect([reconciled.code, reconciled.stderr]).toEqual([0, expect.any(String)]);
  expect(await marie('job', 'attach', 'ocr-batch-job', '--timeout=1m')).toMatchObject({ code: 0 });
  const { stdout } = await marie('job', 'status', 'ocr-batch-job', '--tasks', '-o', 'json');
  const states = (JSON.parse(stdout) as { readonly tasks: readonly { readonly state: string }[] }).tasks.map(({ state }) => state);
  expect(states).toEqual(['completed', 'completed', 'completed']);
  for (const [name, command] of Object.entries(COMMANDS)) {
    if (typeof command === 'function' || command.systems[0] !== 'marie') continue;
    const { default: loaded } = await command.load();
    const { examples } = loaded as unknown as { readonly examples: readonly string[] };
    expect(examples.length, name).toBeGreaterThanOrEqual(3);
    for (const example of examples) {
      const { code, stderr } = await marie(...wordsOf(example.replace('<%= config.bin %>', 'marie')));
      expect([code, stderr], example).toEqual([0, expect.any(String)]);
    }
  }
});
