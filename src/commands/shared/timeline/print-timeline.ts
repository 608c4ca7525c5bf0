import { formatTimeline, type TimelineLayout } from './format-timeline.ts';
import type { Moment, MomentObject } from './moment.ts';
import { timelineReport } from './timeline-report.ts';

export const TIMELINE_FORMATS = ['text', 'json', 'ndjson', 'yaml'] as const;
export type TimelineFormat = (typeof TIMELINE_FORMATS)[number];

/** A whole timeline as text in a format. */
export async function printTimeline(
  format: TimelineFormat,
  domain: string,
  found: { readonly objects: readonly MomentObject[]; readonly moments: readonly Moment[]; readonly unread: readonly string[] },
  layout: TimelineLayout,
): Promise<string> {
  const { objects, moments, unread } = found;
  if (format === 'text') return formatTimeline(moments, layout);
  const { toJson, toYaml } = await import('../../../output/print-object.ts');
  if (format === 'ndjson') return printMoments('ndjson', moments, layout);
  const report = timelineReport(domain, objects, moments, unread);
  return format === 'json' ? toJson(report) : toYaml(report);
}

/** Moments one after the other, for a timeline without an end: text, else one JSON or YAML document for each. */
export async function printMoments(format: TimelineFormat, moments: readonly Moment[], layout: TimelineLayout): Promise<string> {
  if (format === 'text') return formatTimeline(moments, layout);
  const { toJsonLine, toYaml } = await import('../../../output/print-object.ts');
  return moments.map((moment) => (format === 'yaml' ? `---\n${toYaml({ ...moment })}` : toJsonLine({ ...moment }))).join('');
}
