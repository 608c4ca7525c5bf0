import { expect, test } from 'vitest';
import type { Runtime } from '../runtime.ts';
import { takeOverTerms, type TakeOverFlags } from './take-over-terms.ts';

const FLAGS: TakeOverFlags = { 'take-over': 'scale-down', yes: false, 'leader-elect': true, 'dry-run': 'none', shadow: false };

function runtime(answer: string | undefined): Runtime {
  const readLine = async (): Promise<string | undefined> => Promise.resolve(answer);
  return { interactive: answer !== undefined, readLine, stderr: () => undefined } as unknown as Runtime;
}

test.each<readonly [string, Partial<TakeOverFlags>]>([
  ['without a terminal and without --yes', {}],
  ['of a run that holds no lease', { yes: true, 'leader-elect': false }],
  ['of a dry run', { yes: true, 'dry-run': 'server' }],
  ['of a shadow', { yes: true, shadow: true }],
])('taking over %s is wrong usage', (_what, more) => {
  expect(() => takeOverTerms({ ...FLAGS, ...more }, runtime(undefined))).toThrow(expect.objectContaining({ exit: 2 }) as Error);
});

test('whoever sits there is asked; --yes asks nobody; without the flag there is nothing to ask', async () => {
  expect(takeOverTerms({ ...FLAGS, 'take-over': undefined }, runtime('n'))).toEqual({});
  await expect(takeOverTerms(FLAGS, runtime('n')).takeOver?.confirm('scale it')).rejects.toMatchObject({ exit: 1 });
  await expect(takeOverTerms(FLAGS, runtime('y')).takeOver?.confirm('scale it')).resolves.toBeUndefined();
  await expect(takeOverTerms({ ...FLAGS, yes: true }, runtime(undefined)).takeOver?.confirm('scale it')).resolves.toBeUndefined();
});
