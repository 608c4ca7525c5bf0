/** What moves something up and down. */
export type Movement = 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

const MOVEMENTS: ReadonlySet<string> = new Set<Movement>(['up', 'down', 'pageUp', 'pageDown', 'first', 'last']);

/** Whether a deed is a movement. */
export function isMovement(deed: string): deed is Movement {
  return MOVEMENTS.has(deed);
}

/** A place among `count` after a movement; a screenful is `height` but one, so that one line stays in view. */
export function scroll(place: number, movement: Movement, height: number, count: number): number {
  const page = Math.max(1, height - 1);
  const wanted = {
    up: place - 1,
    down: place + 1,
    pageUp: place - page,
    pageDown: place + page,
    first: 0,
    last: count - 1,
  }[movement];
  return Math.max(0, Math.min(wanted, count - 1));
}
