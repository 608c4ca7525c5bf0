import { stringify } from 'yaml';
import type { JsonObject } from '../../../kernel/json.ts';
import { shouldColor } from '../../../output/color.ts';
import type { ColorMode } from '../../../output/color.ts';
import type { Runtime } from '../runtime.ts';
import type { Comparison } from './comparison.ts';
import { comparisonName, shownObject } from './comparison.ts';
import { changeOf, diffReport } from './diff-report.ts';
import type { ShownComparison } from './diff-report.ts';
import { externalDiff } from './external-diff.ts';
import { maskPair } from './mask-pair.ts';
import { paintDiff, unifiedDiff } from './unified-diff.ts';

/** How differences are shown. */
export interface PrintDiffOptions {
  readonly json: boolean;
  readonly color: ColorMode;
  /** Values of Secrets too. Default false. */
  readonly showSecrets?: boolean;
}

/** Keys in one order on both sides, so that only what differs is shown. */
function toText(object: JsonObject | undefined): string {
  if (object === undefined) return '';
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1', sortMapEntries: true });
}

function shownOf(comparison: Comparison, showSecrets: boolean): ShownComparison {
  const { live, desired } = comparison;
  const isNew = live === undefined;
  const pair = { live: shownObject(live, isNew), desired: shownObject(desired, isNew) };
  return { comparison, ...(showSecrets ? pair : maskPair(pair)) };
}

/**
 * Prints what differs: as unified diff, through the user's own program, or as JSON. Values of Secrets are shown only if that was asked for. Gives
 * whether anything differs.
 */
export async function printDiff(comparisons: readonly Comparison[], runtime: Runtime, options: PrintDiffOptions): Promise<boolean> {
  const shown = comparisons.map((comparison) => shownOf(comparison, options.showSecrets ?? false));
  const differs = shown.some((pair) => changeOf(pair) !== 'none');
  if (options.json) {
    const { toJson } = await import('../../../output/print-object.ts');
    runtime.stdout(toJson(diffReport(runtime.entry.domain, shown)));
    return differs;
  }
  const files = shown.map(({ comparison, live, desired }) => ({
    name: comparisonName(comparison),
    live: toText(live),
    desired: toText(desired),
  }));
  const program = runtime.env['KUBECTL_EXTERNAL_DIFF'] ?? '';
  if (program.trim() !== '') return await externalDiff(program, files, runtime);
  const paints = shouldColor(options.color, runtime.env, runtime.columns !== undefined);
  for (const { name, live, desired } of files) {
    const names = { before: `live/${name}`, after: `desired/${name}` };
    const text = unifiedDiff(live, desired, names);
    if (text === '') continue;
    const whole = `diff -u -N ${names.before} ${names.after}\n${text}`;
    runtime.stdout(paints ? paintDiff(whole) : whole);
  }
  return differs;
}
