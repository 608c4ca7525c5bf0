import { setTimeout as pause } from 'node:timers/promises';
import { createSystemClock } from '../../../../cluster/system-clock.ts';
import { timestamp } from '../../../../kernel/clock.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { followChanges } from '../../../shared/get/follow-changes.ts';
import type { Scope } from '../../../shared/read-objects.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { Session } from '../../../shared/session.ts';
import type { AgentGraph } from './agent-graph.ts';
import { graphState } from './graph-report.ts';
import type { GraphReading } from './read-graph.ts';

/** A burst of changes is drawn once. */
const BURST_MS = 250;

/** Cursor to the upper left corner, and away with what stood there. */
const CLEAR = '\u001B[H\u001B[2J';

export interface WatchGraphOptions {
  readonly scope: Scope;
  readonly quiet: boolean;
  readonly graphOf: (objects: readonly KubeObject[]) => AgentGraph;
  readonly draw: (graph: AgentGraph) => Promise<string>;
}

/** What differs between two graphs, one line each, without any control character. */
export function graphChanges(before: AgentGraph, after: AgentGraph): readonly string[] {
  const edge = ({ from, to, type }: AgentGraph['edges'][number]): string => `${from} -> ${to} (${type})`;
  const nodes = (graph: AgentGraph): ReadonlyMap<string, string> =>
    new Map(
      graph.nodes.map((node) => {
        const state = node.missing ? 'missing' : (node.phase ?? graphState(node));
        return [node.id, `${state}${node.message === undefined ? '' : `: ${node.message}`}`] as const;
      }),
    );
  const edges = (graph: AgentGraph): ReadonlyMap<string, string> =>
    new Map(graph.edges.map((one) => [edge(one), one.satisfied ? 'satisfied' : one.reason] as const));
  const differences = (old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] => [
    ...[...now].filter(([key, value]) => old.get(key) !== value).map(([key, value]) => `${key} ${value}`),
    ...[...old.keys()].filter((key) => !now.has(key)).map((key) => `${key} gone`),
  ];
  return [...differences(nodes(before), nodes(after)), ...differences(edges(before), edges(after))].map((line) =>
    line.replaceAll(/\p{Cc}+/gu, ' '),
  );
}

/** Draws the graph, then again whenever it changes: on a terminal in place, off one a line for each difference. Ends when the signal is aborted. */
export async function watchGraph(
  session: Session,
  runtime: Runtime,
  reading: GraphReading,
  options: WatchGraphOptions,
  signal: AbortSignal,
): Promise<void> {
  const isTerminal = runtime.columns !== undefined;
  const objects = new Map(reading.results.flatMap(({ result }) => result.found.map((object) => [object.metadata.uid, object] as const)));
  let graph = options.graphOf([...objects.values()]);
  let isDue = false;
  let drawing: Promise<void> = Promise.resolve();
  runtime.stdout(`${isTerminal ? CLEAR : ''}${await options.draw(graph)}`);

  const again = async (): Promise<void> => {
    await pause(BURST_MS, undefined, { signal }).catch(() => undefined);
    isDue = false;
    if (signal.aborted) return;
    const next = options.graphOf([...objects.values()]);
    const changes = graphChanges(graph, next);
    graph = next;
    if (changes.length === 0) return;
    if (isTerminal) runtime.stdout(`${CLEAR}${await options.draw(graph)}`);
    else runtime.stdout(changes.map((line) => `${timestamp(runtime.now())} ${line}\n`).join(''));
  };
  const changed = (object: KubeObject, isGone: boolean): void => {
    if (isGone) objects.delete(object.metadata.uid);
    else objects.set(object.metadata.uid, object);
    if (isDue) return;
    isDue = true;
    drawing = drawing.then(again);
  };
  await Promise.all(
    reading.results.flatMap(({ target: { kind }, result }) =>
      result.namespaces.map(async (namespace) =>
        session.during({ verb: 'watch', type: kind, namespace }, () =>
          followChanges(
            {
              api: session.api,
              type: kind,
              namespace,
              selector: options.scope.selector,
              known: result.found.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
              clock: createSystemClock({ holdsProcess: true }),
              random: Math.random,
              onChange: ({ type, object }) => changed(object, type === 'DELETED'),
              onTrouble: (error) => {
                const why = error instanceof Error ? error.message : String(error);
                if (!options.quiet) runtime.stderr(`note: the watch of ${kind.plural} was lost (${why}); trying again\n`);
              },
            },
            signal,
          ),
        ),
      ),
    ),
  );
  await drawing;
}
