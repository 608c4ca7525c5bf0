import { cutTo, padEnd } from '../../../output/display-width.ts';
import type { LiveDetail, LiveRow } from '../../live-source.ts';
import type { Line } from '../line.ts';
import { ageText } from './age-text.ts';
import { cleanText, seg } from '../line.ts';
import { selectedRow, type Scene } from '../scene.ts';
import { reasonText } from '../screen-model.ts';
import { treeLines } from './tree-lines.ts';
import { wrapWords } from './wrap-words.ts';

/** Lines for the chain of causes. */
const WHY_LINES = 3;

function generationLine({ generation, observedGeneration, finalizers }: LiveDetail, dash: string): Line {
  const behind = generation !== undefined && observedGeneration !== undefined && observedGeneration < generation;
  const gen = generation === undefined ? dash : String(generation);
  const seen = observedGeneration === undefined ? dash : String(observedGeneration);
  return [
    seg(` gen ${gen}, observed ${seen}`),
    ...(behind ? [seg(' (not yet looked at)', 'warn')] : []),
    seg(finalizers.length === 0 ? '' : `   finalizer ${finalizers.join(', ')}`, 'dim'),
  ];
}

/** The conditions, a line each. Where there is room for `most` only, those that are as they should be go first, from the last on. */
function conditionLines({ conditions: all }: LiveDetail, width: number, most: number, { icons, measure, now }: Scene): readonly Line[] {
  const good = all.filter((condition) => condition.good);
  const spared = new Set(good.slice(Math.max(0, good.length - Math.max(0, all.length - most))));
  const conditions = all.filter((condition) => !spared.has(condition)).slice(0, Math.max(0, most));
  const type = Math.min(Math.max(8, ...conditions.map((condition) => condition.type.length)), Math.max(8, Math.floor(width * 0.3)));
  const reason = Math.max(8, width - type - 20);
  return conditions.map((condition) => {
    const sign = icons.health[condition.good ? 'healthy' : condition.status === 'Unknown' ? 'pending' : 'failed'];
    const words = condition.reason === '' ? condition.message : condition.reason;
    return [
      seg(` ${padEnd(cutTo(condition.type, type, measure), type, measure)}  `),
      seg(`${sign} ${condition.status.padEnd(7)}  `, condition.good ? 'good' : condition.status === 'Unknown' ? 'wait' : 'bad'),
      seg(padEnd(cutTo(cleanText(words), reason, measure), reason, measure)),
      seg(` ${ageText(now - condition.sinceAt)}`, 'dim'),
    ];
  });
}

/** Why an object is not ready, as one sentence: the chain of causes, else what its condition tells. Empty while nothing is wrong. */
export function whyText(row: LiveRow, detail: LiveDetail | undefined, because: string): string {
  const chain = detail?.id === row.id ? detail.why : [];
  if (chain.length > 0) return chain.join(` ${because} `);
  if (row.health === 'healthy') return '';
  return reasonText(row);
}

function whyLines(row: LiveRow, detail: LiveDetail, width: number, { icons, measure }: Scene): readonly Line[] {
  const text = whyText(row, detail, icons.because);
  const why = wrapWords(cleanText(text), width - 6, WHY_LINES, measure).map((line, index): Line => [
    index === 0 ? seg(' WHY ', 'bad') : seg('     '),
    seg(line),
  ]);
  return [...why, ...(detail.fix === undefined ? [] : [[seg(' FIX ', 'accent'), seg(detail.fix)]])];
}

/**
 * All about the selected object: generation, conditions, what belongs to it, why it is not ready, what helps. Where that is more than
 * `height` lines the tree is shortened, so that the reason stays in view.
 */
export function detailPane(scene: Scene, width: number, height: number): readonly Line[] {
  const row = selectedRow(scene);
  if (row === undefined) return [[seg(' no object is selected', 'dim')]];
  const { detail } = scene.live;
  if (detail?.id !== row.id) return [[seg(' reading it ...', 'dim')]];
  const unread = detail.unread.map((what): Line => [seg(` ${scene.icons.warning} may not be read: ${what}`, 'warn')]);
  const below = [...unread, ...whyLines(row, detail, width, scene)];
  const tree = treeLines(detail.nodes, width, scene);
  const treeLeast = Math.min(2, tree.length);
  const conditions = conditionLines(detail, width, height - 1 - below.length - treeLeast, scene);
  const above = [generationLine(detail, scene.icons.dash), ...conditions];
  const room = Math.max(treeLeast, height - above.length - below.length);
  if (tree.length <= room) return [...above, ...tree, ...below];
  const more: Line = [seg(`   and ${String(tree.length - room + 1)} more: t shows all`, 'dim')];
  return [...above, ...tree.slice(0, room - 1), more, ...below];
}
