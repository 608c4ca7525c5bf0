import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { LiveRow } from '../../../ui/live-source.ts';
import { fieldDifferences, type FieldDifference } from '../diff/field-differences.ts';
import type { SeenEvent } from '../events/seen-event.ts';
import { isGood } from './good-condition.ts';
import type { NewMoment } from './live-model.ts';
import { conditionsIn } from './live-row.ts';
import { oneLine } from './one-line.ts';

/** Texts of a spec may be confidential (values of environment variables): only numbers and switches are told. */
function valueText(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function differenceText({ path, live, desired }: FieldDifference): string {
  const [before, after] = [valueText(live), valueText(desired)];
  if (live === undefined) return `${path} added${after === undefined ? '' : `: ${after}`}`;
  if (desired === undefined) return `${path} removed`;
  return before === undefined || after === undefined ? `${path} changed` : `${path} ${before}→${after}`;
}

function specText(before: KubeObject, after: KubeObject, by: string | undefined): string | undefined {
  const [from, to] = [before.metadata.generation, after.metadata.generation];
  if (from === undefined || to === undefined || from === to) return undefined;
  const [first, ...others] = fieldDifferences(before['spec'], after['spec']);
  const what = first === undefined ? '' : ` spec${first.path.startsWith('[') ? '' : '.'}${differenceText(first)}`;
  const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
  return `gen ${String(from)}→${String(to)}${what}${more}${by === undefined ? '' : ` by ${by}`}`;
}

/** What happened to an object between two versions of it. `by`: who wrote its spec last, where that is known. */
export function momentsBetween(
  row: LiveRow,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
  now: number,
  by?: string,
): readonly NewMoment[] {
  const about = { at: now, id: row.id, target: row.target };
  if (after === undefined) return [{ ...about, what: 'gone', bad: false, text: 'deleted' }];
  if (before === undefined) return [{ ...about, what: 'made', bad: false, text: by === undefined ? 'created' : `created by ${by}` }];
  const moments: NewMoment[] = [];
  const spec = specText(before, after, by);
  if (spec !== undefined) moments.push({ ...about, what: 'spec', bad: false, text: oneLine(spec) });
  if (before.metadata.deletionTimestamp === undefined && after.metadata.deletionTimestamp !== undefined)
    moments.push({ ...about, what: 'spec', bad: false, text: 'is being deleted' });
  const known = new Map(conditionsIn(before).map((condition) => [condition.type, condition]));
  for (const condition of conditionsIn(after)) {
    const old = known.get(condition.type);
    if (old?.status === condition.status && old.reason === condition.reason) continue;
    const change = old?.status === condition.status ? condition.status : `${old?.status ?? '–'}→${condition.status}`;
    const text = oneLine(`${condition.type} ${change} ${condition.reason}`);
    moments.push({ ...about, what: 'condition', bad: !isGood(condition), text });
  }
  return moments;
}

/** Events of an object and of what belongs to it. One that comes again replaces itself. */
export function momentsOfEvents(row: LiveRow, events: readonly SeenEvent[]): readonly NewMoment[] {
  return events.flatMap((event): NewMoment[] => {
    const { object, reason, message, type, count, last, source } = event;
    const at = Date.parse(last);
    if (Number.isNaN(at)) return [];
    const times = count > 1 ? ` ×${String(count)}` : '';
    const whose = object.uid === row.id ? '' : ` ${object.kind.toLowerCase()}/${object.name}`;
    return [
      {
        at,
        what: 'event',
        bad: type === 'Warning',
        id: row.id,
        target: row.target,
        text: oneLine(`${reason}${times}${whose}: ${message}`),
        key: JSON.stringify([object.uid, object.name, reason, message, source]),
      },
    ];
  });
}
