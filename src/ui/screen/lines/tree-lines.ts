import { cutTo, padEnd } from '../../../output/display-width.ts';
import type { LiveNode } from '../../live-source.ts';
import type { Icons } from '../icons.ts';
import { HEALTH_TONES } from '../icons.ts';
import type { Line } from '../line.ts';
import { cleanText, seg } from '../line.ts';
import type { Scene } from '../scene.ts';

interface Entry {
  readonly branch: string;
  readonly node: LiveNode;
}

function entriesOf(nodes: readonly LiveNode[], indent: string, icons: Icons): readonly Entry[] {
  const children = nodes.filter(({ relation }) => relation === 'child');
  const uses = nodes.filter(({ relation }) => relation === 'uses');
  const ordered = [...children, ...uses];
  return ordered.flatMap((node, index) => {
    const last = index === ordered.length - 1;
    const { mid, end, through, uses: used } = icons.branch;
    const branch = node.relation === 'uses' ? used : last ? end : mid;
    const below = entriesOf(node.children, `${indent}${last ? ' '.repeat(through.length) : through}`, icons);
    return [{ branch: `${indent}${branch}`, node }, ...below];
  });
}

/** What belongs to an object and what it uses, a line each, equal ones folded: `├─ Pod/web-{0,1} ×2 same  ✖ Unschedulable`. */
export function treeLines(nodes: readonly LiveNode[], width: number, scene: Scene): readonly Line[] {
  const { icons, measure } = scene;
  const entries = entriesOf(nodes, ' ', icons);
  const labels = entries.map(({ branch, node: { label, count, relation } }) => {
    const folded = count > 1 ? ` ${icons.times}${String(count)}` : '';
    return cleanText(`${branch}${relation === 'uses' ? 'uses ' : ''}${label}${folded}`);
  });
  const label = Math.min(Math.max(12, ...labels.map((text) => measure(text))), Math.max(12, Math.floor(width * 0.62)));
  return entries.map(({ node: { health, state } }, index) => {
    const text = padEnd(cutTo(labels[index] ?? '', label, measure), label, measure);
    const sign = health === 'none' ? '' : `${icons.health[health]} `;
    return [seg(text), seg(`  ${sign}${state}`, HEALTH_TONES[health])];
  });
}
