import type { TableRoom } from './layout.ts';
import { frameHeight, tableRoom } from './layout.ts';
import { isStale, type Scene } from './scene.ts';

/** How many lines tell that something is wrong with the view itself: out of date, not allowed to read. */
export function warningLines(scene: Scene): number {
  return Number(isStale(scene)) + Number(scene.live.connection.refused.length > 0);
}

/** Where the lines of the table view go now. */
export function roomOf(scene: Scene): TableRoom {
  return tableRoom(scene.size, scene.live.operators.length, warningLines(scene));
}

/** How many lines a page over the table has: all but title, warnings, rule and keys. */
export function pageHeight(scene: Scene): number {
  return Math.max(1, frameHeight(scene.size) - 3 - warningLines(scene));
}
