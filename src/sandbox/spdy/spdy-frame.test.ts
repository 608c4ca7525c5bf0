import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlFrame, createFrameSplitter, dataFrame, SPDY_FIN, type SpdyFrame } from './spdy-frame.ts';

test('frames come out whole, wherever the bytes are cut', () => {
  const wire = Buffer.concat([
    controlFrame(6, Buffer.from([0, 0, 0, 9])),
    dataFrame(1, Buffer.from('hello')),
    dataFrame(3, Buffer.alloc(0), true),
    dataFrame(5, Buffer.alloc(70_000, 7)),
  ]);
  const expected: SpdyFrame[] = [
    { kind: 'control', type: 6, flags: 0, payload: Buffer.from([0, 0, 0, 9]) },
    { kind: 'data', streamId: 1, flags: 0, payload: Buffer.from('hello') },
    { kind: 'data', streamId: 3, flags: SPDY_FIN, payload: Buffer.alloc(0) },
    { kind: 'data', streamId: 5, flags: 0, payload: Buffer.alloc(70_000, 7) },
  ];
  fc.assert(
    fc.property(fc.array(fc.nat(wire.length), { maxLength: 8 }), (cuts) => {
      const split = createFrameSplitter();
      const at = [0, ...cuts.toSorted((left, right) => left - right), wire.length];
      const frames = at.slice(1).flatMap((end, index) => split(wire.subarray(at[index], end)));
      expect(frames).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});
