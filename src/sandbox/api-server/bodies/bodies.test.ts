import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanJson } from './json-scan.ts';
import { parseYaml } from './parse-yaml.ts';

test('every JSON text is taken, and what JSON.parse refuses is refused', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (text, at, noise) => {
      expect(scanJson(text).duplicates).toEqual([]);
      const broken = text.slice(0, at % (text.length + 1)) + noise + text.slice(at % (text.length + 1));
      let valid = true;
      try {
        JSON.parse(broken);
      } catch {
        valid = false;
      }
      if (valid) expect(() => scanJson(broken)).not.toThrow();
      else expect(() => scanJson(broken)).toThrow(SyntaxError);
    }),
  );
});

test('duplicates are told with their paths, the inner ones first', () => {
  const text = '{"a":{"k":1,"k":2},"b":[{"x":1},{"x":1,"x":2}],"a":3,"a":4}';
  expect(scanJson(text).duplicates).toEqual(['a.k', 'b[1].x', 'a', 'a'].map((field) => `duplicate field "${field}"`));
});

test('escaped keys are compared by what they mean', () => {
  expect(scanJson(String.raw`{"a":1,"\u0061":2}`).duplicates).toEqual(['duplicate field "a"']);
});

test('JSON is read by the YAML reader as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme-ascii' }), (value) => {
      expect(parseYaml(JSON.stringify(value)).value).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('plain scalars in the way of YAML 1.1', () => {
  const { value } = parseYaml(
    '[yes, No, on, OFF, y, n, ~, null, 0x1F, 010, 0o17, 0b101, 1_000, .5, 1e3, 1:30, 2024-01-01, "yes", !!str 1, -0x10]',
  );
  expect(value).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    null,
    null,
    31,
    8,
    15,
    5,
    1000,
    0.5,
    1000,
    '1:30',
    '2024-01-01',
    'yes',
    '1',
    -16,
  ]);
});

test('anchors are resolved, infinite numbers refused', () => {
  expect(parseYaml('a: &x {b: 1}\nc: *x\n').value).toEqual({ a: { b: 1 }, c: { b: 1 } });
  expect(() => parseYaml('a: .inf')).toThrow('json: unsupported value: +Inf');
});

test('a key that comes twice is told with its line', () => {
  expect(parseYaml('a:\n  b: 1\n  b: 2\n')).toEqual({ value: { a: { b: 2 } }, duplicates: ['line 3: key "b" already set in map'] });
});
