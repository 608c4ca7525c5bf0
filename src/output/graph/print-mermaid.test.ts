import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyGraph, graphOf } from '../../../test/support/graph-scene.ts';
import { printMermaid } from './print-mermaid.ts';

test('one class for each state, dashed what is not satisfied', () => {
  const graph = graphOf(['a', 'b'], ['a>b'], { a: { phase: 'Pending', ready: false, replicas: { ready: 0, desired: 2 } } });
  const [edge] = graph.edges;
  const text = printMermaid({ ...graph, edges: edge === undefined ? [] : [{ ...edge, satisfied: false }] });
  expect(text).toBe(
    [
      'flowchart LR',
      '  n0("<b>a</b><br/>Thing<br/>Pending 0/2"):::isPending',
      '  n1("<b>b</b><br/>Thing<br/>Ready"):::isReady',
      '  n0 -.->|peer| n1',
      '  classDef isReady fill:#e6f4ea,stroke:#1e8e3e,color:#0d652d',
      '  classDef isPending fill:#fef7e0,stroke:#f9ab00,color:#7a4f01',
      '',
    ].join('\n'),
  );
});

test('no word ends a label: every line is of one of the forms that we write', () => {
  const line =
    /^ *(?:flowchart LR|n\d+(?:\(|\(\[|\{\{|\[)"[^"\n]*"(?:\)|\]\)|\}\}|\]):::is\w+|n\d+ -?-\.?->\|[^|"\n]*\| n\d+|classDef is\w+ [\w:#,-]+(?: \d)?)$/u;
  fc.assert(
    fc.property(anyGraph(), (graph) => {
      for (const text of printMermaid(graph).trimEnd().split('\n')) expect(text).toMatch(line);
    }),
  );
});
