import { cutTo } from '../../output/display-width.ts';
import { LAYOUT_SIZES, frameHeight, layoutFor } from './layout.ts';
import type { Line } from './line.ts';
import { fillLine, fitLine, seg } from './line.ts';
import { detailPane, whyText } from './lines/detail-pane.ts';
import { footerLine } from './lines/footer-line.ts';
import { headerLine } from './lines/header-line.ts';
import { objectTable } from './lines/object-table.ts';
import { operatorSummary, operatorTable } from './lines/operator-lines.ts';
import { pageTitle, pageView } from './lines/page-lines.ts';
import { ruleLine } from './lines/rule-line.ts';
import { momentLines, timelinePane } from './lines/timeline-pane.ts';
import { warningsOf } from './lines/warning-lines.ts';
import { roomOf } from './room-of.ts';
import { selectedRow, type Scene } from './scene.ts';
import { openPage, rowTitle } from './screen-model.ts';
import { sortName } from './sort-order.ts';

/** Makes lines up to `count` of them. */
function upTo(lines: readonly Line[], count: number): readonly Line[] {
  return lines.length >= count ? lines.slice(0, count) : [...lines, ...Array.from({ length: count - lines.length }, (): Line => [])];
}

function listRule(scene: Scene): Line {
  const { model, list, live, size } = scene;
  const shown = roomOf(scene).objects;
  const last = Math.min(list.rows.length, model.top + shown);
  const first = model.faults ? 'NOT READY ONLY' : model.sort.by === 'problem' && !model.sort.reversed ? 'NOT READY FIRST' : 'OBJECTS';
  const filter = `filter: ${model.filter === '' ? 'all' : cutTo(model.filter, Math.floor(size.columns / 3), scene.measure)}`;
  const position = `${String(list.rows.length === 0 ? 0 : model.top + 1)}-${String(last)} of ${String(list.rows.length)}`;
  const sort = `sort: ${sortName(model.sort)}`;
  const choices = [
    [first, filter, sort, `${String(live.rows.size)} ${live.rows.size === 1 ? 'object' : 'objects'}`, position],
    [first, filter, sort, position],
    [first, filter, position],
    [filter, position],
  ];
  const fits = (words: readonly string[]): boolean => scene.measure(words.map((word) => ` ${word} `).join('---')) <= size.columns - 2;
  const kept = choices.find(fits) ?? [position];
  return ruleLine(scene, kept, size.columns, layoutFor(size) === 'wide' && model.pane === 'objects' && openPage(model) === undefined);
}

function panes(scene: Scene): readonly Line[] {
  const { model, icons, measure, size } = scene;
  const { panes: height, left } = roomOf(scene);
  const right = size.columns - left - 1;
  const row = selectedRow(scene);
  const bar = seg(icons.bar, 'dim');
  const detail = model.pane === 'detail' ? detailPane(scene, left, Infinity).slice(model.detailTop) : detailPane(scene, left, height);
  const moments = timelinePane(scene, right, height);
  const following = model.timelineFrom === undefined;
  const timeline = [
    `TIMELINE of ${model.everyone || row === undefined ? 'all objects' : 'this object'}`,
    following ? `follow ${icons.live}` : `held ${icons.away} g follows`,
  ];
  const above: Line = [
    ...ruleLine(scene, [row === undefined ? 'no object' : rowTitle(row)], left, model.pane === 'detail'),
    seg(icons.cross.down, 'dim'),
    ...ruleLine(scene, timeline, right, model.pane === 'timeline'),
  ];
  const below = seg(`${icons.rule.repeat(left)}${icons.cross.up}${icons.rule.repeat(right)}`, 'dim');
  const lines = upTo(detail, height).map((line, index): Line => [...fillLine(line, left, measure), bar, ...(moments[index] ?? [])]);
  return [above, ...lines, [below]];
}

function lastMoments(scene: Scene, count: number): readonly Line[] {
  const moments = scene.live.moments.slice(-count);
  return upTo(
    moments.flatMap((moment) => momentLines(moment, scene.size.columns, 1, true, scene)),
    count,
  );
}

function tableBody(scene: Scene): readonly Line[] {
  const room = roomOf(scene);
  const wide = room.panes > 0;
  const table = upTo(objectTable(scene), room.objects + 1);
  const above = [...(wide ? operatorTable(scene) : [operatorSummary(scene)]), listRule(scene), ...table];
  if (wide) return [...above, ...panes(scene)];
  const row = selectedRow(scene);
  const why = row === undefined ? '' : whyText(row, scene.live.detail, scene.icons.because);
  const whyLine: Line = row === undefined || why === '' ? [] : [seg(` WHY ${row.name}: `, 'bad'), seg(why)];
  return [...above, whyLine, ...lastMoments(scene, room.moments)];
}

function pageBody(scene: Scene): readonly Line[] {
  const page = openPage(scene.model);
  if (page === undefined) return tableBody(scene);
  const { lines, position } = pageView(scene, page);
  const words = [...pageTitle(scene, page), ...(position === '' ? [] : [position])];
  return [ruleLine(scene, words, scene.size.columns, true), ...lines];
}

function minimal(scene: Scene): readonly Line[] {
  const { columns, rows } = LAYOUT_SIZES.compact;
  const healths = Array.from(scene.live.rows.values(), ({ health }) => health);
  const bad = healths.filter((health) => health !== 'healthy').length;
  return [
    [seg(`needs ${String(columns)}x${String(rows)}, has ${String(scene.size.columns)}x${String(scene.size.rows)}`, 'warn')],
    [seg(`${String(bad)} of ${String(healths.length)} not ready`, bad > 0 ? 'bad' : 'good')],
    [seg('q quits')],
  ];
}

const ELLIPSIS = /…/g;

function plainAscii(line: Line): Line {
  return line.map((segment) => (segment.text.includes('…') ? { ...segment, text: segment.text.replaceAll(ELLIPSIS, '>') } : segment));
}

/**
 * The picture for a scene: exactly one line less than the terminal has, none wider than it, so that nothing scrolls and nothing wraps.
 * The scene's model must be settled (`settleModel`).
 */
export function frameOf(scene: Scene): readonly Line[] {
  const { size, measure, icons } = scene;
  const height = frameHeight(size);
  const fitted = (lines: readonly Line[]): readonly Line[] =>
    lines.map((line) => {
      const fit = fitLine(line, size.columns, measure);
      return icons.rule === '-' ? plainAscii(fit) : fit;
    });
  if (layoutFor(size) === 'minimal') return fitted(upTo(minimal(scene), height));
  const body = [headerLine(scene), ...warningsOf(scene), ...pageBody(scene)];
  return fitted([...upTo(body, height - 1), footerLine(scene)]);
}
