import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentEvents } from '../../sandbox/stand-ins/kaos/chat-answers.ts';
import { runtimeRecording } from '../../../test/support/kaos-recording.ts';
import { chatChunk } from './chat-chunk.ts';

const HEAD = { id: 'chatcmpl-1', created: 1, model: 'agent' };

function through(text: string): string {
  return agentEvents(HEAD, text, true)
    .slice(0, -1)
    .map((event) => chatChunk(event)?.text ?? '<unreadable>')
    .join('');
}

test('the recorded stream, which is no JSON, says what the recorded answer says', () => {
  const recorded = runtimeRecording().find(({ note }) => note === 'chat, stream')?.response.text ?? '';
  const events = recorded.split('\n\n').map((event) => event.replace('data: ', ''));
  expect(() => void JSON.parse(events[0] ?? '')).toThrow(SyntaxError);
  const chunks = events.filter((event) => event.startsWith('{')).map(chatChunk);
  expect(chunks.map((chunk) => chunk?.text).join('')).toBe("It's done ");
  expect(chunks.map((chunk) => chunk?.isLast)).toEqual([false, false, true]);
});

test.each([
  ["It's", "It's"],
  ['say "hi"', 'say "hi"'],
  [`it's "both"`, `it's "both"`],
  ["rock'n'roll", "rock'n'roll"],
  ['a\\b "c"', 'a\\b "c"'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['}], "finish_reason": null', '}], "finish_reason": null'],
])('%j survives the exchange of its quotation marks', (text, read) => {
  expect(through(text)).toBe(read);
});

test('no text makes a chunk unreadable, and only quotation marks can come out wrong', () => {
  const same = (text: string): string => text.replaceAll(/['"]/g, '"').replaceAll('None', 'null');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(same(through(text))).toBe(same(text));
    }),
  );
});

test('failures inside a stream are found, as JSON and as what is almost JSON', () => {
  expect(chatChunk('{"error": {"type": "server_error", "message": "no model"}}')).toMatchObject({ failure: 'no model', isLast: true });
  expect(chatChunk('{"error": {"type": "server_error", "message": "can"t reach it"}}')).toMatchObject({ failure: "can't reach it" });
  expect(chatChunk('{"error": "plain"}')).toMatchObject({ failure: 'plain' });
});

test('pieces of other servers: a role first, tokens last, no content', () => {
  expect(chatChunk('{"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}')).toEqual({ text: '', isLast: false });
  expect(chatChunk('{"choices":[],"usage":{"total_tokens":3}}')).toEqual({ text: '', isLast: false });
  expect(chatChunk('{"choices":[{"delta":{"content":"a"},"finish_reason":"length"}]}')).toEqual({ text: 'a', isLast: true });
  expect(chatChunk('{"choices": what')).toBeUndefined();
});
