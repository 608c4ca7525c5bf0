import type { Icons } from '../icons.ts';
import type { SortBy } from '../sort-order.ts';

/** Where keys mean something else: the table, a page over it, a line that is typed, a question. */
export type KeyPlace = 'table' | 'page' | 'prompt' | 'question';

/** What a key does. */
export type Deed =
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'open'
  | 'nextPane'
  | 'back'
  | 'filter'
  | 'faults'
  | 'everyone'
  | 'namespace'
  | 'command'
  | `sort:${SortBy}`
  | 'why'
  | 'tree'
  | 'yaml'
  | 'describe'
  | 'logs'
  | 'events'
  | 'log'
  | 'scale'
  | 'hold'
  | 'delete'
  | 'copyName'
  | 'copyCommand'
  | 'refresh'
  | 'help'
  | 'suspend'
  | 'quit'
  | 'interrupt'
  | 'pause'
  | 'stepForth'
  | 'stepBack'
  | 'jumpForth'
  | 'jumpBack'
  | 'accept'
  | 'cancel'
  | 'complete'
  | 'erase'
  | 'eraseAll'
  | 'agree';

/** One line of the table that key bar, help and handling share. */
export interface KeyRule {
  readonly deed: Deed;
  /** Names of keys, as `readKeys` gives them. */
  readonly keys: readonly string[];
  /** How help and key bar call them. */
  readonly shown: (icons: Icons) => string;
  /** Word of the key bar; absent: help only. */
  readonly short?: string;
  readonly help: string;
  readonly places: readonly KeyPlace[];
  readonly group: 'Move' | 'Find' | 'Look' | 'Change' | 'Other' | 'Recording' | 'While typing' | 'When asked';
  /** Only of use for a recording. */
  readonly replay?: true;
  /** Changes objects: needs leave. */
  readonly changes?: true;
}

const BOTH: readonly KeyPlace[] = ['table', 'page'];
const EVERYWHERE: readonly KeyPlace[] = ['table', 'page', 'prompt', 'question'];

function plain(text: string): () => string {
  return () => text;
}

function sortKey(key: string, by: SortBy): KeyRule {
  const help = `Order by ${by}; again: reversed`;
  return { deed: `sort:${by}`, keys: [key], shown: plain(key), help, places: ['table'], group: 'Find' };
}

/** All keys, in the order of help; the key bar takes those with `short` in the same order. */
export const KEY_TABLE: readonly KeyRule[] = [
  { deed: 'up', keys: ['up', 'k'], shown: ({ arrows }) => `${arrows.move} k j`, help: 'Up, down', places: BOTH, group: 'Move' },
  { deed: 'down', keys: ['down', 'j'], shown: ({ arrows }) => arrows.move, short: 'move', help: 'Up, down', places: BOTH, group: 'Move' },
  { deed: 'pageUp', keys: ['pgup', 'ctrl-b'], shown: plain('PgUp ctrl-b'), help: 'A screenful up', places: BOTH, group: 'Move' },
  { deed: 'pageDown', keys: ['pgdn', 'ctrl-f'], shown: plain('PgDn ctrl-f'), help: 'A screenful down', places: BOTH, group: 'Move' },
  { deed: 'first', keys: ['home', 'g'], shown: plain('Home g'), help: 'To the beginning', places: BOTH, group: 'Move' },
  { deed: 'last', keys: ['end', 'G'], shown: plain('End G'), help: 'To the end', places: BOTH, group: 'Move' },
  {
    deed: 'open',
    keys: ['enter'],
    shown: ({ arrows }) => arrows.enter,
    short: 'open',
    help: 'Open the object as a page',
    places: ['table'],
    group: 'Move',
  },
  { deed: 'nextPane', keys: ['tab'], shown: plain('tab'), short: 'pane', help: 'To the next pane', places: ['table'], group: 'Move' },
  {
    deed: 'back',
    keys: ['esc'],
    shown: plain('esc'),
    short: 'back',
    help: 'Back; in the table: no filter',
    places: BOTH,
    group: 'Move',
  },
  {
    deed: 'filter',
    keys: ['/'],
    shown: plain('/'),
    short: 'filter',
    help: 'Only what has these words; !word: not',
    places: ['table'],
    group: 'Find',
  },
  {
    deed: 'faults',
    keys: ['f'],
    shown: plain('f'),
    short: 'faults',
    help: 'Only what is not ready, or all',
    places: ['table'],
    group: 'Find',
  },
  { deed: 'everyone', keys: ['a'], shown: plain('a'), help: 'Timeline of this object, or of all', places: BOTH, group: 'Find' },
  { deed: 'namespace', keys: ['n'], shown: plain('n'), help: 'Another namespace; none: all', places: ['table'], group: 'Find' },
  { deed: 'command', keys: [':'], shown: plain(':'), help: 'Type a kind or a command', places: BOTH, group: 'Find' },
  sortKey('P', 'problem'),
  sortKey('N', 'name'),
  sortKey('M', 'namespace'),
  sortKey('K', 'kind'),
  sortKey('S', 'status'),
  sortKey('A', 'age'),
  { deed: 'why', keys: ['w'], shown: plain('w'), short: 'why', help: 'Why it is not ready', places: BOTH, group: 'Look' },
  { deed: 'tree', keys: ['t'], shown: plain('t'), short: 'tree', help: 'What belongs to it and what it uses', places: BOTH, group: 'Look' },
  { deed: 'yaml', keys: ['y'], shown: plain('y'), short: 'yaml', help: 'The object as YAML', places: BOTH, group: 'Look' },
  { deed: 'describe', keys: ['d'], shown: plain('d'), help: 'All about it', places: BOTH, group: 'Look' },
  { deed: 'logs', keys: ['l'], shown: plain('l'), short: 'logs', help: 'Logs of its pods, as they come', places: BOTH, group: 'Look' },
  { deed: 'events', keys: ['e'], shown: plain('e'), short: 'events', help: 'Its events', places: BOTH, group: 'Look' },
  { deed: 'log', keys: ['~'], shown: plain('~'), help: 'What this program logged', places: BOTH, group: 'Look' },
  {
    deed: 'scale',
    keys: ['s'],
    shown: plain('s'),
    short: 'scale',
    help: 'Another number of pods',
    places: BOTH,
    group: 'Change',
    changes: true,
  },
  {
    deed: 'hold',
    keys: ['p'],
    shown: plain('p'),
    short: 'suspend',
    help: 'Suspend it, or resume it',
    places: BOTH,
    group: 'Change',
    changes: true,
  },
  { deed: 'delete', keys: ['ctrl-d'], shown: plain('ctrl-d'), help: 'Delete it', places: BOTH, group: 'Change', changes: true },
  { deed: 'copyName', keys: ['c'], shown: plain('c'), help: 'Copy its name', places: BOTH, group: 'Other' },
  {
    deed: 'copyCommand',
    keys: ['C'],
    shown: plain('C'),
    help: 'Copy the command of the page or object',
    places: ['table', 'page', 'question'],
    group: 'Other',
  },
  { deed: 'refresh', keys: ['ctrl-r'], shown: plain('ctrl-r'), help: 'Read again, draw again', places: BOTH, group: 'Other' },
  { deed: 'help', keys: ['?'], shown: plain('?'), short: 'help', help: 'This page', places: BOTH, group: 'Other' },
  {
    deed: 'suspend',
    keys: ['ctrl-z'],
    shown: plain('ctrl-z'),
    help: 'Stop this program, back with fg',
    places: EVERYWHERE,
    group: 'Other',
  },
  { deed: 'quit', keys: ['q'], shown: plain('q'), short: 'quit', help: 'End', places: ['table', 'page', 'question'], group: 'Other' },
  { deed: 'interrupt', keys: ['ctrl-c'], shown: plain('ctrl-c'), help: 'End', places: EVERYWHERE, group: 'Other' },
  {
    deed: 'pause',
    keys: ['space'],
    shown: plain('space'),
    short: 'pause',
    help: 'Stop, go on',
    places: BOTH,
    group: 'Recording',
    replay: true,
  },
  {
    deed: 'stepBack',
    keys: ['left'],
    shown: ({ arrows }) => arrows.sides,
    short: 'step',
    help: 'One state back',
    places: BOTH,
    group: 'Recording',
    replay: true,
  },
  {
    deed: 'stepForth',
    keys: ['right'],
    shown: ({ arrows }) => arrows.sides,
    help: 'One state forth',
    places: BOTH,
    group: 'Recording',
    replay: true,
  },
  { deed: 'jumpBack', keys: ['['], shown: plain('['), help: 'To the problem before', places: BOTH, group: 'Recording', replay: true },
  {
    deed: 'jumpForth',
    keys: [']'],
    shown: plain(']'),
    short: 'next problem',
    help: 'To the next problem',
    places: BOTH,
    group: 'Recording',
    replay: true,
  },
  {
    deed: 'accept',
    keys: ['enter'],
    shown: ({ arrows }) => arrows.enter,
    short: 'take',
    help: 'Take what is typed',
    places: ['prompt'],
    group: 'While typing',
  },
  {
    deed: 'complete',
    keys: ['tab'],
    shown: plain('tab'),
    short: 'complete',
    help: 'Complete the word',
    places: ['prompt'],
    group: 'While typing',
  },
  {
    deed: 'erase',
    keys: ['backspace', 'delete', 'ctrl-h'],
    shown: plain('backspace'),
    help: 'Take the last letter away',
    places: ['prompt'],
    group: 'While typing',
  },
  {
    deed: 'eraseAll',
    keys: ['ctrl-u', 'ctrl-w'],
    shown: plain('ctrl-u'),
    help: 'Take all letters away',
    places: ['prompt'],
    group: 'While typing',
  },
  {
    deed: 'cancel',
    keys: ['esc'],
    shown: plain('esc'),
    short: 'leave',
    help: 'Leave it as it was',
    places: ['prompt', 'question'],
    group: 'While typing',
  },
  {
    deed: 'agree',
    keys: ['y'],
    shown: plain('y'),
    short: 'do it',
    help: 'Do it; any other key: do not',
    places: ['question'],
    group: 'When asked',
  },
];

const BY_PLACE: Readonly<Record<KeyPlace, ReadonlyMap<string, KeyRule>>> = {
  table: rulesOf('table'),
  page: rulesOf('page'),
  prompt: rulesOf('prompt'),
  question: rulesOf('question'),
};

function rulesOf(place: KeyPlace): ReadonlyMap<string, KeyRule> {
  return new Map(KEY_TABLE.filter(({ places }) => places.includes(place)).flatMap((rule) => rule.keys.map((key) => [key, rule] as const)));
}

/** What the key does there, if it does anything. Keys of recordings do nothing without one. */
export function ruleFor(place: KeyPlace, key: string, replaying: boolean): KeyRule | undefined {
  const rule = BY_PLACE[place].get(key);
  return rule?.replay === true && !replaying ? undefined : rule;
}
