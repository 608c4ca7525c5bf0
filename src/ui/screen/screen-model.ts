import type { LiveRow } from '../live-source.ts';
import type { ScreenMemory } from './screen-options.ts';
import type { SortOrder } from './sort-order.ts';
import { sortNamed } from './sort-order.ts';
import type { ObjectCommand } from './object-command.ts';

/** Which pane of the wide layout the arrows move in. */
export type Pane = 'objects' | 'detail' | 'timeline';

/** What a command wrote, as a page. */
export interface CommandPage {
  readonly at: 'command';
  /** Tells the runs apart. */
  readonly run: number;
  readonly title: string;
  readonly words: readonly string[];
  readonly lines: readonly string[];
  /** Exit code, once it ended. */
  readonly exit?: number;
  readonly top: number;
  /** Whether the end is shown as it grows. */
  readonly follow: boolean;
}

/** A page over the table. */
export type Page =
  | { readonly at: 'object'; readonly top: number; readonly part: 'all' | 'tree' }
  | { readonly at: 'help'; readonly top: number }
  | { readonly at: 'log'; readonly top: number; readonly follow: boolean }
  | { readonly at: 'question'; readonly command: ObjectCommand }
  | CommandPage;

/** A line that is typed. */
export interface Prompt {
  readonly kind: 'filter' | 'command' | 'namespace' | 'replicas' | 'name';
  readonly text: string;
  /** What it was before, for esc. */
  readonly before: string;
  /** What it is about: replicas and name. */
  readonly command?: ObjectCommand;
}

/** What the screen told, until `until` or the next key. */
export interface Notice {
  readonly text: string;
  readonly bad: boolean;
  readonly until: number;
}

/** Everything that keys change. */
export interface ScreenModel {
  readonly pane: Pane;
  /** The object under the cursor, and the place it was last seen at. */
  readonly selected?: string;
  readonly index: number;
  /** Whether the cursor was moved: until then it stays on the first row, whatever comes there. */
  readonly pinned: boolean;
  /** First row of the table that is shown. */
  readonly top: number;
  readonly filter: string;
  readonly faults: boolean;
  readonly sort: SortOrder;
  /** First line of the detail pane that is shown. */
  readonly detailTop: number;
  /** `seq` of the newest moment that the timeline shows while it does not follow. */
  readonly timelineFrom?: number;
  /** Whether the timeline is that of all objects. */
  readonly everyone: boolean;
  /** Pages over the table, the last one is shown. */
  readonly pages: readonly Page[];
  readonly prompt?: Prompt;
  readonly notice?: Notice;
  /** Number of the last run. */
  readonly runs: number;
}

/** The screen as it begins. */
export function firstModel(memory: ScreenMemory | undefined): ScreenModel {
  return {
    pane: 'objects',
    index: 0,
    pinned: false,
    top: 0,
    filter: memory?.filter ?? '',
    faults: false,
    sort: sortNamed(memory?.sort),
    detailTop: 0,
    everyone: false,
    pages: [],
    runs: 0,
  };
}

/** The page that is shown, if there is one over the table. */
export function openPage({ pages }: ScreenModel): Page | undefined {
  return pages.at(-1);
}

/** What an object is called in sentences: `AbiInstance ml/vision`. */
export function rowTitle({ kind, namespace, name }: LiveRow): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The message of an object without its reason before it, where a column or word beside it says that already. */
export function messageOnly({ reason, message }: LiveRow): string {
  return reason !== '' && message.startsWith(`${reason}: `) ? message.slice(reason.length + 2) : message;
}

/** Reason and message of an object in one text: `NoNode: no node has room`. */
export function reasonText(row: LiveRow): string {
  return [row.reason, messageOnly(row)].filter((text) => text !== '').join(': ');
}
