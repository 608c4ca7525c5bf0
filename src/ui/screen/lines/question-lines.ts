import type { LiveNode } from '../../live-source.ts';
import type { Line } from '../line.ts';
import { seg } from '../line.ts';
import type { ObjectCommand } from '../object-command.ts';
import { belongings, shellLine } from '../object-command.ts';
import { refusal, type Scene } from '../scene.ts';
import { rowTitle } from '../screen-model.ts';
import { wrapWords } from './wrap-words.ts';

const MEANING: Readonly<Record<ObjectCommand['verb'], string>> = {
  scale: 'changes the number of pods of',
  suspend: 'stops what runs for, and keeps the data of,',
  resume: 'starts again what runs for',
  delete: 'deletes',
};

function usedOf(nodes: readonly LiveNode[]): string {
  return nodes.flatMap(({ relation, label }) => (relation === 'uses' ? [label] : [])).join(', ');
}

/** How far the command reaches, as far as it is known here. */
function reachOf({ verb, row }: ObjectCommand, scene: Scene): readonly string[] {
  const { detail, operators } = scene.live;
  const known = detail?.id === row.id ? detail : undefined;
  const below = known === undefined ? '' : belongings(known.nodes);
  const used = known === undefined ? '' : usedOf(known.nodes);
  const goes = verb === 'delete' ? 'Belongs to it, and goes with it where it is owned' : 'Below it';
  const operator = operators.find(({ system }) => system === row.system);
  return [
    `It ${MEANING[verb]} ${rowTitle(row)}.`,
    ...(known === undefined
      ? ['What belongs to it is not known here yet.']
      : [below === '' ? 'Nothing belongs to it.' : `${goes}: ${below}.`]),
    ...(verb === 'delete' && used !== '' ? [`Left alone: ${used}.`] : []),
    ...(operator?.runs === 'nobody' ? [`No operator of ${operator.title} runs: nothing follows from it until one does.`] : []),
  ];
}

/** The question before a change: the command line, how far it reaches, and what to press. Where changes are off: why, and how to allow them. */
export function questionLines(command: ObjectCommand, scene: Scene): readonly Line[] {
  const width = scene.size.columns - 4;
  const why = refusal(scene);
  const text = (words: string): readonly Line[] => wrapWords(words, width, 4, scene.measure).map((line) => [seg(`  ${line}`)]);
  const end =
    why === undefined
      ? command.verb === 'delete'
        ? `Type the name, ${command.row.name}, and press enter. esc leaves it as it is.`
        : 'y does it. Any other key leaves it as it is.'
      : `Not done here: ${why}.`;
  return [
    [],
    [seg(why === undefined ? '  This will run:' : '  This is the command:', 'title')],
    [],
    ...wrapWords(shellLine(scene.bin, command.words), width - 2, 4, scene.measure).map((line): Line => [seg(`    ${line}`, 'accent')]),
    [],
    ...reachOf(command, scene).flatMap(text),
    [],
    ...wrapWords(end, width, 4, scene.measure).map((line): Line => [seg(`  ${line}`, why === undefined ? 'bold' : 'warn')]),
    ...(why === undefined ? [] : [[seg('  C copies the command. Any other key goes back.')]]),
  ];
}
