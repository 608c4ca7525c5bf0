import { closest } from '../../../output/closest.ts';
import type { Scene } from '../scene.ts';
import { SORTS, sortNamed } from '../sort-order.ts';
import { runPage, viewObject } from './command-pages.ts';
import { beginChange, askScale } from './change-object.ts';
import { scaleCommand } from '../object-command.ts';
import { refusal, selectedRow } from '../scene.ts';
import type { Outcome } from './outcome.ts';
import { changed, noticed } from './outcome.ts';

/** Commands that only read: they are run as they are typed. */
const READING: readonly string[] = ['describe', 'events', 'get', 'logs', 'status', 'version', 'why'];
const VIEWS = ['why', 'yaml', 'describe', 'logs', 'events'] as const;

type Handler = (scene: Scene, words: readonly string[]) => Outcome;

function opens(at: 'help' | 'log'): Handler {
  return (scene) => changed(scene, { pages: [...scene.model.pages, at === 'log' ? { at, top: 0, follow: true } : { at, top: 0 }] });
}

function scaleTo(scene: Scene, [, replicas]: readonly string[]): Outcome {
  const row = selectedRow(scene);
  if (replicas === undefined || row === undefined || refusal(scene) !== undefined) return beginChange(scene, 'scale');
  return askScale(scene, replicas, scaleCommand(row, replicas));
}

function sortBy(scene: Scene, [, name]: readonly string[]): Outcome {
  const known = SORTS.some((sort) => sort === name?.replace(/^-/, ''));
  return known ? changed(scene, { sort: sortNamed(name) }) : noticed(scene, `order by one of ${SORTS.join(', ')}`, true);
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['quit', (scene) => changed(scene, {}, { do: 'quit' })],
  ['help', opens('help')],
  ['log', opens('log')],
  ['all', (scene) => changed(scene, { filter: '', faults: false })],
  ['faults', (scene) => changed(scene, { faults: true })],
  ['namespace', (scene, [, name]) => changed(scene, {}, { do: 'lookAt', ...(name === undefined ? {} : { namespace: name }) })],
  ['sort', sortBy],
  ['scale', scaleTo],
  ['suspend', (scene) => beginChange(scene, 'hold')],
  ['resume', (scene) => beginChange(scene, 'hold')],
  ['delete', (scene) => beginChange(scene, 'delete')],
  ['tree', (scene) => changed(scene, { pinned: true, pages: [...scene.model.pages, { at: 'object', top: 0, part: 'tree' }] })],
]);

const SHORT: Readonly<Record<string, string>> = { q: 'quit', exit: 'quit', '?': 'help', ns: 'namespace' };

function kindsOf({ live }: Scene): readonly string[] {
  return [...new Set(Array.from(live.rows.values(), ({ kind }) => kind))].toSorted();
}

/** What can follow `:` : commands, and the kinds that there are. */
export function commandWords(scene: Scene): readonly string[] {
  return [...new Set([...HANDLERS.keys(), ...VIEWS, ...READING])].toSorted().concat(kindsOf(scene).map((kind) => kind.toLowerCase()));
}

function kindFilter(scene: Scene, word: string): Outcome | undefined {
  const kind = kindsOf(scene).find((known) => [known.toLowerCase(), `${known.toLowerCase()}s`].includes(word));
  return kind === undefined ? undefined : changed(scene, { filter: `kind:${kind.toLowerCase()}`, pages: [] });
}

/** Does what was typed after `:`. */
export function typedCommand(scene: Scene, text: string): Outcome {
  const words = text.trim().split(/\s+/);
  const typed = (words[0] ?? '').toLowerCase();
  if (typed === '') return changed(scene, {});
  const word = SHORT[typed] ?? typed;
  const handler = HANDLERS.get(word);
  if (handler !== undefined) return handler(scene, words);
  const view = VIEWS.find((known) => known === word);
  if (view !== undefined && words.length === 1) return viewObject(scene, view);
  if (word === 'yaml') return runPage(scene, text.trim(), ['get', ...words.slice(1), '-o', 'yaml']);
  if (READING.includes(word)) return runPage(scene, text.trim(), words);
  const filtered = kindFilter(scene, word);
  if (filtered !== undefined) return filtered;
  const meant = closest(word, commandWords(scene));
  return noticed(scene, `there is no command or kind "${words[0] ?? ''}"${meant === undefined ? '' : `; did you mean ${meant}?`}`, true);
}
