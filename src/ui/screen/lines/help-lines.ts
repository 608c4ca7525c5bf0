import { padEnd } from '../../../output/display-width.ts';
import { KEY_TABLE, type KeyRule } from '../keys/key-table.ts';
import { LAYOUT_SIZES } from '../layout.ts';
import type { Line } from '../line.ts';
import { fillLine, seg } from '../line.ts';
import type { Scene } from '../scene.ts';

const KEY_COLUMN = 22;

/** Rules that help shows as one: the same keys with the same words. */
function distinct(rules: readonly KeyRule[], scene: Scene): readonly KeyRule[] {
  const seen = new Set<string>();
  return rules.filter(({ help, shown, deed }) => {
    const what = deed === 'up' || deed === 'down' ? help : `${shown(scene.icons)} ${help}`;
    return !seen.has(what) && seen.add(what);
  });
}

function groupLines(group: KeyRule['group'], scene: Scene): readonly Line[] {
  const rules = KEY_TABLE.filter((rule) => rule.group === group && (rule.replay !== true || scene.replay !== undefined));
  if (rules.length === 0) return [];
  const note = group === 'Change' && !scene.allowActions ? ' (off without --allow-actions: they show it)' : '';
  return [
    [seg(` ${group}${note}`, 'title')],
    ...distinct(rules, scene).map((rule): Line => [
      seg(`   ${padEnd(rule.shown(scene.icons), KEY_COLUMN, scene.measure)}`, 'accent'),
      seg(rule.help),
    ]),
  ];
}

function signLines({ icons }: Scene): readonly Line[] {
  const signs = (['healthy', 'pending', 'suspended', 'degraded', 'failed'] as const).map((health) => `${icons.health[health]} ${health}`);
  return [
    [seg(' Signs', 'title')],
    [seg(`   ${signs.join('  ')}`)],
    [seg('   evt event, cond condition, rec reconcile, ! bad')],
    [seg('   spec change of the spec, new and gone objects')],
  ];
}

/** All keys, made from the table that the key bar and the handling of keys use; in a wide terminal in two columns. */
export function helpLines(scene: Scene): readonly Line[] {
  const { columns } = scene.size;
  const names = [...new Set(KEY_TABLE.map(({ group }) => group))];
  const groups = [...names.map((name) => groupLines(name, scene)), signLines(scene)];
  const all = groups.flat();
  if (columns < LAYOUT_SIZES.wide.columns) return all;
  const left: Line[] = [];
  let next = 0;
  for (; left.length < all.length / 2; next++) left.push(...(groups[next] ?? []));
  const right = groups.slice(next).flat();
  const half = Math.floor(columns / 2);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    ...fillLine(left[index] ?? [], half, scene.measure),
    ...(right[index] ?? []),
  ]);
}
