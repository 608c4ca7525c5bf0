import { expect, test } from 'vitest';
import { parseOutputSpec } from './output-spec.ts';

const FILES: Readonly<Record<string, string>> = {
  'a.tpl': '{.a}\n',
  'columns.txt': 'NAME   PHASE\n.metadata.name .status.phase\n',
  'uneven.txt': 'NAME PHASE\n.metadata.name\n',
};

async function readFile(path: string): Promise<string> {
  const content = FILES[path];
  if (content === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
  return Promise.resolve(content);
}

test.each([
  ['wide', { is: 'wide' }],
  ['jsonpath={.a}=b', { is: 'jsonpath', argument: '{.a}=b' }],
  ['jsonpath-file=a.tpl', { is: 'jsonpath', argument: '{.a}\n' }],
  ['jsonpath-as-json={.a}', { is: 'jsonpath-as-json', argument: '{.a}' }],
  ['custom-columns=A:.a,B:.b', { is: 'custom-columns', argument: 'A:.a,B:.b' }],
  ['custom-columns-file=columns.txt', { is: 'custom-columns', argument: 'NAME:.metadata.name,PHASE:.status.phase' }],
])('%s', async (text, expected) => {
  expect(await parseOutputSpec(text, readFile)).toEqual(expected);
});

test.each([
  ['xml', 'unknown output format "xml"', /^use one of: table, wide, json, yaml, name, jsonpath=…/],
  ['json=x', 'unknown output format "json=x"', /^use one of/],
  ['', 'unknown output format ""', /^use one of/],
  ['jsonpath', '-o jsonpath needs an argument', /jsonpath='\{\.metadata\.name\}'/],
  ['jsonpath-file', '-o jsonpath-file needs an argument', /jsonpath-file=FILE/],
  ['custom-columns=', '-o custom-columns needs an argument', /custom-columns=NAME:/],
  ['go-template={{.a}}', 'the output format go-template is not offered', /jsonpath/],
  ['go-template-file=x', 'the output format go-template-file is not offered', /jsonpath/],
  ['jsonpath-file=none.tpl', 'cannot read none.tpl', /exists/],
  ['jsonpath-as-json-file=a.tpl', 'unknown output format "jsonpath-as-json-file=a.tpl"', /^use one of/],
  ['custom-columns-file=uneven.txt', 'uneven.txt is no file for custom-columns-file', /as many paths/],
])('%s is a usage error', async (text, message, fix) => {
  await expect(parseOutputSpec(text, readFile)).rejects.toMatchObject({ exit: 2, message, fix: expect.stringMatching(fix) as string });
});
