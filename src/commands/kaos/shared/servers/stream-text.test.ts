import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rejection } from '../../../../../test/support/rejection.ts';
import { safeText, streamText } from './stream-text.ts';

async function* given(pieces: readonly string[], failure?: Error): AsyncGenerator<string, void, void> {
  for (const piece of pieces) yield await Promise.resolve(piece);
  if (failure !== undefined) throw failure;
}

async function written(pieces: readonly string[], isTerminal = false): Promise<string> {
  let text = '';
  await streamText(given(pieces), (piece) => (text += piece), isTerminal);
  return text;
}

test('pieces are written as they come, blanks between them kept, those at the end not', async () => {
  const writes: string[] = [];
  await streamText(given(['a ', 'b', ' \n', 'c \n\n']), (piece) => writes.push(piece), false);
  expect(writes).toEqual(['a', ' b', ' \nc', '\n']);
  expect(await written([' ', ''])).toBe('');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), async (pieces) => {
      const whole = pieces.join('').trimEnd();
      expect(await written(pieces)).toBe(whole === '' ? '' : `${whole}\n`);
    }),
  );
});

test('a failure in the middle leaves a whole line', async () => {
  const failure = new Error('broken');
  let text = '';
  expect(await rejection(streamText(given(['half '], failure), (piece) => (text += piece), false))).toBe(failure);
  expect(text).toBe('half\n');
});

test('a terminal gets nothing that talks to it', async () => {
  const nasty = 'red \u001B[31m, bell \u0007, line\r\n, tab\t, c1 \u009B2J';
  expect(await written([nasty], true)).toBe('red [31m, bell , line\n, tab\t, c1 2J\n');
  expect(safeText(nasty, false)).toBe(nasty);
});
