import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { COLOR_MODES, shouldColor } from '../output/color.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { withoutManagedFields } from '../reconcile/engine/transform.ts';
import { BaseCommand } from './shared/base-command.ts';
import { clusterReader } from './shared/describe-object/cluster-reader.ts';
import { loadKnowledge } from './shared/describe-object/load-knowledge.ts';
import { outputFlag } from './shared/flags.ts';
import { partialWarning, readAll } from './shared/get/read-all.ts';
import { kindsOf } from './shared/nouns.ts';
import { readObjects } from './shared/read-objects.ts';
import { openSession } from './shared/session.ts';
import { parseTargets } from './shared/targets.ts';
import { printTrees, TREE_FORMATS } from './shared/tree/print-trees.ts';
import { readTree } from './shared/tree/read-tree.ts';
import { wantedConditions } from './shared/tree/wanted-conditions.ts';

/** Draws what belongs to objects, and with `--deps` what they need and who needs them. */
export default class Tree extends BaseCommand {
  static override summary = 'Draw what belongs to an object as a tree, down to its pods, with the state of each.';
  static override description =
    'Equal siblings (same kind, state and conditions, and the same below them) are shown as one line, in graphs as one node; -o json and -o yaml always name every object. Dashed lines lead to what an object uses and to who uses it. What you may not list is told on stderr, and the command ends with 10.';
  static override usage = 'tree TYPE [NAME...] | TYPE/NAME...';
  static override examples = [
    '<%= config.bin %> tree maiainstance maia',
    '<%= config.bin %> tree maiainstance/maia --deps --show-conditions Pod',
    '<%= config.bin %> tree maiainstance/maia --compact',
    '<%= config.bin %> tree maiainstance/maia --deps -o mermaid',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and names; without names: all.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    deps: Flags.boolean({ description: 'Also what the object refers to, missing or not, and which objects refer to it.' }),
    'show-conditions': Flags.string({
      description: 'Write the conditions of these objects below them; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KIND[/NAME]',
    }),
    expand: Flags.boolean({ description: 'A line for each object: fold nothing.' }),
    compact: Flags.boolean({ description: 'One line for each kind, with counts.' }),
    depth: Flags.integer({ min: 0, description: 'How many levels below the object.', helpValue: 'N' }),
    'no-icons': Flags.boolean({ description: 'ASCII signs and lines only.' }),
    output: outputFlag(TREE_FORMATS),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Tree);
    const { runtime } = this;
    const { entry } = runtime;
    const targets = parseTargets(argv.map(String), entry);
    const format = parseOutputFormat(flags.output ?? 'tree', TREE_FORMATS);
    const conditions = wantedConditions(flags['show-conditions'] ?? [], entry);
    if (targets.length === 0) throw usageError('tree needs an object', `${entry.bin} tree TYPE NAME`);
    if (flags.expand && flags.compact) throw usageError('--expand contradicts --compact', 'give one of them');
    if (flags.compact && format !== 'tree') throw usageError(`--compact is for text, not for -o ${format}`, 'leave one of them out');
    const session = await openSession(flags, runtime);
    try {
      const scope = { namespace: session.namespace, ignoreNotFound: false, partIsWelcome: true, signal: runtime.signal };
      const reader = clusterReader(session, runtime.signal);
      const [knowledgeOf, { results, leftOut }] = await Promise.all([
        loadKnowledge(entry),
        readAll(targets, runtime, (target) => readObjects(session, target, scope)),
      ]);
      const missing = results.flatMap(({ result }) => result.missing);
      const options = { reader, knowledgeOf, ...(flags.deps && { dependenciesAmong: kindsOf(entry) }) };
      const trees = await Promise.all(
        results.flatMap(({ target: { kind }, result }) =>
          result.found.map((object) => readTree(options, kind, withoutManagedFields(object))),
        ),
      );
      const unread = reader.refused();
      if (leftOut.length > 0) runtime.stderr(partialWarning(leftOut));
      for (const why of unread) runtime.stderr(`warning: ${why}: the tree is not complete\n`);
      for (const wish of conditions.unanswered(trees)) runtime.stderr(`warning: --show-conditions ${wish}: there is none in the tree\n`);
      const isTerminal = runtime.columns !== undefined;
      const color = COLOR_MODES.find((mode) => mode === flags.color) ?? 'auto';
      if (trees.length > 0) {
        const text = await printTrees(trees, unread, {
          format,
          entry,
          now: runtime.now(),
          expand: flags.expand,
          compact: flags.compact,
          depth: flags.depth ?? Infinity,
          conditions,
          style: {
            color: shouldColor(color, runtime.env, isTerminal),
            unicode: !flags['no-icons'] && runtime.env['TERM'] !== 'dumb',
            ...(runtime.columns !== undefined && { width: runtime.columns }),
          },
        });
        runtime.stdout(text);
      } else if (missing.length === 0 && leftOut.length === 0 && !flags.quiet) {
        runtime.stderr(`No resources found in ${session.namespace} namespace.\n`);
      }
      for (const error of missing) runtime.stderr(formatError(error, flags.verbosity));
      if (leftOut.length > 0 || unread.length > 0) return EXIT.partial;
      return missing[0]?.exit ?? EXIT.ok;
    } finally {
      session.close();
    }
  }
}
