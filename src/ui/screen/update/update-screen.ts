import type { Deed } from '../keys/key-table.ts';
import { ruleFor } from '../keys/key-table.ts';
import { shellLine } from '../object-command.ts';
import { roomOf } from '../room-of.ts';
import { refusal, selectedRow, type Scene } from '../scene.ts';
import type { Page, Pane, Prompt } from '../screen-model.ts';
import { openPage } from '../screen-model.ts';
import type { SortBy } from '../sort-order.ts';
import { beginChange, runChange } from './change-object.ts';
import { addLines, closePage, endRun, runPage, viewObject, viewWords } from './command-pages.ts';
import { keyPlace } from './key-place.ts';
import { move } from './move.ts';
import type { Outcome, ScreenEvent } from './outcome.ts';
import { changed, noticed, withoutNotice } from './outcome.ts';
import { isMovement } from './scroll.ts';
import { pasteText, typeKey } from './type-line.ts';

function begin(scene: Scene, kind: Prompt['kind'], text = ''): Outcome {
  return changed(scene, { prompt: { kind, text, before: text } });
}

function nextPane(scene: Scene): Outcome {
  const panes: readonly Pane[] = ['objects', 'detail', 'timeline'];
  if (roomOf(scene).panes === 0) return noticed(scene, 'the terminal is too small for panes: enter opens the object');
  return changed(scene, { pane: panes[(panes.indexOf(scene.model.pane) + 1) % panes.length] ?? 'objects' });
}

function back(scene: Scene): Outcome {
  const { model } = scene;
  if (model.pages.length > 0) return closePage(scene);
  if (model.pane !== 'objects') return changed(scene, { pane: 'objects' });
  return changed(scene, model.filter === '' ? { faults: false } : { filter: '' });
}

/** Opens a page that there is one of; pressed on it, its key closes it. */
function toggled(scene: Scene, page: Page): Outcome {
  if (openPage(scene.model)?.at === page.at) return closePage(scene);
  return changed(scene, { pages: [...scene.model.pages, page] });
}

function openObject(scene: Scene, part: 'all' | 'tree'): Outcome {
  if (selectedRow(scene) === undefined) return noticed(scene, 'there is no object to look at');
  const over = openPage(scene.model);
  const pages = over?.at === 'object' ? scene.model.pages.slice(0, -1) : scene.model.pages;
  return changed(scene, { pinned: true, pages: [...pages, { at: 'object', top: 0, part }] });
}

function copyName(scene: Scene): Outcome {
  const row = selectedRow(scene);
  return row === undefined ? noticed(scene, 'there is no object') : changed(scene, {}, { do: 'copy', text: row.name });
}

function copyCommand(scene: Scene): Outcome {
  const page = openPage(scene.model);
  const row = selectedRow(scene);
  const words =
    page?.at === 'command'
      ? page.words
      : page?.at === 'question'
        ? page.command.words
        : row === undefined
          ? undefined
          : viewWords('yaml', row);
  if (words === undefined) return noticed(scene, 'there is no object');
  return changed(scene, {}, { do: 'copy', text: shellLine(scene.bin, words) });
}

function refresh(scene: Scene): Outcome {
  const page = openPage(scene.model);
  const again = page?.at === 'command' && !['scale', 'suspend', 'resume', 'delete'].includes(page.words[0] ?? '');
  const outcome = again ? runPage(scene, page.title, page.words) : changed(scene, {});
  return { ...outcome, effects: [...outcome.effects, { do: 'refresh' }] };
}

function sortBy(scene: Scene, by: SortBy): Outcome {
  const { sort } = scene.model;
  return changed(scene, { sort: { by, reversed: sort.by === by && !sort.reversed } });
}

function agree(scene: Scene): Outcome {
  const page = openPage(scene.model);
  if (page?.at !== 'question' || refusal(scene) !== undefined) return closePage(scene);
  return runChange(scene, page.command);
}

type Doing = (scene: Scene) => Outcome;
type Plain = Exclude<
  Deed,
  `sort:${SortBy}` | 'accept' | 'complete' | 'erase' | 'eraseAll' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last'
>;

const DOINGS: Readonly<Record<Plain, Doing>> = {
  open: (scene) => openObject(scene, 'all'),
  nextPane,
  back,
  filter: (scene) => begin(scene, 'filter', scene.model.filter),
  faults: (scene) => changed(scene, { faults: !scene.model.faults, top: 0 }),
  everyone: (scene) => changed(scene, { everyone: !scene.model.everyone }),
  namespace: (scene) => begin(scene, 'namespace'),
  command: (scene) => begin(scene, 'command'),
  why: (scene) => viewObject(scene, 'why'),
  tree: (scene) => openObject(scene, 'tree'),
  yaml: (scene) => viewObject(scene, 'yaml'),
  describe: (scene) => viewObject(scene, 'describe'),
  logs: (scene) => viewObject(scene, 'logs'),
  events: (scene) => viewObject(scene, 'events'),
  log: (scene) => toggled(scene, { at: 'log', top: 0, follow: true }),
  scale: (scene) => beginChange(scene, 'scale'),
  hold: (scene) => beginChange(scene, 'hold'),
  delete: (scene) => beginChange(scene, 'delete'),
  copyName,
  copyCommand,
  refresh,
  help: (scene) => toggled(scene, { at: 'help', top: 0 }),
  suspend: (scene) => changed(scene, {}, { do: 'suspend' }),
  quit: (scene) => changed(scene, {}, { do: 'quit' }),
  interrupt: (scene) => changed(scene, {}, { do: 'quit' }),
  pause: (scene) => changed(scene, {}, { do: 'replay', wish: 'pause' }),
  stepForth: (scene) => changed(scene, {}, { do: 'replay', wish: 'stepForth' }),
  stepBack: (scene) => changed(scene, {}, { do: 'replay', wish: 'stepBack' }),
  jumpForth: (scene) => changed(scene, {}, { do: 'replay', wish: 'jumpForth' }),
  jumpBack: (scene) => changed(scene, {}, { do: 'replay', wish: 'jumpBack' }),
  cancel: closePage,
  agree,
};

function isPlain(deed: Deed): deed is Plain {
  return deed in DOINGS;
}

function pressKey(before: Scene, key: string): Outcome {
  const scene: Scene = { ...before, model: withoutNotice(before.model) };
  const { prompt } = scene.model;
  const place = keyPlace(scene.model);
  const deed = ruleFor(place, key, scene.replay !== undefined)?.deed;
  if (deed === 'interrupt' || deed === 'suspend') return DOINGS[deed](scene);
  if (prompt !== undefined) return typeKey(scene, prompt, deed, key);
  // A question is left by any key but its own.
  if (deed === undefined) return place === 'question' ? closePage(scene) : { model: scene.model, effects: [] };
  if (isMovement(deed)) return move(scene, deed);
  if (deed.startsWith('sort:')) return sortBy(scene, deed.slice('sort:'.length) as SortBy);
  return isPlain(deed) ? DOINGS[deed](scene) : { model: scene.model, effects: [] };
}

/** What an event makes of the model, and what has to be done besides. */
export function updateScreen(scene: Scene, event: ScreenEvent): Outcome {
  switch (event.type) {
    case 'key':
      return pressKey(scene, event.key);
    case 'paste':
      return pasteText(scene, event.text);
    case 'lines':
      return addLines(scene, event.run, event.lines);
    case 'ended':
      return endRun(scene, event.run, event.exit, event.lines);
    case 'notice':
      return noticed(scene, event.text, event.bad);
  }
}
