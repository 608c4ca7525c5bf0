import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLine } from './read-line.ts';

function streams(): { readonly input: PassThrough; readonly output: PassThrough } {
  return { input: new PassThrough(), output: new PassThrough() };
}

const never = new AbortController().signal;

test('a line is an answer, and the question was asked', async () => {
  const { input, output } = streams();
  const answer = readLine({ input, output }, 'Delete? ', never);
  input.write('y\n');
  expect(await answer).toBe('y');
  expect(String(output.read())).toBe('Delete? ');
});

test('the end of the input is none', async () => {
  const { input, output } = streams();
  const answer = readLine({ input, output }, 'Delete? ', never);
  input.end();
  expect(await answer).toBeUndefined();
  expect(String(output.read())).toBe('Delete? \n');
});

test('an interruption ends the question with its reason, before it is asked too', async () => {
  const stop = new AbortController();
  const asked = streams();
  const answer = readLine(asked, '', stop.signal);
  stop.abort(new Error('stopped'));
  await expect(answer).rejects.toThrow('stopped');
  const late = streams();
  await expect(readLine(late, 'Delete? ', stop.signal)).rejects.toThrow('stopped');
  expect(late.output.read()).toBeNull();
});
