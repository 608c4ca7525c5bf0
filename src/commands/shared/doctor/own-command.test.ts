import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DOCTOR_CASES } from '../../../../test/support/doctor-cases.ts';
import { ILL_SITUATIONS } from '../../../../test/support/ill-situations.ts';
import { runHere } from '../../../../test/support/run-here.ts';
import { sampleFacts } from '../../../../test/support/sample-facts.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { diagnose } from './diagnose.ts';
import { ownCommand } from './own-command.ts';
import { DOCTOR_RULES } from './rules/rule-table.ts';

test('only whole commands of this program, with nothing left to fill in', () => {
  expect(ownCommand("kubectl maia scale maiainstance/x -n 'my ns' --replicas 1")).toEqual({
    executable: 'kubectl-maia',
    args: ['scale', 'maiainstance/x', '-n', 'my ns', '--replicas', '1'],
  });
  for (const fix of [
    'kubectl get pods',
    'kubectl maia',
    'kubectl maiax get pods',
    'kubectl maia get x && rm -rf /',
    'kubectl maia get $(x)',
    'kubectl maia scale x --replicas AMOUNT',
    'kubectl maia scale x --replicas=AMOUNT',
    'ask for: kubectl maia auth rbac get',
    '',
  ]) {
    expect(ownCommand(fix)).toBeUndefined();
  }
});

/** Fixes that only words can say. */
const WORDS: readonly string[] = ['name a version or a digest in the spec', 'f'];
const KUBECTL = /^kubectl (?:get|describe|patch|create|logs|delete|edit|annotate|scale|rollout|uncordon) /;

test('each fix of doctor and of why is a command that there is, with flags that it has', { timeout: 60_000 }, async () => {
  const facts = await Promise.all(DOCTOR_CASES.map(async ({ ill }) => sampleFacts(ill)));
  const told = facts.flatMap((one) => diagnose(one, DOCTOR_RULES, new Set()).map(({ fix }) => fix));
  const fixes = [...new Set([...told, ...ILL_SITUATIONS.map(({ fix }) => fix.replaceAll('NS', 'ns'))])];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'aistack-fixes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const kubeconfig = path.join(folder, 'config');
  // Nobody answers there: a line that is understood gets as far as that.
  const cluster = { name: 'c', cluster: { server: 'http://127.0.0.1:9' } };
  const context = { name: 'c', context: { cluster: 'c', user: 'c' } };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    contexts: [context],
    users: [{ name: 'c', user: {} }],
    'current-context': 'c',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const own = fixes.flatMap((fix) => {
    const command = ownCommand(fix);
    return command === undefined ? [] : [{ fix, command }];
  });
  expect(own.length).toBeGreaterThan(15);
  const results = await Promise.all(
    own.map(async ({ fix, command }) => ({
      fix,
      ...(await runHere(command.args, { executable: command.executable, kubeconfig, answers: ['y'] })),
    })),
  );
  expect(results.filter(({ code }) => code === EXIT.usage || code === EXIT.ok).map(({ fix, code, stderr }) => [fix, code, stderr])).toEqual(
    [],
  );
  const others = fixes.filter((fix) => !own.some((one) => one.fix === fix) && !WORDS.includes(fix));
  expect(others.filter((fix) => !KUBECTL.test(fix))).toEqual([]);
  for (const fix of others)
    for (const [, json = ''] of fix.matchAll(/ -p '([^']*)'/g)) expect(() => JSON.parse(json) as unknown).not.toThrow();
});
