import type { Line } from '../line.ts';
import { ageText } from './age-text.ts';
import { lineWidth, seg } from '../line.ts';
import { isStale, type Scene } from '../scene.ts';

function staleLine({ live: { connection }, now, icons, size, measure }: Scene): Line {
  const { broken, freshAt } = connection;
  const old = seg(` ${icons.warning} DATA IS ${ageText(now - freshAt)} OLD`, 'bad');
  const bar = ` ${icons.bar} `;
  const again = broken === undefined || broken.retryAt <= now ? 'now' : `in ${ageText(broken.retryAt - now + 999)}`;
  const lost = broken === undefined ? '' : `  ${broken.what} lost (${broken.why})`;
  const retry = broken === undefined ? '' : `, retry ${String(broken.attempt)} ${again}`;
  const choices: readonly Line[] = [
    [old, seg(`${lost}${retry}${bar}counts may be wrong${bar}actions are disabled`, 'warn')],
    [old, seg(`${lost}${retry}${bar}actions are disabled`, 'warn')],
    // A long cause is what is cut, not what to expect.
    [old, seg(`${bar}actions are disabled${retry}${lost}`, 'warn')],
  ];
  return choices.find((line) => lineWidth(line, measure) <= size.columns) ?? choices.at(-1) ?? [];
}

/** What is wrong with the view itself, a line each: the data is out of date; some types may not be read. */
export function warningsOf(scene: Scene): readonly Line[] {
  const { refused } = scene.live.connection;
  return [
    ...(isStale(scene) ? [staleLine(scene)] : []),
    ...(refused.length === 0 ? [] : [[seg(` ${scene.icons.warning} may not be watched, so not counted: ${refused.join(', ')}`, 'warn')]]),
  ];
}
