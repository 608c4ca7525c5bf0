import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serverSentEvents, type ServerSentEvent } from './server-sent-events.ts';

async function* inPieces(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array, void, void> {
  const bytes = Buffer.from(text);
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % Math.max(1, sizes.length)] ?? 1;
    yield await Promise.resolve(bytes.subarray(at, at + size));
    at += size;
  }
}

async function eventsOf(text: string, sizes: readonly number[]): Promise<readonly ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(inPieces(text, sizes))) events.push(event);
  return events;
}

test('events come out whole, however the stream is cut, whatever ends its lines', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
  const event = fc.record({ event: fc.constantFrom('message', 'ping', 'endpoint'), data: fc.array(line, { minLength: 1, maxLength: 3 }) });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 5 }), sizes, fc.constantFrom('\n', '\r\n', '\r'), async (events, cuts, eol) => {
      const text = events
        .map((each) => [`event: ${each.event}`, ': a comment', ...each.data.map((one) => `data: ${one}`), '', ''].join(eol))
        .join('');
      expect(await eventsOf(text, cuts)).toEqual(events.map((each) => ({ event: each.event, data: each.data.join('\n') })));
    }),
  );
});

test('an event without an empty line behind it counts, fields without a colon or of another kind do not', async () => {
  expect(await eventsOf('retry: 5\nid\ndata:no blank\n\ndata: last', [4])).toEqual([
    { event: 'message', data: 'no blank' },
    { event: 'message', data: 'last' },
  ]);
});
