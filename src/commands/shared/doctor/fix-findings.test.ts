import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../../../test/support/project-root.ts';
import { entryPointOf } from '../entry-point.ts';
import type { Runtime } from '../runtime.ts';
import type { DoctorFinding } from './finding.ts';
import { fixFindings } from './fix-findings.ts';

function terminal(answers: readonly string[]): { readonly runtime: Runtime; readonly said: () => string; readonly printed: () => string } {
  const waiting = [...answers];
  let said = '';
  let printed = '';
  const runtime: Runtime = {
    entry: entryPointOf('kubectl-aistack'),
    version: '0.0.0',
    root: PROJECT_ROOT,
    env: {},
    now: () => 0,
    stdout: (text) => (printed += text),
    stderr: (text) => (said += text),
    readStdin: async () => Promise.resolve(''),
    stderrIsTerminal: true,
    interactive: true,
    readLine: async (question) => {
      said += question;
      return Promise.resolve(waiting.shift());
    },
    signal: new AbortController().signal,
  };
  return { runtime, said: () => said, printed: () => printed };
}

function finding(id: string, fix: string): DoctorFinding {
  return { id, area: 'maia', severity: 'error', title: 't', message: 'm', object: { kind: 'K', name: 'n' }, fix };
}

test("runs what is answered with yes, prints what is somebody else's, asks for each command once", async () => {
  const { runtime, said, printed } = terminal(['y', 'n', 'yes']);
  const findings = [
    finding('A', 'kubectl maia version --client'),
    finding('B', 'kubectl maia version --client'),
    finding('C', 'kubectl get pods'),
    finding('D', 'kubectl maia get nothing-such'),
    finding('E', 'kubectl kaos get nothing-such'),
  ];
  expect(await fixFindings(findings, runtime, [])).toEqual({ done: 1, failed: 1, left: 2 });
  expect(said()).toContain('A K/n: m\n  run kubectl maia version --client? [y/N] ');
  expect(said()).not.toContain('B K/n');
  expect(said()).toContain('C K/n: m\n  yours to do: kubectl get pods\n');
  expect(said()).toContain('"nothing-such" is no type of kubectl kaos');
  expect(printed()).toContain('0.0.0');
});
