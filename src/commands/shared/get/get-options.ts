import type { JsonPath } from '../../../output/json-path/json-path.ts';
import type { ObjectPrinter } from '../../../output/printers/object-printer.ts';
import type { Scope } from './scope.ts';

/** What `get` was asked to show, and how. */
export interface GetOptions {
  readonly scope: Scope;
  /** Absent: as tables. */
  readonly printer?: ObjectPrinter | undefined;
  /** Of tables: every column, and no line is cut. */
  readonly wide: boolean;
  readonly headers: boolean;
  /** Labels that get a column. */
  readonly labels: readonly string[];
  readonly showLabels: boolean;
  /** The type before each name, also where there is one type only. */
  readonly showKind: boolean;
  /** The paths of `--where` at which nothing was found in any object, once they were looked at. */
  readonly whereBlanks?: (() => readonly string[]) | undefined;
  readonly sortBy?: JsonPath | undefined;
  /** Colours on standard output. */
  readonly paints: boolean;
  /** No notes. */
  readonly quiet: boolean;
  readonly verbosity: number;
  readonly watch?: WatchWishes | undefined;
}

/** How changes are shown. */
export interface WatchWishes {
  /** Not what there is, only what changes. */
  readonly only: boolean;
  /** What happened to an object: ADDED, MODIFIED or DELETED. */
  readonly events: boolean;
  /** Ends it, the time limit among what does. What is there is read all the same. */
  readonly signal: AbortSignal;
}
