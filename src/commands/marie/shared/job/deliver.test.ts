import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MARIE_KEY, startMarie, type MarieStandIn } from '../../../../../test/support/marie-stand-in.ts';
import { runHere } from '../../../../../test/support/run-here.ts';
import type { CliResult } from '../../../../../test/support/run-cli.ts';
import { tempDir } from '../../../../../test/support/temp-dir.ts';

let marie: MarieStandIn;
let file: string;

beforeEach(async () => {
  marie = await startMarie();
  marie.register();
  marie.site.switches.workMs = 100;
  const example = await runHere(['job', 'deliver', '--print-example'], { executable: 'kubectl-marie' });
  file = path.join(tempDir(), 'submission.json');
  await writeFile(file, example.stdout);
});
afterEach(async () => {
  await marie.close();
});

async function deliver(key: string | undefined): Promise<CliResult> {
  const env = { MARIE_SERVER_URL: marie.url, ...(key === undefined ? {} : { MARIE_API_KEY: key }) };
  return runHere(['job', 'deliver', '--file', file], { executable: 'kubectl-marie', env });
}

test('the submitting program delivers its file, waits for the end, and a second run follows the same job', async () => {
  const first = await deliver(MARIE_KEY);
  expect(first).toMatchObject({ code: 0 });
  const told = JSON.parse(first.stdout) as Readonly<Record<string, unknown>>;
  expect(told).toMatchObject({ reference: expect.stringMatching(/^demo-/), state: 'succeeded', tasks: '3 completed' });
  const second = await deliver(MARIE_KEY);
  expect([second.code, JSON.parse(second.stdout)]).toEqual([0, told]);
});

test('without a key, and with a wrong one: nothing is submitted, and no key is printed', async () => {
  expect(await deliver(undefined)).toMatchObject({ code: 2, stderr: expect.stringContaining('MARIE_API_KEY') });
  const wrong = await deliver(`mas_${'x'.repeat(54)}`);
  expect(wrong.code).toBe(5);
  expect(wrong.stderr + wrong.stdout).not.toContain('xxxx');
});
