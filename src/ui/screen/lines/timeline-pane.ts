import type { LiveMoment } from '../../live-source.ts';
import type { Line, Tone } from '../line.ts';
import { cleanText, seg } from '../line.ts';
import type { Scene } from '../scene.ts';
import { wrapWords } from './wrap-words.ts';

const WORDS: Readonly<Record<LiveMoment['what'], string>> = {
  event: 'evt',
  condition: 'cond',
  reconcile: 'rec',
  spec: 'spec',
  made: 'new',
  gone: 'gone',
};

const TONES: Readonly<Record<LiveMoment['what'], Tone>> = {
  event: 'plain',
  condition: 'accent',
  reconcile: 'dim',
  spec: 'accent',
  made: 'good',
  gone: 'warn',
};

/** What the timeline shows, newest first: of the selected object, or of all. */
export function timelineMoments({ live, model }: Scene): readonly LiveMoment[] {
  const mine = model.everyone || model.selected === undefined ? live.moments : live.moments.filter(({ id }) => id === model.selected);
  return mine.toReversed();
}

/** The place of the first moment that is shown: the newest while it follows. */
export function timelinePlace(moments: readonly LiveMoment[], from: number | undefined): number {
  if (from === undefined) return 0;
  const place = moments.findIndex(({ seq }) => seq === from);
  return place < 0 ? Math.max(0, moments.length - 1) : place;
}

/** One moment as `most` lines at most: time, what it is (`!` where it is bad), what happened. `target`: also to what. */
export function momentLines(moment: LiveMoment, width: number, most: number, target: boolean, scene: Scene): readonly Line[] {
  const word = `${WORDS[moment.what]}${moment.bad ? '!' : ''}`.padEnd(5);
  const text = cleanText(target && moment.target !== '' ? `${moment.target} ${moment.text}` : moment.text);
  const indent = 1 + 8 + 1 + 5 + 1;
  return wrapWords(text, Math.max(8, width - indent), most, scene.measure).map((line, index): Line =>
    index === 0
      ? [
          seg(` ${scene.timeOfDay(moment.at)} `, 'dim'),
          seg(`${word} `, moment.bad ? 'bad' : TONES[moment.what]),
          seg(line, moment.bad ? 'warn' : 'plain'),
        ]
      : [seg(`${' '.repeat(indent)}${line}`, moment.bad ? 'warn' : 'plain')],
  );
}

/** What happened, newest first, at most `height` lines. What is bad gets up to three lines, all else one. */
export function timelinePane(scene: Scene, width: number, height: number): readonly Line[] {
  const moments = timelineMoments(scene);
  const lines: Line[] = [];
  for (const moment of moments.slice(timelinePlace(moments, scene.model.timelineFrom))) {
    if (lines.length >= height) break;
    lines.push(...momentLines(moment, width, moment.bad ? 3 : 1, scene.model.everyone, scene));
  }
  if (lines.length > 0) return lines.slice(0, height);
  const whose = scene.model.everyone || scene.model.selected === undefined ? '' : ' to it that is still known';
  return [[seg(` nothing happened${whose}`, 'dim')]];
}
