/** How much is drawn: panes beside each other, one table, a narrow table, or only what there is to say. */
export type Layout = 'wide' | 'normal' | 'compact' | 'minimal';

/** Columns and rows of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** From here on up a layout has room. */
export const LAYOUT_SIZES: Readonly<Record<Exclude<Layout, 'minimal'>, ScreenSize>> = {
  wide: { columns: 110, rows: 30 },
  normal: { columns: 80, rows: 24 },
  compact: { columns: 60, rows: 16 },
};

/** The layout for a terminal of that size. */
export function layoutFor({ columns, rows }: ScreenSize): Layout {
  const fits = ({ columns: least, rows: low }: ScreenSize): boolean => columns >= least && rows >= low;
  if (fits(LAYOUT_SIZES.wide)) return 'wide';
  if (fits(LAYOUT_SIZES.normal)) return 'normal';
  return fits(LAYOUT_SIZES.compact) ? 'compact' : 'minimal';
}

/** How many lines a frame has: one less than the terminal, so that it never scrolls. */
export function frameHeight({ rows }: ScreenSize): number {
  return Math.max(1, rows - 1);
}

/** Where the lines of the table view go. */
export interface TableRoom {
  /** Rows of objects. */
  readonly objects: number;
  /** Lines of the panes below; 0 without panes. */
  readonly panes: number;
  /** Columns of the left pane. */
  readonly left: number;
  /** Lines with what happened last, without panes. */
  readonly moments: number;
}

/** Shares out the lines. `above`: lines over the table that are not operators (banner, notes). */
export function tableRoom(size: ScreenSize, systems: number, above: number): TableRoom {
  const height = frameHeight(size);
  const layout = layoutFor(size);
  if (layout === 'wide') {
    // Title, operators with their header, the list's rule and header, two rules around the panes, keys.
    const free = height - (1 + above + 1 + systems + 2 + 2 + 1);
    const panes = Math.min(24, Math.max(6, Math.floor(free * 0.6)));
    return { objects: Math.max(1, free - panes), panes, left: Math.floor(size.columns * 0.48), moments: 0 };
  }
  const moments = layout === 'compact' ? 0 : size.rows >= 30 ? 4 : 1;
  // Title, systems, rule, header, why, keys.
  return { objects: Math.max(1, height - (6 + above + moments)), panes: 0, left: 0, moments };
}
