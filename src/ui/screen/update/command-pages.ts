import { inNamespace } from '../object-command.ts';
import type { Scene } from '../scene.ts';
import { selectedRow } from '../scene.ts';
import type { CommandPage, Page } from '../screen-model.ts';
import { openPage, rowTitle } from '../screen-model.ts';
import type { LiveRow } from '../../live-source.ts';
import type { Effect, Outcome } from './outcome.ts';
import { changed, noticed } from './outcome.ts';

/** What can be looked at of an object by a command. */
export type ObjectView = 'why' | 'yaml' | 'describe' | 'logs' | 'events';

/** Lines of logs that a page begins with. */
const LOG_TAIL = 500;
/** Lines that a page keeps. */
const KEPT_LINES = 5_000;

const VIEW_WORDS: Readonly<Record<ObjectView, (target: string) => readonly string[]>> = {
  why: (target) => ['why', target],
  yaml: (target) => ['get', target, '-o', 'yaml'],
  describe: (target) => ['describe', target],
  logs: (target) => ['logs', target, '-f', `--tail=${String(LOG_TAIL)}`],
  events: (target) => ['events', target, '--recursive'],
};

/** The words of the command that shows that of an object. */
export function viewWords(view: ObjectView, row: LiveRow): readonly string[] {
  return [...VIEW_WORDS[view](row.target), ...inNamespace(row)];
}

function stopOf(page: Page | undefined): readonly Effect[] {
  return page?.at === 'command' && page.exit === undefined ? [{ do: 'stop', run: page.run }] : [];
}

/** Runs a command and shows what it writes, in place of the page of another command or of a question. */
export function runPage(scene: Scene, title: string, words: readonly string[]): Outcome {
  const { model } = scene;
  const run = model.runs + 1;
  const over = openPage(model);
  const replaced = over?.at === 'command' || over?.at === 'question';
  const page: CommandPage = { at: 'command', run, title, words, lines: [], top: 0, follow: words.includes('-f') };
  const pages = [...(replaced ? model.pages.slice(0, -1) : model.pages), page];
  return changed(scene, { runs: run, pages, pinned: true }, ...stopOf(replaced ? over : undefined), { do: 'run', run, words });
}

/** Shows that of the selected object. */
export function viewObject(scene: Scene, view: ObjectView): Outcome {
  const row = selectedRow(scene);
  if (row === undefined) return noticed(scene, 'there is no object to look at');
  return runPage(scene, `${view} ${rowTitle(row)}`, viewWords(view, row));
}

/** Closes the page that is shown, and ends its command. */
export function closePage(scene: Scene): Outcome {
  return changed(scene, { pages: scene.model.pages.slice(0, -1) }, ...stopOf(openPage(scene.model)));
}

function withPage(scene: Scene, run: number, change: (page: CommandPage) => CommandPage): Outcome {
  const pages = scene.model.pages.map((page) => (page.at === 'command' && page.run === run ? change(page) : page));
  return changed(scene, { pages });
}

/** Adds what a command wrote to its page. */
export function addLines(scene: Scene, run: number, lines: readonly string[]): Outcome {
  return withPage(scene, run, (page) => ({ ...page, lines: [...page.lines, ...lines].slice(-KEPT_LINES) }));
}

/** Marks the command of a page as ended. What it gave at the end is all that it wrote. */
export function endRun(scene: Scene, run: number, exit: number, lines: readonly string[]): Outcome {
  return withPage(scene, run, (page) => ({ ...page, exit, lines: lines.length > 0 ? lines.slice(-KEPT_LINES) : page.lines }));
}
