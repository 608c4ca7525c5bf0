import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../entry-point.ts';
import { kindsOf, wordsOf } from '../nouns.ts';
import type { TreeNode } from './tree-node.ts';

/** Of which nodes the conditions are wanted. */
export interface WantedConditions {
  /** Whether they are wanted of this node. */
  includes(node: TreeNode): boolean;
  /** Whether this node is wanted by its name. */
  names(node: TreeNode): boolean;
  /** The wishes that no node of the trees answers. */
  unanswered(trees: readonly TreeNode[]): readonly string[];
}

interface Wish {
  readonly text: string;
  readonly type: string;
  readonly name: string | undefined;
}

/** Short names of Kubernetes' own kinds, as kubectl knows them. */
const SHORT: Readonly<Record<string, string>> = {
  po: 'pod',
  deploy: 'deployment',
  sts: 'statefulset',
  rs: 'replicaset',
  cj: 'cronjob',
  pvc: 'persistentvolumeclaim',
  ns: 'namespace',
  hpa: 'horizontalpodautoscaler',
  pdb: 'poddisruptionbudget',
};

function wishOf(text: string): Wish {
  const [type = '', name, ...rest] = text.split('/');
  if (type === '' || name === '' || rest.length > 0)
    throw usageError(`--show-conditions cannot be "${text}"`, 'write it like --show-conditions Pod or --show-conditions Pod/web-0');
  const word = type.toLowerCase();
  return { text, type: SHORT[word] ?? word, name };
}

function isMeant(type: string, { kind }: TreeNode, entry: EntryPoint): boolean {
  const word = kind.toLowerCase();
  if (type === word || type === `${word}s` || type === `${word}es`) return true;
  return kindsOf(entry).some((own) => own.kind === kind && wordsOf(own).includes(type));
}

/** Reads `KIND[/NAME]` wishes; a kind is named in any of its ways. Throws a usage error for what is neither. */
export function wantedConditions(given: readonly string[], entry: EntryPoint): WantedConditions {
  const wishes = given.map(wishOf);
  const answers = ({ type, name }: Wish, node: TreeNode): boolean =>
    isMeant(type, node, entry) && (name === undefined || name === node.name);
  const anywhere = (wish: Wish, node: TreeNode): boolean => answers(wish, node) || node.children.some((child) => anywhere(wish, child));
  return {
    includes: (node) => wishes.some((wish) => answers(wish, node)),
    names: (node) => wishes.some((wish) => wish.name !== undefined && answers(wish, node)),
    unanswered: (trees) => wishes.filter((wish) => !trees.some((tree) => anywhere(wish, tree))).map(({ text }) => text),
  };
}
