import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import { builtinCases } from './support/builtin-cases.ts';
import { play, type RecordedAnswer } from './support/builtin-recording.ts';

const FILE = path.join(import.meta.dirname, 'support', 'builtin-recorded.json');

/** `AISTACK_RECORD=1` with a real server: takes its answers as the expected ones. */
const recording = process.env['AISTACK_RECORD'] === '1';
const expected = (recording ? {} : JSON.parse(readFileSync(FILE, 'utf8'))) as Record<string, Record<string, RecordedAnswer>>;

/** JSON with one line per case: differences stay readable. */
function listing(answers: typeof expected): string {
  const themes = Object.entries(answers).map(([theme, cases]) => {
    const lines = Object.entries(cases).map(([name, answer]) => `    ${JSON.stringify(name)}: ${JSON.stringify(answer)}`);
    return `  ${JSON.stringify(theme)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n${themes.join(',\n')}\n}\n`;
}

describeCluster('answers that were recorded from a real server', (plane) => {
  const namespace = `builtin-${process.pid.toString(36)}${Date.now().toString(36)}`;
  let client: RawClient;

  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
    await client.request('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } });
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
    await client.request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { body: account });
  });

  afterAll(async () => {
    await client.request('DELETE', `/api/v1/namespaces/${namespace}`);
    client.close();
    if (recording) writeFileSync(FILE, listing(expected));
  });

  for (const [theme, cases] of Object.entries(builtinCases)) {
    describe(`of theme ${theme}`, () => {
      test.each(cases)('$name', async (one) => {
        const answer = await play(client, one, namespace);
        if (recording) (expected[theme] ??= {})[one.name] = answer;
        expect(answer).toEqual(expected[theme]?.[one.name]);
      });
    });
  }
});
