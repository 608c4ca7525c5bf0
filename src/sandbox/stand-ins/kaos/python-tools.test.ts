import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callTool } from './call-tool.ts';
import { pythonTools } from './python-tools.ts';

const SOURCE = `import json
from typing import Dict

LIMIT = 3

def convert(amount: float, to: str = "EUR", table: Dict[str, int] = {"a": 1, "b": 2}, exact: bool = True) -> dict:
    '''Convert an amount.

    More about it.
    '''
    def inner(x):
        return x
    return {"a": 1}

async def shout(text: str) -> str:
    "Shout it."
    return text

def join(a: str, b: str) -> str:
    return a + b

def fixed():
    return "always"

def _helper(x):
    return x

class Tool:
    def method(self):
        return 1
`;

test('the outermost functions of a source are its tools', () => {
  expect(pythonTools(SOURCE)).toMatchObject([
    {
      name: 'convert',
      description: 'Convert an amount.\n\n    More about it.',
      parameters: [
        { name: 'amount', type: 'number' },
        { name: 'to', type: 'string', byDefault: 'EUR' },
        { name: 'table', type: 'object' },
        { name: 'exact', type: 'boolean', byDefault: true },
      ],
      returns: 'object',
    },
    { name: 'shout', description: 'Shout it.', returns: 'string', result: 'text' },
    { name: 'join', description: '' },
    { name: 'fixed', parameters: [] },
  ]);
});

test('calls: what a simple tool returns, what is missing, what cannot be known', () => {
  const call = (name: string, given: Readonly<Record<string, unknown>>): unknown => {
    const tool = pythonTools(SOURCE).find((each) => each.name === name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    return callTool(tool, given);
  };
  expect(call('shout', { text: 'hi' })).toEqual({ text: 'hi', value: 'hi' });
  expect(call('join', { a: 'x', b: 'y' })).toEqual({ text: 'xy', value: 'xy' });
  expect(call('fixed', {})).toEqual({ text: 'always', value: 'always' });
  expect(call('join', { a: 'x' })).toEqual({
    text: expect.stringContaining('1 validation error for call[join]\nb\n  Missing required argument'),
  });
  expect(call('shout', { text: 7 })).toEqual({ text: expect.stringContaining('valid string') });
  expect(call('convert', { amount: 1 })).toMatchObject({ text: expect.stringContaining('convert(amount=1, to="EUR"') });
});

test('no source takes long or breaks it', () => {
  const piece = fc.constantFrom(
    'def f(',
    'a: int = 1',
    '):',
    '\n',
    '    ',
    '"""',
    "'",
    'return x',
    ' -> str',
    ',',
    '[',
    '=',
    'async def g():',
    '#',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      for (const tool of pythonTools(pieces.join(''))) expect(callTool(tool, {}).text).toEqual(expect.any(String));
    }),
  );
});
