import type { GraphNode } from './dependency-graph.ts';

/** Control characters would break the line, or worse, talk to the terminal. */
const CONTROL = /\p{Cc}+/gu;

/** Text on one line, without control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(CONTROL, ' ').trim();
}

/** What a node is called where its namespace is clear. */
export function titleOf({ kind, name }: GraphNode): string {
  return oneLine(`${kind}/${name}`);
}

/** Its state in one word; a dash where nothing is known of it, as in a file. */
export function stateOf({ missing, phase, ready }: GraphNode): string {
  if (missing) return 'MISSING';
  return oneLine(phase ?? (ready ? 'Ready' : '-'));
}

/** Ready pods of those wanted, as `1/2`; empty where it has none. */
export function podsOf({ replicas }: GraphNode): string {
  return replicas === undefined ? '' : `${String(replicas.ready)}/${String(replicas.desired)}`;
}

/** The colour of a node's state: SGR code. */
export function colorOf(node: GraphNode): string {
  if (node.missing) return '31';
  if (node.ready) return '32';
  return node.phase === 'Failed' ? '31' : '33';
}
