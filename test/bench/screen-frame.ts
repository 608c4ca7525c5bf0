import { measureFor } from '../../src/output/display-width.ts';
import type { LiveState } from '../../src/ui/live-source.ts';
import { frameOf } from '../../src/ui/screen/frame.ts';
import { iconsFor } from '../../src/ui/screen/icons.ts';
import { listCache } from '../../src/ui/screen/object-list.ts';
import type { Scene } from '../../src/ui/screen/scene.ts';
import { firstModel } from '../../src/ui/screen/screen-model.ts';
import { paintLine } from '../../src/ui/screen/theme.ts';
import { settleModel } from '../../src/ui/screen/update/settle-model.ts';
import { fiveSystems, LIVE_NOW, manyRows } from '../support/live-states.ts';
import { quantile } from './quantile.ts';

/** What one picture of the live screen costs with many objects. Milliseconds. */
export interface ScreenFrames {
  readonly objects: number;
  /** Where only ages or the cursor moved: median and 95th percentile. */
  readonly still: number;
  readonly stillP95: number;
  /** Where an object changed, so that the order is made anew. */
  readonly changed: number;
  readonly changedP95: number;
}

const ROUNDS = 200;
const WARM_UP = 50;

/** Draws pictures of 120x32 of that many objects. */
export async function measureScreen(objects: number): Promise<ScreenFrames> {
  const measure = await measureFor(['✔']);
  const rows = new Map(manyRows(objects));
  const list = listCache();
  const ids = [...rows.keys()];
  let live: LiveState = fiveSystems({ rows, changes: objects });
  let model = firstModel(undefined);
  const draw = (now: number): number => {
    const start = performance.now();
    const scene = (): Scene => ({
      live,
      list: list(live, model),
      model,
      size: { columns: 120, rows: 32 },
      now,
      timeOfDay: (ms) => new Date(ms).toISOString().slice(11, 19),
      icons: iconsFor(true),
      measure,
      bin: 'kubectl aistack',
      allowActions: false,
      log: [],
    });
    model = settleModel(scene());
    for (const line of frameOf(scene())) paintLine(line, 'default');
    return performance.now() - start;
  };
  const change = (round: number): void => {
    const id = ids[(round * 7919) % ids.length] ?? '';
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, { ...row, sinceAt: row.sinceAt + 1, health: round % 2 === 0 ? 'failed' : 'healthy' });
    live = { ...live, changes: live.changes + 1 };
  };
  const times = (before: (round: number) => void): readonly number[] =>
    Array.from({ length: WARM_UP + ROUNDS }, (_, round) => {
      before(round);
      return draw(LIVE_NOW + round * 1000);
    }).slice(WARM_UP);
  const still = times(() => undefined);
  const changed = times(change);
  return {
    objects,
    still: quantile(still, 0.5),
    stillP95: quantile(still, 0.95),
    changed: quantile(changed, 0.5),
    changedP95: quantile(changed, 0.95),
  };
}
