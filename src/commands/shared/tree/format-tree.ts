import { formatAge } from '../../../output/age.ts';
import { cutTo, measureFor, type MeasureText } from '../../../output/display-width.ts';
import { oneLine } from '../../../output/graph/node-text.ts';
import { inColor, type GraphStyle } from '../../../output/graph/print-style.ts';
import type { FoldedNode } from './fold-tree.ts';
import { healthSign, paintHealth } from './health-sign.ts';
import { nodeLabel } from './node-label.ts';
import type { NodeCondition, TreeNode } from './tree-node.ts';

/** How a tree is written for people. */
export interface TreeLayout {
  readonly style: GraphStyle;
  /** Unix milliseconds. */
  readonly now: number;
  /** Whether the conditions of a node are written below it. */
  readonly showsConditions: (node: TreeNode) => boolean;
}

const UNICODE = { more: '├─ ', last: '└─ ', needs: '├╌ ', lastNeeds: '╰╌ ', through: '│  ', blank: '   ', times: ' ×', cut: '…' };
const ASCII = { more: '|-- ', last: '`-- ', needs: '|.. ', lastNeeds: '`.. ', through: '|   ', blank: '    ', times: ' x', cut: '~' };

/** Titles wider than this stand out of their column: one long name must not push all states away. */
const WIDEST_TITLE = 70;
/** On a narrow terminal titles leave this to the states, but are not pushed below the other. */
const LEAST_STATE = 24;
const LEAST_TITLE = 20;
/** Blanks between a title and its state. */
const GAP = 2;

const RELATION_WORDS: Readonly<Record<TreeNode['relation'], string>> = { root: '', child: '', uses: 'uses ', usedBy: 'used by ' };

interface Line {
  readonly branches: string;
  readonly title: string;
  readonly node: TreeNode;
  /** The fields that it is named by. */
  readonly field: string | undefined;
  /** The branches before lines that stand below this one. */
  readonly below: string;
  readonly conditions: readonly NodeCondition[];
}

function linesOf(root: FoldedNode, { style, showsConditions }: TreeLayout): readonly Line[] {
  const signs = style.unicode ? UNICODE : ASCII;
  const home = homeOf(root);
  const lines: Line[] = [];
  const add = (folded: FoldedNode, branches: string, prefix: string): void => {
    const [node] = folded.nodes;
    const count = folded.nodes.length;
    const label = nodeLabel(folded, home);
    const name = oneLine(style.unicode ? label : label.replaceAll('…', '...'));
    lines.push({
      branches,
      title: `${RELATION_WORDS[node.relation]}${name}${count === 1 ? '' : `${signs.times}${String(count)} same`}`,
      node,
      field: folded.nodes.every(({ field }) => field === node.field) ? node.field : node.field?.replaceAll(/\[\d+\]/g, '[]'),
      below: prefix + (folded.children.length > 0 ? signs.through : signs.blank),
      conditions: showsConditions(node) ? sharedConditions(folded) : [],
    });
    for (const [index, child] of folded.children.entries()) {
      const isLast = index === folded.children.length - 1;
      const isDashed = child.nodes[0].relation !== 'child';
      const sign = isDashed ? (isLast ? signs.lastNeeds : signs.needs) : isLast ? signs.last : signs.more;
      add(child, prefix + sign, prefix + (isLast ? signs.blank : signs.through));
    }
  };
  add(root, '', '');
  return lines;
}

/** The namespace that goes without saying: that of the root, of a cluster-scoped one the only one that there is below it. */
function homeOf(root: FoldedNode): string | undefined {
  const own = root.nodes[0].namespace;
  if (own !== undefined) return own;
  const found = new Set<string>();
  const look = ({ nodes, children }: FoldedNode): void => {
    for (const { namespace } of nodes) if (namespace !== undefined) found.add(namespace);
    children.forEach(look);
  };
  look(root);
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

/** The conditions of a folded node: a message or time that its nodes do not share is left out. */
function sharedConditions({ nodes }: FoldedNode): readonly NodeCondition[] {
  const [first] = nodes;
  return first.conditions.map((condition, index) => {
    const all = nodes.map(({ conditions }) => conditions[index]);
    const { message, lastTransitionTime, ...rest } = condition;
    return {
      ...rest,
      ...(message !== undefined && all.every((one) => one?.message === message) && { message }),
      ...(lastTransitionTime !== undefined && all.every((one) => one?.lastTransitionTime === lastTransitionTime) && { lastTransitionTime }),
    };
  });
}

function conditionText({ type, status, reason, message, lastTransitionTime }: NodeCondition, now: number): string {
  const at = Date.parse(lastTransitionTime ?? '');
  const age = Number.isNaN(at) ? undefined : at > now ? `since ${String(lastTransitionTime)}` : formatAge(now - at);
  const facts = [reason, age].filter((part) => part !== undefined && part !== '').join(', ');
  return oneLine(`${type}=${status}${facts === '' ? '' : ` (${facts})`}${message === undefined ? '' : `: ${message}`}`);
}

/** A list of data keys longer than this is only counted. */
const MOST_KEYS = 3;

/** The state, that of a Secret or ConfigMap with many keys in short: all of them are in the forms for machines. */
function shortState({ kind, state }: TreeNode): string {
  const keys = (kind === 'Secret' || kind === 'ConfigMap') && state.startsWith('keys ') ? state.split(',').length : 0;
  return keys > MOST_KEYS ? `${String(keys)} keys` : state;
}

function stateText({ node, field }: Line): string {
  const { ownership, hidden } = node;
  const notes = [
    field,
    ownership === 'retained' ? 'stays when its owner is deleted' : undefined,
    hidden === undefined ? undefined : `${String(hidden)} more below`,
  ].filter((note) => note !== undefined);
  return oneLine([shortState(node), notes.length === 0 ? '' : `(${notes.join('; ')})`].filter((part) => part !== '').join(' '));
}

/**
 * A folded tree, one line for each node: the branches to it, its name, and behind a sign the words for its state. Full lines lead to what belongs to
 * the node above, dashed ones to what it uses and who uses it. On a terminal lines end at its edge.
 */
export async function formatTree(root: FoldedNode, layout: TreeLayout): Promise<string> {
  const { style, now } = layout;
  const signs = style.unicode ? UNICODE : ASCII;
  const lines = linesOf(root, layout);
  const measure: MeasureText = await measureFor(lines.flatMap((line) => [line.branches, line.title, stateText(line), '✔']));
  const width = style.width ?? Infinity;
  const cut = (text: string, room: number): string =>
    measure(text) <= room ? text : room < 1 ? '' : cutTo(text, room, measure).replace('…', signs.cut);
  const left = (line: Line): number => measure(line.branches) + measure(line.title);
  const column = Math.min(WIDEST_TITLE, Math.max(LEAST_TITLE, width - LEAST_STATE), Math.max(...lines.map(left)));
  return lines
    .map((line) => {
      const { branches, node, below, conditions } = line;
      const title = cut(line.title, width - measure(branches));
      const start = Math.max(column, left(line)) + GAP;
      const words = stateText(line);
      const sign = healthSign(node.health, style.unicode);
      const state = words === '' && node.health === 'none' ? '' : cut(`${sign} ${words}`.trimEnd(), width - start);
      const blanks = state === '' ? '' : ' '.repeat(Math.max(0, start - left(line)));
      const head = inColor(style, '2', branches) + (node.relation === 'root' ? inColor(style, '1', title) : title);
      const first = `${head}${blanks}${paintHealth(style, node.health, state)}`;
      const rest = conditions.map((condition) => {
        const text = cut(conditionText(condition, now), width - measure(below));
        return `\n${inColor(style, '2', below)}${text}`;
      });
      return `${first}${rest.join('')}\n`;
    })
    .join('');
}
