import type { ObjectCommand } from '../object-command.ts';
import { plainCommand, scaleCommand } from '../object-command.ts';
import type { Scene } from '../scene.ts';
import { refusal, selectedRow } from '../scene.ts';
import { rowTitle } from '../screen-model.ts';
import { runPage } from './command-pages.ts';
import type { Outcome } from './outcome.ts';
import { changed, noticed, withoutPrompt } from './outcome.ts';

/** Asks whether a command is to be run; for a deletion the name has to be typed. Where changes are off it says so instead. */
function ask(scene: Scene, command: ObjectCommand): Outcome {
  const pages = [...scene.model.pages, { at: 'question' as const, command }];
  const typed = command.verb === 'delete' && refusal(scene) === undefined;
  return changed(scene, { pages, pinned: true, ...(typed ? { prompt: { kind: 'name', text: '', before: '', command } } : {}) });
}

/** Begins to change the selected object: shows the command, and asks. */
export function beginChange(scene: Scene, verb: 'scale' | 'hold' | 'delete'): Outcome {
  const row = selectedRow(scene);
  if (row === undefined) return noticed(scene, 'there is no object to change');
  if (verb === 'scale') {
    const command = scaleCommand(row, 'N');
    if (refusal(scene) !== undefined) return ask(scene, command);
    return changed(scene, { pinned: true, prompt: { kind: 'replicas', text: '', before: '', command } });
  }
  if (verb === 'delete') return ask(scene, plainCommand('delete', row));
  return ask(scene, plainCommand(row.health === 'suspended' ? 'resume' : 'suspend', row));
}

/** Asks about a number of pods that was typed. */
export function askScale(scene: Scene, text: string, command: ObjectCommand): Outcome {
  if (!/^\d{1,5}$/.test(text)) return noticed(scene, `the number of pods is a whole number, not "${text}"`, true);
  return ask({ ...scene, model: withoutPrompt(scene.model) }, scaleCommand(command.row, text));
}

/** Runs a command that was agreed to. */
export function runChange(scene: Scene, command: ObjectCommand): Outcome {
  const why = refusal(scene);
  if (why !== undefined) return noticed(scene, why, true);
  return runPage({ ...scene, model: withoutPrompt(scene.model) }, `${command.verb} ${rowTitle(command.row)}`, command.words);
}
