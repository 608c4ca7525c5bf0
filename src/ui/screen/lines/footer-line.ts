import { KEY_TABLE, type KeyRule } from '../keys/key-table.ts';
import { layoutFor } from '../layout.ts';
import type { Line } from '../line.ts';
import { cleanText, lineWidth, seg } from '../line.ts';
import { refusal, selectedRow, type Scene } from '../scene.ts';
import type { Prompt } from '../screen-model.ts';
import { completions } from '../update/type-line.ts';
import { keyPlace } from '../update/key-place.ts';

const OF_AN_OBJECT: ReadonlySet<string> = new Set(['open', 'why', 'tree', 'yaml', 'logs', 'events', 'scale', 'hold']);

/** Whether the key is of use now: there is an object, there are panes, there is something to go back to. */
function isOfUse(rule: KeyRule, scene: Scene): boolean {
  const { model, replay, allowActions } = scene;
  if (rule.short === undefined || !rule.places.includes(keyPlace(model))) return false;
  if (rule.replay === true && replay === undefined) return false;
  if (rule.changes === true && (!allowActions || replay !== undefined)) return false;
  if (OF_AN_OBJECT.has(rule.deed) && selectedRow(scene) === undefined) return false;
  if (rule.deed === 'agree') return refusal(scene) === undefined;
  if (rule.deed === 'nextPane') return layoutFor(scene.size) === 'wide';
  if (rule.deed === 'back') return model.pages.length > 0 || model.pane !== 'objects' || model.filter !== '' || model.faults;
  return true;
}

function wordOf(rule: KeyRule, scene: Scene): string {
  if (rule.deed === 'hold' && selectedRow(scene)?.health === 'suspended') return 'resume';
  if (rule.deed === 'faults' && scene.model.faults) return 'all';
  return rule.short ?? '';
}

function keyBar(scene: Scene): Line {
  const useful = KEY_TABLE.filter((rule) => isOfUse(rule, scene));
  // Those of a recording come first: they are what a recording is looked at with.
  const rules = [...useful.filter(({ replay }) => replay === true), ...useful.filter(({ replay }) => replay !== true)];
  const bar = (kept: readonly KeyRule[], words: boolean): Line =>
    kept.flatMap((rule) => [seg(` ${rule.shown(scene.icons)}`, 'accent'), ...(words ? [seg(` ${wordOf(rule, scene)}`)] : [])]);
  const fits = (line: Line): boolean => lineWidth(line, scene.measure) <= scene.size.columns;
  const full = bar(rules, true);
  if (fits(full)) return full;
  // The first keys and the last two with their words, or all without.
  for (let kept = rules.length - 3; kept >= Math.min(8, rules.length); kept--) {
    const shorter = bar([...rules.slice(0, kept), ...rules.slice(-2)], true);
    if (fits(shorter)) return shorter;
  }
  return bar(rules, false);
}

function questionOf({ kind, command }: Prompt): string {
  switch (kind) {
    case 'filter':
      return '/';
    case 'command':
      return ':';
    case 'namespace':
      return 'namespace, none for all:';
    case 'replicas':
      return `number of pods for ${command?.row.target ?? ''}:`;
    case 'name':
      return `name of what is deleted (${command?.row.name ?? ''}):`;
  }
}

function promptLine(scene: Scene, prompt: Prompt): Line {
  const { list, icons, size, measure } = scene;
  const words = completions(scene, prompt);
  const hint = prompt.kind === 'filter' ? `${String(list.rows.length)} of ${String(list.total)}` : words.slice(0, 8).join('  ');
  const asked = questionOf(prompt);
  // A long text is shown from its end, where the typing goes on.
  const room = Math.max(8, size.columns - measure(asked) - 4);
  const letters = Array.from(new Intl.Segmenter().segment(cleanText(prompt.text)), ({ segment }) => segment);
  while (letters.length > 0 && measure(letters.join('')) > room) letters.shift();
  return [seg(` ${asked} `, 'accent'), seg(letters.join(''), 'bold'), seg(icons.caret, 'accent'), seg(`   ${hint}`, 'dim')];
}

/** The last line: what is typed, else what was told, else the keys that are of use now. */
export function footerLine(scene: Scene): Line {
  const { prompt, notice } = scene.model;
  if (notice !== undefined && scene.now < notice.until) return [seg(` ${notice.text}`, notice.bad ? 'bad' : 'bold')];
  return prompt === undefined ? keyBar(scene) : promptLine(scene, prompt);
}
