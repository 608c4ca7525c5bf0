import type { MeasureText } from '../../output/display-width.ts';
import type { LiveRow, LiveState, ReplayPosition } from '../live-source.ts';
import type { Icons } from './icons.ts';
import type { ScreenSize } from './layout.ts';
import type { ObjectList } from './object-list.ts';
import type { ScreenModel } from './screen-model.ts';

/** Everything that a frame is made of, and that keys are judged by. */
export interface Scene {
  readonly live: LiveState;
  readonly list: ObjectList;
  readonly model: ScreenModel;
  readonly size: ScreenSize;
  /** Milliseconds since 1970: of the wall clock, or of the state of a recording. */
  readonly now: number;
  /** `14:02:31`, in the time zone of who looks. */
  timeOfDay(ms: number): string;
  readonly icons: Icons;
  readonly measure: MeasureText;
  readonly bin: string;
  readonly allowActions: boolean;
  /** Lines that were logged, newest last. */
  readonly log: readonly string[];
  readonly replay?: ReplayPosition;
}

/** Data older than this is out of date even where no watch is known to be broken. */
const STALE_MS = 60_000;

/** Whether what is shown may no longer be true. A recording is never out of date: it is the past. */
export function isStale({ live: { connection }, now, replay }: Pick<Scene, 'live' | 'now' | 'replay'>): boolean {
  return replay === undefined && (connection.broken !== undefined || now - connection.freshAt > STALE_MS);
}

/** The object under the cursor. */
export function selectedRow({ list, model }: Pick<Scene, 'list' | 'model'>): LiveRow | undefined {
  const index = list.indexOf(model.selected);
  return index < 0 ? undefined : list.rows[index];
}

/** Whether changes may be made now; else why not. */
export function refusal(scene: Scene): string | undefined {
  if (scene.replay !== undefined) return 'a recording cannot be changed';
  if (!scene.allowActions) return 'changes are off: start with --allow-actions to make them here';
  return isStale(scene) ? 'the data is out of date: nothing can be changed until it is read again' : undefined;
}
