import type { LiveNode, LiveRow } from '../live-source.ts';

/** A command that changes an object, before it is run. */
export interface ObjectCommand {
  readonly verb: 'scale' | 'suspend' | 'resume' | 'delete';
  readonly row: LiveRow;
  /** What is run: words of this program. */
  readonly words: readonly string[];
}

/** The words that name the namespace of an object to a command. */
export function inNamespace({ namespace }: LiveRow): readonly string[] {
  return namespace === undefined ? [] : ['-n', namespace];
}

/** The command that deletes, suspends or resumes an object. */
export function plainCommand(verb: 'suspend' | 'resume' | 'delete', row: LiveRow): ObjectCommand {
  return { verb, row, words: [verb, row.target, ...inNamespace(row), ...(verb === 'delete' ? ['--yes'] : [])] };
}

/** The command that gives an object another number of pods; `N` stands for one that is not known yet. */
export function scaleCommand(row: LiveRow, replicas: string): ObjectCommand {
  return { verb: 'scale', row, words: ['scale', row.target, `--replicas=${replicas}`, ...inNamespace(row)] };
}

/** A command line to be copied into a shell. */
export function shellLine(bin: string, words: readonly string[]): string {
  return [bin, ...words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))].join(' ');
}

function countKinds(nodes: readonly LiveNode[], counts: Map<string, number>): void {
  for (const { relation, label, count, children } of nodes) {
    if (relation !== 'child') continue;
    const kind = label.split('/')[0] ?? label;
    counts.set(kind, (counts.get(kind) ?? 0) + count);
    countKinds(children, counts);
  }
}

/** How much hangs on an object, in a line: `2 Pod, 1 StatefulSet`; empty where nothing does. */
export function belongings(nodes: readonly LiveNode[]): string {
  const counts = new Map<string, number>();
  countKinds(nodes, counts);
  return [...counts].map(([kind, count]) => `${String(count)} ${kind}`).join(', ');
}
