import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyGraph, graphOf } from '../../../test/support/graph-scene.ts';
import { printDot } from './print-dot.ts';

test('a shape for each kind, red and dashed what is not satisfied', () => {
  const graph = graphOf(['a', 'tool'], ['a>tool'], { tool: { kind: 'Tool', missing: true, ready: false } });
  const [edge] = graph.edges;
  const text = printDot({ ...graph, edges: edge === undefined ? [] : [{ ...edge, satisfied: false, reason: 'ToolNotFound' }] });
  expect(text).toBe(
    [
      'digraph dependencies {',
      '  rankdir=LR;',
      '  node [fontname="Helvetica"];',
      '  edge [fontname="Helvetica",fontsize=10];',
      String.raw`  "Thing/team/a" [label="a\nThing Ready",shape=box,color=forestgreen];`,
      String.raw`  "Thing/team/tool" [label="tool\nTool MISSING",shape=component,color=red,style=dashed];`,
      '  "Thing/team/a" -> "Thing/team/tool" [label="peer",style=dashed,color=red,tooltip="ToolNotFound"];',
      '}',
      '',
    ].join('\n'),
  );
});

test('several namespaces are clusters', () => {
  const text = printDot(graphOf(['a', 'b'], [], { b: { id: 'Thing/other/b', namespace: 'other' } }));
  expect(text.match(/subgraph cluster_\d \{/g)).toEqual(['subgraph cluster_0 {', 'subgraph cluster_1 {']);
});

test('no word ends a string: every line is of one of the forms of DOT that we write', () => {
  const string = String.raw`"(?:[^"\\]|\\.)*"`;
  const line = new RegExp(
    String.raw`^ *(?:digraph dependencies \{|\}|\w+=\w+;|(?:node|edge) \[[^\]]*\];|${string}(?: -> ${string})? \[(?:\w+=(?:\w+|${string}),?)+\];)$`,
    'u',
  );
  fc.assert(
    fc.property(anyGraph(), (graph) => {
      for (const text of printDot(graph).trimEnd().split('\n')) expect(text).toMatch(line);
    }),
  );
});
