import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { usageError } from '../../../output/cli-error.ts';
import { COLOR_MODES, shouldColor } from '../../../output/color.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { parseDuration } from '../../shared/duration.ts';
import { untilEnded } from '../../shared/events/until-ended.ts';
import { filenameFlag, kustomizeFlag, outputFlag, recursiveFlag, selectionFlags, timeoutFlag, watchFlag } from '../../shared/flags.ts';
import { partialWarning } from '../../shared/get/read-all.ts';
import { namesManifests, readManifestsGiven } from '../../shared/read-manifests-given.ts';
import type { Scope } from '../../shared/read-objects.ts';
import { openSession } from '../../shared/session.ts';
import { agentGraph, GRAPH_KINDS, type AgentGraph } from '../shared/graph/agent-graph.ts';
import { drawGraph, GRAPH_FORMATS, type DrawOptions } from '../shared/graph/draw-graph.ts';
import { GRAPH_PROBLEMS, graphProblems, type GraphProblem } from '../shared/graph/graph-problems.ts';
import { GRAPH_STATES } from '../shared/graph/graph-report.ts';
import { narrowGraph, type GraphPart } from '../shared/graph/narrow-graph.ts';
import { graphObjectsIn, readGraphObjects } from '../shared/graph/read-graph.ts';

/** Entries of a list such as `missing,cycle`, each one of `known`, in any case. */
function listOf<Word extends string>(flag: string, given: readonly string[] | undefined, known: readonly Word[]): readonly Word[] {
  const words = (given ?? []).flatMap((text) => text.split(',')).filter((word) => word !== '');
  return words.map((word) => {
    const found = known.find((candidate) => candidate.toLowerCase() === word.toLowerCase());
    if (found === undefined) throw usageError(`--${flag} cannot be "${word}"`, `use ${known.map((one) => one.toLowerCase()).join(', ')}`);
    return found;
  });
}

/** Draws who talks to whom. */
export default class AgentGraphCommand extends BaseCommand {
  static override summary = 'Draw who talks to whom: agents, their models, tools and peers.';
  static override description =
    'Left, or above, is who needs; right, or below, what is needed. Reads one list of each kind; with -f only the files are read. On a terminal -o ascii draws with lines and colours.';
  static override usage = 'agent graph [NAME...]';
  static override examples = [
    '<%= config.bin %> agent graph -A',
    '<%= config.bin %> agent graph -A -o ascii',
    '<%= config.bin %> agent graph -f examples/kaos -R --fail-on missing',
    '<%= config.bin %> graph -A -o mermaid',
  ];
  static override args = { names: Args.string({ description: 'Agents: only what these need.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    selector: selectionFlags.selector,
    output: outputFlag(GRAPH_FORMATS),
    from: Flags.string({
      description: 'Another way to name agents; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'AGENT',
    }),
    depth: Flags.integer({ min: 0, description: 'How many steps to follow.', helpValue: 'N' }),
    kind: Flags.string({
      description: 'Only these kinds: agent, modelapi, mcpserver, separated by commas.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KINDS',
    }),
    status: Flags.string({
      description: 'Only these states: ready, pending, failed, missing, separated by commas.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'STATES',
    }),
    text: Flags.string({ default: '', description: 'Only objects with this in their name or namespace.', helpValue: 'TEXT' }),
    filename: filenameFlag,
    recursive: recursiveFlag,
    kustomize: kustomizeFlag,
    watch: watchFlag,
    timeout: timeoutFlag('-1s'),
    'fail-on': Flags.string({
      description: 'End with 1 on any of missing, cycle, notready, separated by commas.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PROBLEMS',
    }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(AgentGraphCommand);
    const { runtime } = this;
    const format = parseOutputFormat(flags.output ?? 'tree', GRAPH_FORMATS);
    const all = flags['all-namespaces'];
    const part: GraphPart = {
      from: [...argv.map(String), ...(flags.from ?? [])],
      depth: flags.depth ?? Infinity,
      kinds: listOf('kind', flags.kind, GRAPH_KINDS),
      states: listOf('status', flags.status, GRAPH_STATES),
      text: flags.text,
    };
    const problems = listOf('fail-on', flags['fail-on'], GRAPH_PROBLEMS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const isOffline = namesManifests(flags);
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (flags.watch && (isOffline || problems.length > 0))
      throw usageError(isOffline ? 'files cannot be watched' : '--fail-on looks once and contradicts --watch');
    if (isOffline && problems.includes('notready')) throw usageError('files do not say what is ready', 'leave notready away, or -f');
    const isTerminal = runtime.columns !== undefined;
    const color = COLOR_MODES.find((mode) => mode === flags.color) ?? 'auto';
    const draw = async (graph: AgentGraph): Promise<string> => {
      const options: DrawOptions = {
        format,
        domain: runtime.entry.domain,
        style: {
          color: shouldColor(color, runtime.env, isTerminal),
          unicode: isTerminal && runtime.env['TERM'] !== 'dumb',
          ...(runtime.columns !== undefined && { width: runtime.columns }),
        },
        headings: all || new Set(graph.nodes.map(({ namespace }) => namespace)).size > 1,
      };
      return await drawGraph(graph, options);
    };
    if (isOffline) {
      const objects = graphObjectsIn(await readManifestsGiven(flags, runtime, 'agent graph'));
      const graph = narrowGraph(
        agentGraph(objects, { offline: true, defaultNamespace: flags.namespace ?? 'default' }),
        part,
        runtime.entry.bin,
      );
      runtime.stdout(await draw(graph));
      return this.#verdict(graph, problems);
    }
    const session = await openSession(flags, runtime);
    try {
      const scope: Scope = {
        namespace: all ? undefined : session.namespace,
        selector: flags.selector,
        ignoreNotFound: false,
        partIsWelcome: true,
        signal: runtime.signal,
      };
      const reading = await readGraphObjects(session, scope, runtime);
      if (reading.leftOut.length > 0) runtime.stderr(partialWarning(reading.leftOut));
      const graphOf = (objects: readonly KubeObject[]): AgentGraph =>
        narrowGraph(agentGraph(objects, { offline: false, defaultNamespace: session.namespace }), part, runtime.entry.bin);
      if (flags.watch) {
        const { watchGraph } = await import('../shared/graph/watch-graph.ts');
        return await untilEnded(runtime, timeoutMs, (ends) =>
          watchGraph(session, runtime, reading, { scope, quiet: flags.quiet, graphOf, draw }, ends),
        );
      }
      const graph = graphOf(reading.results.flatMap(({ result }) => result.found));
      if (graph.nodes.length === 0 && format !== 'json' && !flags.quiet)
        runtime.stderr(all ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
      if (graph.nodes.length > 0 || format === 'json') runtime.stdout(await draw(graph));
      const verdict = this.#verdict(graph, problems);
      return verdict === EXIT.ok && reading.leftOut.length > 0 ? EXIT.partial : verdict;
    } finally {
      session.close();
    }
  }

  #verdict(graph: AgentGraph, problems: readonly GraphProblem[]): number {
    const found = graphProblems(graph, problems);
    for (const line of found) this.runtime.stderr(`${line}\n`);
    return found.length === 0 ? EXIT.ok : EXIT.general;
  }
}
