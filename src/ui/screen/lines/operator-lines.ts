import { cutTo, padEnd } from '../../../output/display-width.ts';
import type { LiveHealth, LiveOperator } from '../../live-source.ts';
import { HEALTH_TONES } from '../icons.ts';
import { ageText } from './age-text.ts';
import type { Line, Segment, Tone } from '../line.ts';
import { lineWidth, seg } from '../line.ts';
import type { HealthCounts } from '../object-list.ts';
import { countsOf } from '../object-list.ts';
import type { Scene } from '../scene.ts';

const WORST: readonly LiveHealth[] = ['failed', 'degraded', 'pending', 'healthy', 'suspended'];

/** How a system is: as the worst of its objects; an operator that nobody runs is worse than anything but a failure. */
function healthOf(counts: HealthCounts, { runs }: LiveOperator): LiveHealth | 'none' {
  const worst = WORST.find((health) => counts[health] > 0);
  if (runs === 'nobody' && worst !== undefined && worst !== 'failed') return 'degraded';
  return worst ?? 'none';
}

function totalOf(counts: HealthCounts): number {
  return WORST.reduce((sum, health) => sum + counts[health], 0);
}

const RIGHT = ['READY', 'PEND', 'FAIL', 'SUSP', 'QUEUE', 'p95', 'ERR/5m'] as const;
const RIGHT_WIDTH = 7;

function operatorWidths({ live, size }: Scene): { readonly system: number; readonly operator: number; readonly lease: number } {
  const longest = (texts: readonly string[], least: number, most: number): number =>
    Math.min(most, Math.max(least, ...texts.map((text) => text.length)));
  const system = longest(
    live.operators.map(({ title }) => title),
    9,
    12,
  );
  // Sign, systems, figures and 16 columns for the last reconcile leave this for operator and lease.
  const free = size.columns - 3 - (system + 2) - RIGHT.length * RIGHT_WIDTH - 2 - 20 - 4;
  const operator = longest(
    live.operators.map(({ label }) => label),
    8,
    Math.max(8, Math.floor(free / 2)),
  );
  return {
    system,
    operator,
    lease: longest(
      live.operators.map(({ lease }) => lease),
      5,
      Math.max(5, free - operator),
    ),
  };
}

function figures(counts: HealthCounts, { loop }: LiveOperator, dash: string): readonly (readonly [string, Tone])[] {
  const number = (count: number, tone: Tone): readonly [string, Tone] => [String(count), count === 0 ? 'dim' : tone];
  return [
    [`${String(counts.healthy)}/${String(totalOf(counts))}`, 'plain'],
    number(counts.pending + counts.degraded, 'warn'),
    number(counts.failed, 'bad'),
    number(counts.suspended, 'plain'),
    loop === undefined ? [dash, 'dim'] : [String(loop.queue), 'plain'],
    loop?.p95Ms === undefined ? [dash, 'dim'] : [`${String(Math.round(loop.p95Ms))}ms`, 'plain'],
    loop === undefined ? [dash, 'dim'] : number(loop.errors5m, 'warn'),
  ];
}

/** The systems as a table with a header: who works, how the objects are, what a loop on this machine knows. */
export function operatorTable(scene: Scene): readonly Line[] {
  const { live, icons, measure, list, now } = scene;
  const widths = operatorWidths(scene);
  const cell = (text: string, width: number): string => padEnd(cutTo(text, width, measure), width, measure);
  const start = (system: string, operator: string, lease: string): string =>
    `${cell(system, widths.system)}  ${cell(operator, widths.operator)}  ${cell(lease, widths.lease)}`;
  const header: Line = [
    seg(`   ${start('SYSTEM', 'OPERATOR', 'LEASE')}${RIGHT.map((title) => title.padStart(RIGHT_WIDTH)).join('')}  LAST RECONCILE`, 'dim'),
  ];
  const rows = live.operators.map((operator): Line => {
    const counts = countsOf(list, operator.system);
    const health = healthOf(counts, operator);
    const last = operator.loop?.last;
    const tone: Tone = operator.runs === 'nobody' ? 'bad' : operator.runs === 'here' ? 'accent' : 'plain';
    return [
      seg(` ${icons.health[health]} `, HEALTH_TONES[health]),
      seg(`${cell(operator.title, widths.system)}  `, 'bold'),
      seg(`${cell(operator.label, widths.operator)}  `, tone),
      seg(cell(operator.lease === '' ? icons.dash : operator.lease, widths.lease)),
      ...figures(counts, operator, icons.dash).map(([text, figureTone]): Segment => seg(text.padStart(RIGHT_WIDTH), figureTone)),
      seg(`  ${last === undefined ? icons.dash : `${last.target} ${ageText(now - last.at)}`}`, last === undefined ? 'dim' : 'plain'),
    ];
  });
  return [header, ...rows];
}

/** The systems in one line: sign, how many of how many are well, how many failed. */
export function operatorSummary(scene: Scene): Line {
  const { live, icons, list, size, measure } = scene;
  const line = (gap: string, letters: number, short: boolean): Line =>
    live.operators.flatMap((operator) => {
      const counts = countsOf(list, operator.system);
      const health = healthOf(counts, operator);
      return [
        seg(`${gap}${icons.health[health]} `, HEALTH_TONES[health]),
        seg(`${operator.title.slice(0, letters)} ${String(counts.healthy)}/${String(totalOf(counts))}`),
        ...(counts.failed > 0 && !short ? [seg(` !${String(counts.failed)}`, 'bad')] : []),
        ...(operator.runs === 'nobody' ? [seg(short ? ' off' : ' no operator', 'bad')] : []),
      ];
    });
  const choices = [line('  ', 20, false), line(' ', 20, false), line(' ', 4, true), line(' ', 2, true)];
  const fitting = choices.find((choice) => lineWidth(choice, measure) <= size.columns) ?? choices.at(-1) ?? [];
  return fitting.length === 0 ? [seg(' no systems', 'dim')] : fitting;
}
