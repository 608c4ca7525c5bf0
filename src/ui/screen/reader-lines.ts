import type { LiveRow } from '../live-source.ts';
import { frameHeight } from './layout.ts';
import { cleanText, lineText } from './line.ts';
import { whyText } from './lines/detail-pane.ts';
import { footerLine } from './lines/footer-line.ts';
import { pageTitle, pageView } from './lines/page-lines.ts';
import { isStale, selectedRow, type Scene } from './scene.ts';
import { openPage, reasonText, rowTitle } from './screen-model.ts';

function sentence(row: LiveRow, place: number, count: number): string {
  const why = reasonText(row);
  const states = row.phase === '' || row.phase.toLowerCase() === row.health ? row.health : `${row.health}, ${row.phase}`;
  return `${String(place)} of ${String(count)}: ${rowTitle(row)}, ${states}${why === '' || row.health === 'healthy' ? '' : `, ${why}`}`;
}

/**
 * What a screen reader is given in place of the picture: sentences, without columns, signs, ages or a clock, so that nothing is read again
 * that did not change. Where the cursor is comes first.
 */
export function readerLines(scene: Scene): readonly string[] {
  const { live, list, model } = scene;
  const page = openPage(model);
  const row = selectedRow(scene);
  const bad = Array.from(live.rows.values()).filter(({ health }) => health !== 'healthy').length;
  const lines: string[] = [];
  if (isStale(scene)) lines.push('Warning: the data is out of date.');
  if (page !== undefined) {
    lines.push(pageTitle(scene, page).join(', '), ...pageView(scene, page).lines.map((line) => lineText(line).trimEnd()));
  } else if (row === undefined) {
    lines.push(`No object is shown. There are ${String(live.rows.size)} objects.`);
  } else {
    lines.push(sentence(row, model.index + 1, list.rows.length));
    const why = whyText(row, live.detail, 'because');
    if (why !== '') lines.push(`Why: ${why}`);
    if (live.detail?.id === row.id && live.detail.fix !== undefined) lines.push(`What helps: ${live.detail.fix}`);
    lines.push(`${String(bad)} of ${String(live.rows.size)} objects are not ready.`);
  }
  if (model.prompt !== undefined || model.notice !== undefined) lines.push(lineText(footerLine(scene)).trim());
  else lines.push('Keys: j and k move, enter opens, question mark lists all keys, q ends.');
  return lines.map(cleanText).slice(0, frameHeight(scene.size));
}
