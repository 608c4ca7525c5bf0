import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtinCases } from '../../../test/conformance/support/builtin-cases.ts';
import { play, type RecordedAnswer } from '../../../test/conformance/support/builtin-recording.ts';
import { builtinService } from '../../../test/support/builtin-service-client.ts';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { PROJECT_ROOT } from '../../../test/support/project-root.ts';

const FILE = path.join(PROJECT_ROOT, 'test/conformance/support/builtin-recorded.json');
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Record<string, RecordedAnswer>>;
const NAMESPACE = 'builtin-unit';

const { client } = builtinService(fakeClock(Date.parse('2026-07-08T09:10:11Z')));

beforeAll(async () => {
  await client.request('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } } });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await client.request('POST', `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { body: account });
});

// The whole answers of a real server, without HTTP between.
for (const [theme, cases] of Object.entries(builtinCases)) {
  describe(`of theme ${theme}`, () => {
    test.each(cases)('$name', async (one) => {
      expect(await play(client, one, NAMESPACE)).toEqual(recorded[theme]?.[one.name]);
    });
  });
}
