import { filterGraph } from '../../../../output/graph/part-of-graph.ts';
import type { GraphStyle } from '../../../../output/graph/print-style.ts';
import { inColor } from '../../../../output/graph/print-style.ts';
import type { AgentGraph } from './agent-graph.ts';
import { graphReport } from './graph-report.ts';

export const GRAPH_FORMATS = ['tree', 'ascii', 'mermaid', 'dot', 'json'] as const;
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

export interface DrawOptions {
  readonly format: GraphFormat;
  /** For the JSON form: `cli.<domain>/v1`. */
  readonly domain: string;
  readonly style: GraphStyle;
  /** A heading for each namespace, also where there is only one. */
  readonly headings: boolean;
}

/** The graph in a format. Trees and pictures stand by namespace, since agents talk within theirs only. */
export async function drawGraph(graph: AgentGraph, options: DrawOptions): Promise<string> {
  const { format, style } = options;
  if (format === 'json') {
    const { toJson } = await import('../../../../output/print-object.ts');
    return toJson(graphReport(options.domain, graph));
  }
  if (format === 'mermaid') return (await import('../../../../output/graph/print-mermaid.ts')).printMermaid(graph);
  if (format === 'dot') return (await import('../../../../output/graph/print-dot.ts')).printDot(graph);
  const draw =
    format === 'tree'
      ? (await import('../../../../output/graph/print-tree.ts')).printTree
      : (
          (printBoxes) => async (part: AgentGraph, how: GraphStyle) =>
            Promise.resolve(printBoxes(part, ['ModelAPI', 'MCPServer'], how))
        )((await import('../../../../output/graph/print-boxes.ts')).printBoxes);
  const parts: string[] = [];
  for (const namespace of new Set(graph.nodes.map((node) => node.namespace))) {
    const heading = options.headings ? `${inColor(style, '1;4', namespace)}\n` : '';
    parts.push(
      heading +
        (await draw(
          filterGraph(graph, (node) => node.namespace === namespace),
          style,
        )),
    );
  }
  return parts.join('\n');
}
