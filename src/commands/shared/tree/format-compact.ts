import { measureFor, padEnd } from '../../../output/display-width.ts';
import { oneLine } from '../../../output/graph/node-text.ts';
import { inColor, type GraphStyle } from '../../../output/graph/print-style.ts';
import { countKinds, type KindCount } from './count-kinds.ts';
import { healthSign, paintHealth } from './health-sign.ts';
import { HEALTHS } from '../status-report.ts';
import type { TreeHealth, TreeNode } from './tree-node.ts';

const WORDS: Readonly<Record<KindCount['relation'], string>> = { child: '', uses: 'uses ', usedBy: 'used by ' };

/** States of a kind by health, the worst first; what has no state counts as nothing worth telling unless something is missing. */
function summary({ states, count }: KindCount, style: GraphStyle): string {
  const [only] = states;
  const one = (health: TreeHealth, text: string): string =>
    paintHealth(style, health, `${healthSign(health, style.unicode)} ${oneLine(text)}`.trimEnd());
  if (only === undefined) return '';
  if (states.length === 1) return only.state === '' && only.health === 'none' ? '' : one(only.health, only.state);
  if (states.every(({ health }) => health === 'none')) return '';
  const order: readonly TreeHealth[] = [...HEALTHS.toReversed(), 'none'];
  return order
    .flatMap((health) => {
      const alike = states.filter((state) => state.health === health);
      const sum = alike.reduce((total, state) => total + state.count, 0);
      if (sum === 0) return [];
      const words = alike.length === 1 ? (alike[0]?.state ?? '') : health === 'none' ? 'without a state' : health;
      return [one(health, `${sum === count ? '' : `${String(sum)} `}${words}`)];
    })
    .join(', ');
}

/** A tree as one line for the object and one for each kind below it, with how many there are and how they are. */
export async function formatCompact(root: TreeNode, style: GraphStyle): Promise<string> {
  const kinds = countKinds(root);
  const title = `${root.kind}/${root.name}`;
  const names = kinds.map(({ relation, kind }) => oneLine(`${WORDS[relation]}${kind}`));
  const measure = await measureFor([title, ...names]);
  const width = Math.max(0, ...names.map(measure));
  const digits = Math.max(0, ...kinds.map(({ count }) => String(count).length));
  const times = style.unicode ? '×' : 'x';
  const state = paintHealth(style, root.health, `${healthSign(root.health, style.unicode)} ${oneLine(root.state)}`.trimEnd());
  const lines = kinds.map((kind, index) => {
    const count = `${times}${String(kind.count)}`.padEnd(digits + 1);
    return `  ${padEnd(names[index] ?? '', width, measure)} ${count}  ${summary(kind, style)}`.trimEnd();
  });
  return [`${inColor(style, '1', title)}  ${state}`, ...lines].map((line) => `${line}\n`).join('');
}
