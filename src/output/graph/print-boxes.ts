import type { DependencyGraph, GraphNode } from './dependency-graph.ts';
import { layerGraph, type LayeredGraph, type LayerItem, type LayerLink } from './layer-graph.ts';
import { lineCanvas, type LineCanvas } from './line-canvas.ts';
import { colorOf, oneLine, podsOf, stateOf } from './node-text.ts';
import type { GraphStyle } from './print-style.ts';

/**
 * Rows of a box, and of a lane. Both are even, so that lines leave boxes in odd rows and arrive in even ones: a line that leaves and one that
 * arrives never share a row.
 */
const BOX_ROWS = 4;
const LANE_ROWS = 2;
const EXIT_ROW = 1;
const ENTRY_ROW = 2;

/** Columns beside the tracks of a gap: before the first, and for the arrow. */
const GAP_BEFORE = 1;
const GAP_AFTER = 3;

/** Widths to which names are cut until the picture fits the terminal. */
const NAME_WIDTHS = [Infinity, 32, 24, 18, 14, 11];

interface Track {
  readonly sources: readonly LayerItem[];
  readonly links: readonly LayerLink[];
}

/** A text of `width` columns at most. The picture counts characters: one that may be wider than a column is drawn as a question mark. */
function cut(text: string, width: number, style: GraphStyle): string {
  const plain = oneLine(text).replaceAll(/[^\u0020-\u007E]/gu, '?');
  return plain.length <= width ? plain : plain.slice(0, width - 1) + (style.unicode ? '…' : '~');
}

/** The three texts of a box. */
function wordsOf(
  node: GraphNode,
  nameWidth: number,
  inRing: boolean,
  style: GraphStyle,
): readonly [kind: string, name: string, state: string] {
  const kind = `${cut(node.kind, nameWidth, style)}${inRing ? (style.unicode ? ' ↻' : ' (cycle)') : ''}`;
  return [
    kind,
    cut(node.name, nameWidth, style),
    cut([stateOf(node), podsOf(node)].filter((text) => text !== '').join(' '), Infinity, style),
  ];
}

/** Lines that leave several items for the same ones share a track: what starts there ends at all of them. */
function tracksOf(links: readonly LayerLink[], rowOf: (item: LayerItem) => number): readonly Track[] {
  const numbers = new Map([...new Set(links.map(({ to }) => to))].map((item, index) => [item, index] as const));
  const bySource = [...Map.groupBy(links, ({ from }) => from)];
  const targets = (own: readonly LayerLink[]): string =>
    own
      .map(({ to }) => numbers.get(to) ?? 0)
      .toSorted((left, right) => left - right)
      .join(' ');
  const tracks = [...Map.groupBy(bySource, ([, own]) => targets(own)).values()].map((group) => ({
    sources: group.map(([source]) => source),
    links: group.flatMap(([, own]) => own),
  }));
  const mean = ({ sources }: Track): number => sources.reduce((sum, item) => sum + rowOf(item), 0) / sources.length;
  return tracks.toSorted((left, right) => mean(left) - mean(right));
}

interface Places {
  readonly tops: ReadonlyMap<LayerItem, number>;
  readonly height: number;
}

/** Rows of all items: each column in the middle of the highest. */
function placesOf(columns: LayeredGraph['columns']): Places {
  const rows = ({ isLane }: LayerItem): number => (isLane ? LANE_ROWS : BOX_ROWS);
  const heights = columns.map((column) => column.reduce((sum, item) => sum + rows(item), 0));
  const height = Math.max(0, ...heights);
  const tops = new Map<LayerItem, number>();
  for (const [index, column] of columns.entries()) {
    let top = Math.floor((height - (heights[index] ?? 0)) / 4) * 2;
    for (const item of column) {
      tops.set(item, top);
      top += rows(item);
    }
  }
  return { tops, height };
}

function drawBox(
  canvas: LineCanvas,
  at: { readonly x: number; readonly y: number; readonly width: number },
  node: GraphNode,
  words: readonly string[],
  style: GraphStyle,
): void {
  const { x, y, width } = at;
  const [kind = '', name = '', state = ''] = words;
  const color = colorOf(node);
  const [nw, ne, sw, se, across, side] = style.unicode ? '╭╮╰╯─│' : "..''-|";
  const rule = (left = '', right = '', text = ''): string =>
    left + text + (across ?? '').repeat(Math.max(0, width - 2 - text.length)) + right;
  canvas.text(x, y, rule(nw, ne, `${across ?? ''} ${kind} `), color);
  canvas.text(x, y + 1, `${side ?? ''}${' '.repeat(width - 2)}${side ?? ''}`, color);
  canvas.text(x, y + 2, `${side ?? ''}${' '.repeat(width - 2)}${side ?? ''}`, color);
  canvas.text(x + 2, y + 1, name, '1');
  canvas.text(x + 2, y + 2, state, color);
  canvas.text(x, y + 3, rule(sw, se), color);
}

/** Draws the lines of a gap that starts at column `x` and is `width` wide. */
function drawGap(canvas: LineCanvas, x: number, width: number, tracks: readonly Track[], tops: Places['tops'], style: GraphStyle): void {
  const row = (item: LayerItem, side: number): number => (tops.get(item) ?? 0) + (item.isLane ? (side === EXIT_ROW ? 1 : 0) : side);
  const columnOf = (index: number): number => x + GAP_BEFORE + index * 2;
  for (const [index, { sources, links }] of tracks.entries()) {
    const rows = [...sources.map((item) => row(item, EXIT_ROW)), ...links.map(({ to }) => row(to, ENTRY_ROW))];
    canvas.vertical(
      columnOf(index),
      Math.min(...rows),
      Math.max(...rows),
      links.some(({ satisfied }) => satisfied),
    );
  }
  for (const [index, { sources, links }] of tracks.entries()) {
    const column = columnOf(index);
    const others = new Set([...tracks.keys()].filter((other) => other !== index).map(columnOf));
    for (const source of sources) {
      const satisfied = links.some((link) => link.from === source && link.satisfied);
      canvas.horizontal(row(source, EXIT_ROW), x - 1, column, { satisfied, under: others });
    }
    for (const [target, own] of Map.groupBy(links, ({ to }) => to)) {
      const y = row(target, ENTRY_ROW);
      canvas.horizontal(y, column, x + width - (target.isLane ? 0 : 1), {
        satisfied: own.some(({ satisfied }) => satisfied),
        under: others,
      });
      if (!target.isLane) canvas.text(x + width - 1, y, style.unicode ? '▶' : '>', own.every(({ satisfied }) => satisfied) ? '2' : '31');
    }
  }
}

function drawn(
  graph: DependencyGraph,
  layered: LayeredGraph,
  nameWidth: number,
  style: GraphStyle,
): { readonly text: string; readonly width: number } {
  const { columns, gaps } = layered;
  const inRing = new Set(graph.cycles.flat());
  const words = new Map(graph.nodes.map((node) => [node.id, wordsOf(node, nameWidth, inRing.has(node.id), style)] as const));
  const { tops, height } = placesOf(columns);
  const tracks = gaps.map((links) => tracksOf(links, (item) => tops.get(item) ?? 0));
  const widths = columns.map((column) =>
    Math.max(
      0,
      ...column.map(({ node, isLane }) => {
        const [kind, name, state] = words.get(node.id) ?? ['', '', ''];
        return isLane ? 0 : Math.max(kind.length + 6, name.length + 4, state.length + 4);
      }),
    ),
  );
  const gapWidths = tracks.map((own) => GAP_BEFORE + own.length * 2 - 1 + GAP_AFTER);
  const width = widths.reduce((sum, one) => sum + one, 0) + gapWidths.reduce((sum, one) => sum + one, 0);
  const canvas = lineCanvas(width, height);
  let x = 0;
  for (const [index, column] of columns.entries()) {
    const own = widths[index] ?? 0;
    const gap = gapWidths[index] ?? 0;
    drawGap(canvas, x + own, gap, tracks[index] ?? [], tops, style);
    for (const item of column) {
      const y = tops.get(item) ?? 0;
      if (item.isLane) {
        const middle = x + Math.floor(own / 2);
        const satisfied = (gaps[index] ?? []).some((link) => link.from === item && link.satisfied);
        canvas.horizontal(y, x, middle, { satisfied });
        canvas.vertical(middle, y, y + 1, satisfied);
        canvas.horizontal(y + 1, middle, x + own - 1, { satisfied });
      } else drawBox(canvas, { x, y, width: own }, item.node, words.get(item.node.id) ?? [], style);
    }
    x += own + gap;
  }
  return { text: canvas.toString(style), width };
}

/**
 * The graph as boxes in columns, joined by lines: left those that need, right what is needed. Lines that cross pass below one another; where they meet they lead
 * to the same boxes. What closes a ring has no line: it is named below. Names are cut where the terminal is too narrow; where even that does not help the
 * picture is as wide as it must be.
 */
export function printBoxes(graph: DependencyGraph, lastKinds: readonly string[], style: GraphStyle): string {
  if (graph.nodes.length === 0) return '';
  const layered = layerGraph(graph, lastKinds);
  let picture = drawn(graph, layered, Infinity, style);
  for (const width of NAME_WIDTHS) {
    picture = drawn(graph, layered, width, style);
    if (picture.width <= (style.width ?? Infinity)) break;
  }
  const names = new Map(graph.nodes.map(({ id, name }) => [id, oneLine(name)] as const));
  const arrow = style.unicode ? ' → ' : ' -> ';
  const rings = graph.cycles.map((ring) => {
    const way = [...ring, ...ring.slice(0, 1)].map((id) => names.get(id) ?? id).join(arrow);
    return `${style.unicode ? '↻' : '(cycle)'} ${way}\n`;
  });
  return picture.text + rings.join('');
}
