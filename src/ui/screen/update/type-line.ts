import type { Deed } from '../keys/key-table.ts';
import { typedText } from '../keys/read-keys.ts';
import type { Scene } from '../scene.ts';
import type { Prompt } from '../screen-model.ts';
import { openPage } from '../screen-model.ts';
import { askScale, runChange } from './change-object.ts';
import { closePage } from './command-pages.ts';
import type { Outcome } from './outcome.ts';
import { changed, noticed, withoutPrompt } from './outcome.ts';
import { commandWords, typedCommand } from './typed-command.ts';

function retyped(scene: Scene, prompt: Prompt, text: string): Outcome {
  return changed(scene, { prompt: { ...prompt, text }, ...(prompt.kind === 'filter' ? { filter: text } : {}) });
}

function accept(scene: Scene, prompt: Prompt): Outcome {
  const over: Scene = { ...scene, model: withoutPrompt(scene.model) };
  const text = prompt.text.trim();
  switch (prompt.kind) {
    case 'filter':
      return changed(over, { filter: text });
    case 'command':
      return typedCommand(over, text);
    case 'namespace':
      return changed(over, {}, { do: 'lookAt', ...(text === '' || text === 'all' ? {} : { namespace: text }) });
    case 'replicas':
      return prompt.command === undefined ? changed(over, {}) : askScale(scene, text, prompt.command);
    case 'name':
      if (prompt.command === undefined) return changed(over, {});
      if (text === prompt.command.row.name) return runChange(scene, prompt.command);
      return noticed(scene, `that is not its name: type ${prompt.command.row.name}, or esc`, true);
  }
}

function cancel(scene: Scene, prompt: Prompt): Outcome {
  const over: Scene = { ...scene, model: withoutPrompt(scene.model) };
  if (prompt.kind === 'filter') return changed(over, { filter: prompt.before });
  return openPage(over.model)?.at === 'question' ? closePage(over) : changed(over, {});
}

/** What the line that is typed may go on with, best first. */
export function completions(scene: Scene, { kind, text }: Prompt): readonly string[] {
  if (kind === 'namespace') {
    const known = new Set(Array.from(scene.live.rows.values(), ({ namespace }) => namespace ?? ''));
    return [...known].filter((name) => name !== '' && name.startsWith(text)).toSorted();
  }
  if (kind !== 'command' || text.includes(' ')) return [];
  return commandWords(scene).filter((word) => word.startsWith(text.toLowerCase()));
}

function commonStart(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  let length = first.length;
  while (length > 0 && !rest.every((word) => word.startsWith(first.slice(0, length)))) length--;
  return first.slice(0, length);
}

function complete(scene: Scene, prompt: Prompt): Outcome {
  const words = completions(scene, prompt);
  if (words.length === 0) return changed(scene, {});
  return retyped(scene, prompt, words.length === 1 ? `${words[0] ?? ''}${prompt.kind === 'command' ? ' ' : ''}` : commonStart(words));
}

function shortened(text: string): string {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
    .slice(0, -1)
    .join('');
}

/** A key while a line is typed: a deed of the key table, or a character of the line. */
export function typeKey(scene: Scene, prompt: Prompt, deed: Deed | undefined, key: string): Outcome {
  if (deed === 'accept') return accept(scene, prompt);
  if (deed === 'cancel') return cancel(scene, prompt);
  if (deed === 'complete') return complete(scene, prompt);
  if (deed === 'erase') return retyped(scene, prompt, shortened(prompt.text));
  if (deed === 'eraseAll') return retyped(scene, prompt, '');
  const text = typedText(key);
  return text === undefined ? changed(scene, {}) : retyped(scene, prompt, prompt.text + text);
}

/** What is pasted while a line is typed: its first line. Elsewhere a paste does nothing: it must not be taken for keys. */
export function pasteText(scene: Scene, text: string): Outcome {
  const { prompt } = scene.model;
  return prompt === undefined
    ? changed(scene, {})
    : retyped(scene, prompt, prompt.text + (text.split(/[\r\n]/, 1)[0] ?? '').replaceAll(/\p{Cc}/gu, ''));
}
