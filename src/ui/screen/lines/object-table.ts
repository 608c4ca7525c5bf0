import { cutTo, padEnd } from '../../../output/display-width.ts';
import type { LiveRow } from '../../live-source.ts';
import { HEALTH_TONES } from '../icons.ts';
import { ageText } from './age-text.ts';
import { layoutFor } from '../layout.ts';
import type { Line, Segment, Tone } from '../line.ts';
import { cleanText, dimmed, fillLine, seg } from '../line.ts';
import { roomOf } from '../room-of.ts';
import { isStale, type Scene } from '../scene.ts';
import { messageOnly } from '../screen-model.ts';

interface Column {
  readonly title: string;
  readonly least: number;
  /** Width with which nothing is cut; more than `most` is never given. */
  readonly wanted: number;
  /** Columns with the highest go first where there is no room. */
  readonly spare: number;
  readonly cell: (row: LiveRow) => readonly [string, Tone];
}

/** `qualified`: names with their namespace before them, where there is no column for it. */
function columnsOf({ list, icons, live, now, size }: Scene, qualified: boolean): readonly Column[] {
  const { widths } = list;
  const between = (least: number, value: number, most: number): number => Math.max(least, Math.min(value, most));
  const none = (text: string): string => (text === '' ? icons.dash : text);
  const one = live.connection.namespace !== undefined;
  return [
    {
      title: 'KIND',
      least: between(8, widths.kind, 13),
      wanted: between(8, widths.kind, 18),
      spare: 3,
      cell: (row) => [row.kind, 'plain'],
    },
    {
      title: 'NAMESPACE',
      least: 9,
      wanted: between(9, widths.namespace, 20),
      spare: one ? 9 : 6,
      cell: (row) => [none(row.namespace ?? ''), 'plain'],
    },
    {
      title: 'NAME',
      least: 12,
      wanted: between(12, widths.name + (qualified ? widths.namespace + 1 : 0), 40),
      spare: 1,
      cell: (row) => [qualified && row.namespace !== undefined ? `${row.namespace}/${row.name}` : row.name, 'bold'],
    },
    {
      title: 'STATUS',
      least: 11,
      wanted: between(11, widths.phase + 2, 18),
      spare: 2,
      cell: (row) => [`${icons.health[row.health]} ${row.phase === '' ? row.health : row.phase}`, HEALTH_TONES[row.health]],
    },
    { title: 'READY', least: 5, wanted: between(5, widths.ready, 10), spare: 7, cell: (row) => [none(row.ready), 'plain'] },
    {
      title: 'REASON',
      least: layoutFor(size) === 'compact' ? 10 : 18,
      wanted: between(18, widths.reason, 26),
      spare: 5,
      cell: (row) => [none(row.reason), row.health === 'healthy' ? 'dim' : 'plain'],
    },
    { title: 'MESSAGE', least: 16, wanted: 400, spare: 8, cell: (row) => [messageOnly(row), row.health === 'healthy' ? 'dim' : 'plain'] },
    { title: 'AGE', least: 5, wanted: 6, spare: 4, cell: (row) => [ageText(now - row.createdAt), 'plain'] },
  ];
}

type Placed = Column & { readonly width: number };

/** Leaves out what has no room, gives each column its least width, and shares the rest out from the left. */
function placeColumns(columns: readonly Column[], room: number, gap: number, dropNamespace: boolean): readonly Placed[] {
  let kept = columns.filter(({ spare }) => !dropNamespace || spare !== 9);
  const needed = (): number => kept.reduce((sum, { least }) => sum + least + gap, -gap);
  while (needed() > room && kept.length > 1) {
    const worst = Math.max(...kept.map(({ spare }) => spare));
    kept = kept.filter(({ spare }) => spare !== worst);
  }
  let free = Math.max(0, room - needed());
  const widths = new Map<Column, number>();
  for (const column of kept.toSorted((left, right) => left.spare - right.spare)) {
    const more = Math.min(free, column.wanted - column.least);
    free -= more;
    widths.set(column, column.least + more);
  }
  return kept.map((column) => ({ ...column, width: widths.get(column) ?? column.least }));
}

function rowLine(row: LiveRow, scene: Scene, columns: readonly Placed[], gap: string, chosen: boolean): Line {
  const { icons, measure } = scene;
  const mark = chosen ? { chosen } : {};
  const cells = columns.map((column, index): Segment => {
    const [text, tone] = column.cell(row);
    const cut = cutTo(cleanText(text), column.width, measure);
    return { text: `${padEnd(cut, column.width, measure)}${index === columns.length - 1 ? '' : gap}`, tone, ...mark };
  });
  const line = [{ text: ` ${chosen ? icons.cursor : ' '} `, tone: chosen ? ('accent' as const) : ('plain' as const), ...mark }, ...cells];
  return chosen ? fillLine(line, scene.size.columns, measure) : line;
}

function emptyLine({ list, model }: Scene): Line {
  if (list.total === 0) return [seg('   there are no objects here yet: they show up as soon as they are made', 'dim')];
  return [
    seg(
      `   none of ${String(list.total)} objects ${model.filter === '' ? 'is not ready' : `matches ${model.filter}`}: esc shows all`,
      'dim',
    ),
  ];
}

/** Header and rows of the objects. Only the rows that are seen are looked at. */
export function objectTable(scene: Scene): readonly Line[] {
  const { list, model, size } = scene;
  const gap = layoutFor(size) === 'compact' ? ' ' : '  ';
  const one = scene.live.connection.namespace !== undefined;
  const place = (qualified: boolean): readonly Placed[] => placeColumns(columnsOf(scene, qualified), size.columns - 4, gap.length, one);
  const columns = one || place(false).some(({ title }) => title === 'NAMESPACE') ? place(false) : place(true);
  const header: Line = [seg(`   ${columns.map(({ title, width }) => title.padEnd(width)).join(gap)}`, 'dim')];
  const shown = list.rows.slice(model.top, model.top + roomOf(scene).objects);
  const rows = shown.map((row) => rowLine(row, scene, columns, gap, row.id === model.selected));
  const lines = rows.length === 0 ? [emptyLine(scene)] : rows;
  return [header, ...(isStale(scene) ? lines.map(dimmed) : lines)];
}
