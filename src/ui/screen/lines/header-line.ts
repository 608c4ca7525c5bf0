import type { Line, Segment } from '../line.ts';
import { ageText } from './age-text.ts';
import { lineWidth, seg } from '../line.ts';
import { isStale, type Scene } from '../scene.ts';

/** `0.4s` below a second, else as ages are told everywhere. */
function freshness(ms: number): string {
  return ms < 1_000 ? `${(Math.floor(Math.max(0, ms) / 100) / 10).toFixed(1)}s` : ageText(ms);
}

function clockOf({ replay, timeOfDay, now }: Scene): readonly Segment[] {
  if (replay === undefined) return [seg(timeOfDay(now))];
  const state = replay.paused ? 'paused' : 'playing';
  return [seg('REPLAY', 'accent'), seg(` ${String(replay.index + 1)}/${String(replay.total)} ${state} ${timeOfDay(replay.at)}`)];
}

/**
 * The first line: which cluster, who looks, at which namespaces, how quick the server is, how old the data is, which operators run on this
 * machine, the time. In a narrow terminal the least needed go first; the age of the data stays.
 */
export function headerLine(scene: Scene): Line {
  const { live, icons, size, bin } = scene;
  const { context, user, namespace, latencyMs, watches, freshAt } = live.connection;
  const bar = seg(` ${icons.bar} `, 'dim');
  const name = bin.split(' ')[1] ?? bin;
  const stale = isStale(scene);
  const tone = stale ? 'warn' : 'good';
  const sign = stale ? icons.health.degraded : icons.health.healthy;
  const age = freshness(scene.now - freshAt);
  const api = latencyMs === undefined ? [seg(`api ${icons.dash} `)] : [seg(`api ${String(Math.round(latencyMs))}ms `)];
  const watching = [...api, seg(sign, tone), seg(` watches ${String(watches.live)}/${String(watches.total)} age ${age}`)];
  const local = live.operators.filter(({ runs }) => runs === 'here').map(({ system }) => system);
  const every = local.length > 1 && local.length === live.operators.length;
  const here = local.length === 0 ? [] : [bar, seg(`LOCAL ${every ? 'all' : local.join(',')}`, 'accent')];
  const clock = [bar, ...clockOf(scene)];
  const scope = namespace ?? 'all';
  const title = seg(` ${name} top`, 'title');
  const choices: readonly Line[] = [
    [title, bar, seg(`ctx ${context}${user === '' ? '' : `  user ${user}`}  ns ${scope}`), bar, ...watching, ...here, ...clock],
    [title, bar, seg(`ctx ${context}  ns ${scope}`), bar, ...watching, ...here, ...clock],
    [seg(` ${name}`, 'title'), seg(`  ${context}/${scope}  `), ...watching, ...here, ...clock],
    [seg(` ${name}`, 'title'), seg(`  ${context}/${scope}  `), ...watching, ...clock],
    [seg(` ${context}/${scope}  `), seg(sign, tone), seg(` age ${age}`), ...clock],
    [seg(` ${context}/${scope}  `), seg(sign, tone), seg(` age ${age}`)],
    // Two long names: the age comes first, what is cut is the cluster.
    [seg(' '), seg(sign, tone), seg(` age ${age}  ${context}/${scope}`)],
  ];
  const fits = choices.find((line) => lineWidth(line, scene.measure) <= size.columns);
  return fits ?? choices.at(-1) ?? [];
}
