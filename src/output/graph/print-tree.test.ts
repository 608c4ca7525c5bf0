import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyGraph, graphOf } from '../../../test/support/graph-scene.ts';
import { printTree } from './print-tree.ts';

const PLAIN = { color: false, unicode: false };

test('what nobody needs stands at the left, what is needed below it; what was shown is not shown again', async () => {
  const graph = graphOf(['boss', 'left', 'right', 'tool'], ['boss>left', 'boss>right', 'left>tool', 'right>left'], {
    boss: { phase: 'Pending', ready: false, replicas: { ready: 0, desired: 1 }, note: 'model x', message: 'left is slow' },
  });
  expect(await printTree(graph, PLAIN)).toBe(
    [
      'Thing/boss               Pending  0/1  model x   left is slow',
      '|-- peer Thing/left      Ready',
      '|   `-- peer Thing/tool  Ready',
      '`-- peer Thing/right     Ready',
      '    `-- peer Thing/left  (above)',
      '',
    ].join('\n'),
  );
});

test('a ring that nothing leads to begins at its first node and ends where it comes back', async () => {
  expect(await printTree(graphOf(['a', 'b'], ['a>b', 'b>a']), { color: false, unicode: true })).toBe(
    'Thing/a               Ready\n└── peer Thing/b      Ready\n    └── peer Thing/a  ↻\n',
  );
});

test('what is missing says so, and no control character comes through', async () => {
  const text = await printTree(
    graphOf(['a', 'b'], ['a>b'], { a: { message: 'x\u001B[2J\ny', ready: false }, b: { missing: true, ready: false } }),
    PLAIN,
  );
  expect(text).toMatch(/Thing\/b +MISSING\n$/);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('on a terminal the message is cut, never the line wrapped', async () => {
  const text = await printTree(graphOf(['a'], [], { a: { ready: false, message: 'm'.repeat(200) } }), { ...PLAIN, width: 40 });
  expect(text).toBe(`${'Thing/a  Ready    '.padEnd(39, 'm')}~\n`);
});

test('ends on any graph, shows each node in full once and every edge', async () => {
  await fc.assert(
    fc.asyncProperty(anyGraph(), async (graph) => {
      const lines = (await printTree(graph, PLAIN)).trimEnd().split('\n');
      const full = lines.filter((line) => !/\((above|cycle)\)$/.test(line));
      for (const { name, id } of graph.nodes) {
        const needs = graph.edges.filter(({ from }) => from === id).length;
        const shown = full.filter((line) => new RegExp(`Thing/${name}\\b`).test(line)).length;
        if (needs > 0) expect(shown).toBe(1);
        else expect(shown).toBeGreaterThanOrEqual(1);
      }
      const roots = lines.filter((line) => line.startsWith('Thing/')).length;
      expect(lines.length - roots).toBe(graph.edges.length);
    }),
  );
});
