import { formatAge } from '../../../output/age.ts';
import { cutTo, measureFor, padEnd } from '../../../output/display-width.ts';
import { oneLine } from '../../../output/graph/node-text.ts';
import { inColor } from '../../../output/graph/print-style.ts';
import { MOMENT_TYPES, type Moment } from './moment.ts';
import { momentText, wholeSeconds } from './moment-text.ts';

/** How moments are written for people. */
export interface TimelineLayout {
  /** Unix milliseconds. */
  readonly now: number;
  readonly color: boolean;
  /** Columns of the terminal; absent off one. */
  readonly width: number | undefined;
}

const DAY_MS = 86_400_000;
const AGE_WIDTH = 6;
const WHAT_WIDTH = Math.max(...MOMENT_TYPES.map((word) => word.length));

/**
 * On a terminal how long ago, and the clock (UTC), with the date where that is not within a day; a time that is still to come by this clock as it is. Off a
 * terminal the time alone.
 */
function timeText(time: string, { now, width }: TimelineLayout): string {
  const clock = wholeSeconds(time);
  if (width === undefined) return clock;
  const ago = now - Date.parse(time);
  if (ago < 0) return `${''.padStart(AGE_WIDTH)}  ${clock}`;
  return `${formatAge(ago).padStart(AGE_WIDTH)}  ${ago < DAY_MS ? clock.slice(11) : clock}`;
}

function subject({ object: { kind, name } }: Moment): string {
  return oneLine(`${kind.toLowerCase()}/${name}`);
}

/** One line for each moment: when, which sort, of which object, what. On a terminal lines end at its edge, and what went wrong has a colour. */
export async function formatTimeline(moments: readonly Moment[], layout: TimelineLayout): Promise<string> {
  const measure = await measureFor(moments.flatMap((moment) => [subject(moment), momentText(moment)]));
  const times = moments.map(({ at }) => timeText(at, layout));
  const timeWidth = Math.max(0, ...times.map((time) => time.length));
  const subjects = moments.map(subject);
  const subjectWidth = Math.max(0, ...subjects.map(measure));
  const { width = Infinity } = layout;
  return moments
    .map((moment, index) => {
      const head = `${(times[index] ?? '').padEnd(timeWidth)}  ${moment.what.padEnd(WHAT_WIDTH)}  ${padEnd(subjects[index] ?? '', subjectWidth, measure)}  `;
      const text = cutTo(momentText(moment), Math.max(1, width - measure(head)), measure);
      return `${head}${moment.bad ? inColor(layout, '33', text) : text}\n`;
    })
    .join('');
}
