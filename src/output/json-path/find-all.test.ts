import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findAll } from './find-all.ts';
import { parseJsonPath } from './parse-json-path.ts';
import { parseTemplate } from './parse-template.ts';
import { renderTemplate } from './render-template.ts';

const PORTS = {
  name: 'web',
  none: null,
  labels: { 'example.com/tier': 'a', app: 'b' },
  ports: [
    { name: 'http', port: 80, on: true },
    { name: 'https', port: 443, ratio: 0.5 },
    { name: 'm)x', port: 9090, of: { name: 'deep' } },
  ],
};

// How the real kubectl answers such questions is a test of its own, with both: test/server/get-json-path.test.ts.
test.each<[string, readonly unknown[]]>([
  ['name', ['web']],
  ['.ports[*].port', [80, 443, 9090]],
  ['{.ports[-1].name}', ['m)x']],
  ['.ports[:2].name', ['http', 'https']],
  ['.ports[::2].name', ['http', 'm)x']],
  ['.ports[1:1].name', []],
  ['.ports[0,2].port', [80, 9090]],
  [".ports[*]['name','port']", ['http', 'https', 'm)x', 80, 443, 9090]],
  [".labels['example\\.com/tier']", ['a']],
  ['.labels.example\\.com/tier', ['a']],
  ['.labels.*', ['b', 'a']],
  ['..name', ['web', 'http', 'https', 'm)x', 'deep']],
  ['.ports[?(@.port>=443)].name', ['https', 'm)x']],
  ['.ports[?( @.name == "m)x" )].port', [9090]],
  ['.ports[?(@.of)].port', [9090]],
  ['.ports[?(@.of.name!="x")].port', [9090]],
  ['.ports[?(@.ratio<1)].port', [443]],
  ['.ports[?(@.on==true)].port', [80]],
  ['.ports[?(@.nothing=="x")].port', []],
  ['.nothing.at.all[3]', []],
  ['.none.x', []],
  ['.none', [null]],
  ['.name.length', []],
  ['.toString', []],
  ['.constructor', []],
])('%s finds %j', (path, expected) => {
  expect(findAll(parseJsonPath(path), PORTS)).toEqual(expected);
});

test.each([
  ['.ports[7]', 'index 7 is out of bounds: the array has 3 elements'],
  ['.ports[-4]', 'index -1 is out of bounds: the array has 3 elements'],
  ['.ports[0:9]', 'index 8 is out of bounds: the array has 3 elements'],
  ['.ports[2:1]', 'the slice begins at 2, behind its end 1'],
  ['.labels[0]', 'an index needs an array, and this is an object'],
  ['.name[*]', 'an index needs an array, and this is a string'],
  ['.labels[?(@.x)]', 'only an array can be filtered'],
  ['.ports[?(@.port=="80")]', 'a number cannot be compared with a string'],
  ['.ports[?(@.of==1)]', 'only texts, numbers and booleans can be compared'],
  ['.ports[?(@.on<true)]', 'booleans have no order'],
  ['.ports[?(@.*==80)]', 'a filter can compare one value at a time, and this finds several'],
])('%s does not fit: %s', (path, why) => {
  expect(() => findAll(parseJsonPath(path), PORTS)).toThrow(expect.objectContaining({ exit: 1, why }));
});

/** A value and a way into it, as a path whose names are escaped. */
const inside = fc
  .tuple(
    fc.array(fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 5 }),
    fc.jsonValue(),
  )
  .filter(([way]) => way.every((step) => typeof step === 'number' || (/^[^*\s]/u.test(step) && step !== '__proto__')));

function wrap(way: readonly (string | number)[], leaf: unknown): unknown {
  return way.reduceRight<unknown>(
    (value, step) =>
      typeof step === 'string' ? { [step]: value } : Array.from({ length: 3 }, (_, index) => (index === step ? value : 'other')),
    leaf,
  );
}

test('whatever is put somewhere is found there, whatever the names are', () => {
  fc.assert(
    fc.property(inside, ([way, leaf]) => {
      const escaped = (name: string): string => name.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`);
      const path = way.map((step) => (typeof step === 'number' ? `[${step}]` : `.${escaped(step)}`)).join('');
      expect(findAll(parseJsonPath(`{${path}}`), wrap(way, leaf))).toEqual([leaf]);
    }),
  );
});

test('slices take what JavaScript takes, where kubectl allows them', () => {
  const bound = fc.option(fc.integer({ min: -6, max: 6 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 5 }), bound, bound, (items, from, to) => {
      const path = parseJsonPath(`.x[${from ?? ''}:${to ?? ''}]`);
      let found: readonly unknown[];
      try {
        found = findAll(path, { x: items });
      } catch {
        return;
      }
      expect(found).toEqual(items.slice(from, to));
    }),
  );
});

test.each([
  ['{.name}: {.ports[*].port}', 'web: 80 443 9090'],
  ['{range .ports[*]}{.name}={.port}{"\\n"}{end}', 'http=80\nhttps=443\nm)x=9090\n'],
  ['{range .ports[*]}{range .of}<{.name}>{end}.{end}', '..<deep>.'],
  ['{range .nothing[*]}x{end}y', 'y'],
  ['{.ports[0]}', '{"name":"http","on":true,"port":80}'],
  ['{.none}', 'null'],
  ['{.name "x"}', 'x'],
  ['plain', 'plain'],
])('%s prints %s', (template, expected) => {
  expect(renderTemplate(parseTemplate(template), PORTS)).toBe(expected);
});
