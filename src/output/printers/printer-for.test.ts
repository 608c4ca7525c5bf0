import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toList } from '../object-list.ts';
import type { ObjectFormat } from './printer-for.ts';
import { printerFor } from './printer-for.ts';

const object = (name: string, labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, unknown>> => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, labels, managedFields: [{ manager: 'x' }] },
});

async function printed(format: ObjectFormat, ...values: readonly Readonly<Record<string, unknown>>[]): Promise<string> {
  const printer = await printerFor(format);
  let text = '';
  for (const value of values) text += await printer.print(value);
  return text;
}

const COLUMNS: ObjectFormat = { is: 'custom-columns', argument: 'NAME:.metadata.name,L:{.metadata.labels},A:metadata.labels.a' };

test('a list is one document in JSON and YAML, and a line for each of its items by name and in columns', async () => {
  const list = toList([object('a', { a: '1' }), object('bb')]);
  expect(JSON.parse(await printed({ is: 'json' }, list))).toMatchObject({ kind: 'List', items: [{ kind: 'Widget' }, { kind: 'Widget' }] });
  expect(await printed({ is: 'yaml' }, list)).not.toMatch(/^---/m);
  expect(await printed({ is: 'name' }, list)).toBe('widget.example.com/a\nwidget.example.com/bb\n');
  expect(await printed(COLUMNS, list)).toBe('NAME   L          A\na      map[a:1]   1\nbb     map[]      <none>\n');
  expect(await printed({ is: 'jsonpath', argument: '{.items[*].metadata.name}' }, list)).toBe('a bb');
  expect(await printed({ is: 'jsonpath-as-json', argument: '{.items[*].metadata.name}{.kind}' }, list)).toBe(
    '[\n    "a",\n    "bb"\n]\n[\n    "List"\n]\n',
  );
});

test('a stream has its documents apart, one header, and columns that never get narrower', async () => {
  expect(await printed({ is: 'yaml' }, object('a'), object('b'))).toMatch(/^apiVersion[^]*\n---\napiVersion[^]*name: b\n/);
  expect(await printed(COLUMNS, object('a-long-name'), object('b'))).toBe(
    'NAME          L       A\na-long-name   map[]   <none>\nb             map[]   <none>\n',
  );
  expect(await printed({ is: 'name' }, { type: 'ADDED', object: object('a') })).toBe('widget.example.com/a\n');
});

test('managed fields are shown when asked for, and in paths', async () => {
  for (const format of [{ is: 'json' }, { is: 'yaml' }] as const) {
    expect(await printed(format, object('a'), toList([object('a')]), { type: 'ADDED', object: object('a') })).not.toContain(
      'managedFields',
    );
    expect(await (await printerFor(format, { managedFields: true })).print(object('a'))).toContain('managedFields');
  }
  expect(await printed({ is: 'jsonpath', argument: '{.metadata.managedFields[0].manager}' }, object('a'))).toBe('x');
});

test('commas inside brackets, quotes and filters do not end a column', async () => {
  const argument = `A:.metadata['name','nothing'],B:.metadata.managedFields[?(@.manager=="a,b")].manager,C:.kind`;
  expect(await printed({ is: 'custom-columns', argument }, object('x'))).toBe('A     B        C\nx     <none>   Widget\n');
});

test.each([
  [{ is: 'custom-columns', argument: 'NAME' }, '"NAME" is no custom column'],
  [{ is: 'custom-columns', argument: 'NAME:.a[' }, 'the JSONPath expression ".a[" cannot be read'],
  [{ is: 'jsonpath', argument: '{.a[' }, 'the JSONPath expression "{.a[" cannot be read'],
  [{ is: 'jsonpath-as-json', argument: 'x{.a}' }, '-o jsonpath-as-json takes expressions in braces only'],
] as const)('%j is a usage error', async (format, message) => {
  await expect(printerFor(format)).rejects.toMatchObject({ exit: 2, message });
});

test('no value of a Secret is in any format, however deep it is asked for', async () => {
  const value = fc.stringMatching(/^[A-Za-z0-9+]{12,24}$/);
  const ways = [
    '{}',
    '{.data}',
    '{.data.key}',
    '{.data.*}',
    '{..}',
    '{..key}',
    '{.items[*].data.key}',
    '{.items}',
    '{.object.data}',
    '{range .items[*]}{@}{end}',
  ];
  const formats: readonly ObjectFormat[] = [
    { is: 'json' },
    { is: 'yaml' },
    { is: 'name' },
    ...ways
      .flatMap((argument) => [{ is: 'jsonpath', argument } as const, { is: 'jsonpath-as-json', argument } as const])
      .filter(({ is, argument }) => is === 'jsonpath' || !argument.includes('range')),
    { is: 'custom-columns', argument: 'D:.data,K:.data.key,S:.stringData.key,A:.metadata.annotations,E:{..key},O:.object' },
  ];
  await fc.assert(
    fc.asyncProperty(value, async (hidden) => {
      const secret = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 's',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"key":"${hidden}"}}` },
        },
        data: { key: hidden },
        stringData: { key: hidden },
      };
      const untyped = {
        kind: 'SecretList',
        apiVersion: 'v1',
        metadata: { name: 'l' },
        items: [{ metadata: { name: 's' }, data: { key: hidden } }],
      };
      for (const whole of [secret, toList([secret]), toList([toList([secret])]), untyped, { type: 'ADDED', object: secret }]) {
        for (const format of formats) expect(await printed(format, whole)).not.toContain(hidden);
      }
    }),
    { numRuns: 20 },
  );
});
