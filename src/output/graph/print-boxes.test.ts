import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyGraph, graphOf } from '../../../test/support/graph-scene.ts';
import { printBoxes } from './print-boxes.ts';

const PLAIN = { color: false, unicode: true };

test('boxes in columns; what leads to the same boxes shares a line', () => {
  expect(printBoxes(graphOf(['a', 'b', 'c', 'd'], ['a>b', 'a>c', 'b>d', 'c>d']), [], PLAIN)).toBe(
    [
      '                ╭─ Thing ─╮',
      '                │ b       │─╮',
      '╭─ Thing ─╮ ╭──▶│ Ready   │ │   ╭─ Thing ─╮',
      '│ a       │─┤   ╰─────────╯ │   │ d       │',
      '│ Ready   │ │   ╭─ Thing ─╮ ├──▶│ Ready   │',
      '╰─────────╯ │   │ c       │─╯   ╰─────────╯',
      '            ╰──▶│ Ready   │',
      '                ╰─────────╯',
      '',
    ].join('\n'),
  );
});

test('a ring is told below, and in its boxes', () => {
  const text = printBoxes(graphOf(['a', 'b'], ['a>b', 'b>a']), [], PLAIN);
  expect(text).toContain('─ Thing ↻ ─');
  expect(text).toMatch(/\n↻ a → b → a\n$/);
});

test('names are cut where the terminal is too narrow', () => {
  const graph = graphOf(['a-very-long-name-of-an-object-indeed', 'b'], ['a-very-long-name-of-an-object-indeed>b']);
  const wide = printBoxes(graph, [], PLAIN);
  const narrow = printBoxes(graph, [], { ...PLAIN, width: 45 });
  const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
  expect(widest(wide)).toBeGreaterThan(45);
  expect(widest(narrow)).toBeLessThanOrEqual(45);
  expect(narrow).toContain('a-very-long-name-of-an-…');
});

test('kinds that belong last stand last, also those that nobody needs', () => {
  const graph = graphOf(['tool', 'a', 'b'], ['a>b'], { tool: { kind: 'Tool' } });
  const line = printBoxes(graph, ['Tool'], PLAIN)
    .split('\n')
    .find((row) => row.includes('tool'));
  expect(line?.indexOf('tool')).toBeGreaterThan(20);
});

/** Follows the lines of a picture from a box's exit: the names of the boxes whose arrows are reached. */
function reached(rows: readonly string[], name: string): readonly string[] {
  const open: Readonly<Record<string, string>> = {
    '─': 'lr',
    '│': 'ud',
    '╭': 'rd',
    '╮': 'ld',
    '╰': 'ur',
    '╯': 'ul',
    '├': 'udr',
    '┤': 'udl',
    '┬': 'lrd',
    '┴': 'lru',
    '┼': 'lrud',
    '▶': 'lr',
  };
  const moves: Readonly<Record<string, readonly [number, number, string]>> = {
    l: [-1, 0, 'r'],
    r: [1, 0, 'l'],
    u: [0, -1, 'd'],
    d: [0, 1, 'u'],
  };
  const at = (x: number, y: number): string => rows[y]?.[x] ?? ' ';
  const y = rows.findIndex((row) => row.includes(`│ ${name} `));
  const x = (rows[y] ?? '').indexOf('│', (rows[y] ?? '').indexOf(`│ ${name} `) + 1);
  const found = new Set<string>();
  const seen = new Set<string>();
  const walk: { x: number; y: number; from: string }[] = [{ x: x + 1, y, from: 'l' }];
  for (const step of walk) {
    const sign = at(step.x, step.y);
    const key = `${String(step.x)} ${String(step.y)} ${step.from}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (sign === '▶') {
      found.add(/│ (\S+)/.exec((rows[step.y - 1] ?? '').slice(step.x + 1))?.[1] ?? '?');
      continue;
    }
    // A line that meets a column from the side where that has no opening passes below it.
    const ways = (open[sign] ?? '').includes(step.from)
      ? (open[sign] ?? '').replace(step.from, '')
      : step.from === 'l' && sign !== ' '
        ? 'r'
        : '';
    for (const way of ways) {
      // Everything leads to the right: nobody reads a line backwards.
      if (way === 'l') continue;
      const [dx, dy, from] = moves[way] ?? [0, 0, ''];
      walk.push({ x: step.x + dx, y: step.y + dy, from });
    }
  }
  return [...found].toSorted();
}

test('on any graph, whoever follows the lines from a box comes to what it needs, and nowhere else', () => {
  fc.assert(
    fc.property(anyGraph(), (graph) => {
      const plain = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, phase: 'Ready' })) };
      const text = printBoxes(plain, [], PLAIN);
      expect(printBoxes(plain, [], PLAIN)).toBe(text);
      const rows = text.split('\n');
      const told = rows.filter((row) => row.startsWith('↻'));
      const isDag = graph.cycles.length === 0;
      expect(told.length).toBe(graph.cycles.length);
      for (const { id, name } of graph.nodes) {
        const needs = graph.edges.filter(({ from }) => from === id).map(({ to }) => to.split('/')[2] ?? '');
        const lines = reached(rows, name);
        if (isDag) expect(lines).toEqual(needs.toSorted());
        else expect(needs).toEqual(expect.arrayContaining([...lines]));
      }
    }),
    { numRuns: 300 },
  );
});

test('also words that hurt are drawn in boxes of equal width', () => {
  fc.assert(
    fc.property(anyGraph(), (graph) => {
      expect(printBoxes(graph, [], { color: false, unicode: false })).toMatch(/^[\u0020-\u007E\n]*$/);
    }),
  );
});
