import { expect, test } from 'vitest';
import { scriptedSession } from '../../../test/support/scripted-session.ts';
import { ApiError } from '../../cluster/api-error.ts';
import { CONFIG_MAP } from '../../kernel/builtin-types.ts';
import { readNamed } from './read-named.ts';

const NOT_FOUND = new ApiError({ reason: 'NotFound', code: 404, message: 'configmaps "mia" not found' });
const FORBIDDEN = new ApiError({ reason: 'Forbidden', code: 403, message: 'no' });

async function failureOf(script: Parameters<typeof scriptedSession>[0]): Promise<unknown> {
  const { session } = scriptedSession(script, [CONFIG_MAP]);
  const key = { namespace: 'team', name: 'mia' };
  return await readNamed(session, CONFIG_MAP, key, new AbortController().signal).catch((error: unknown) => error);
}

test('of a name that there is not, the live name that was probably meant is told; 4 all the same', async () => {
  const message = 'ConfigMap mia in namespace team not found';
  const names = (...live: string[]): { items: object[] } => ({ items: live.map((name) => ({ metadata: { name } })) });
  expect(await failureOf({ get: NOT_FOUND, raw: names('other', 'maia') })).toMatchObject({ exit: 4, message, fix: 'did you mean "maia"?' });
  const plain = { exit: 4, message, fix: 'kubectl maia get configmaps -n team' };
  expect(await failureOf({ get: NOT_FOUND, raw: names('other') })).toMatchObject(plain);
  expect(await failureOf({ get: NOT_FOUND, raw: FORBIDDEN })).toMatchObject(plain);
});

test('another failure is told as it is, and nothing is listed', async () => {
  expect(await failureOf({ get: FORBIDDEN })).toMatchObject({ exit: 5 });
});
