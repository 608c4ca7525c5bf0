import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { SpecMoment } from './moment.ts';
import { momentObject } from './moment-object.ts';

/** Who wrote what when: an entry of `metadata.managedFields`, its status part left out. */
interface Write {
  readonly manager: string;
  readonly at: string;
  readonly fields: readonly string[];
}

/** Two writes that are not further apart belong to one creation: times have whole seconds. */
const SAME_WRITE_MS = 1000;

/** Names in a set of fields (`FieldsV1`): `f:name`; items of lists and `.` are no names. */
function namesIn(fields: unknown): readonly string[] {
  return isJsonObject(fields) ? Object.keys(fields).flatMap((key) => (key.startsWith('f:') ? [key.slice(2)] : [])) : [];
}

/** The fields of an entry, one level below `spec` and `metadata`, else at the root: `.spec.image`, `.data`. */
function fieldsOf(fields: unknown): readonly string[] {
  return namesIn(fields)
    .filter((name) => name !== 'status')
    .flatMap((name): readonly string[] => {
      const inner = namesIn(isJsonObject(fields) ? fields[`f:${name}`] : undefined);
      if ((name !== 'spec' && name !== 'metadata') || inner.length === 0) return [`.${name}`];
      return inner.map((field) => `.${name}.${field}`);
    });
}

function writesOf({ metadata }: KubeObject): readonly Write[] {
  const { managedFields: entries } = metadata as { readonly managedFields?: unknown };
  const listed: readonly unknown[] = Array.isArray(entries) ? entries : [];
  return listed.filter(isJsonObject).flatMap((entry: JsonObject): readonly Write[] => {
    const { manager, time, subresource, fieldsV1 } = entry;
    if (typeof time !== 'string' || Number.isNaN(Date.parse(time)) || subresource === 'status') return [];
    const by = typeof manager === 'string' && manager !== '' ? manager : 'unknown';
    const fields = fieldsOf(fieldsV1);
    return fields.length === 0 ? [] : [{ manager: typeof subresource === 'string' ? `${by} (${subresource})` : by, at: time, fields }];
  });
}

/**
 * What is known of the changes of an object: its creation, the last write of each manager with the fields that it owns (the API server keeps no more),
 * and that it is being deleted. An object without `managedFields` tells its creation and deletion only.
 */
export function specMoments(object: KubeObject): readonly SpecMoment[] {
  const { creationTimestamp, deletionTimestamp } = object.metadata;
  const about = { what: 'spec', object: momentObject(object), bad: false } as const;
  const born = Date.parse(creationTimestamp);
  const writes = writesOf(object);
  const first = writes.filter(({ at }) => Date.parse(at) <= born + SAME_WRITE_MS);
  const later = writes.filter((write) => !first.includes(write));
  const sorted = (fields: readonly string[]): readonly string[] => [...new Set(fields)].toSorted();
  return [
    {
      at: creationTimestamp,
      ...about,
      change: 'created',
      managers: [...new Set(first.map(({ manager }) => manager))],
      fields: sorted(first.flatMap(({ fields }) => fields)),
    },
    ...later.map(({ at, manager, fields }): SpecMoment => ({
      at,
      ...about,
      change: 'changed',
      managers: [manager],
      fields: sorted(fields),
    })),
    ...(deletionTimestamp === undefined
      ? []
      : [{ at: deletionTimestamp, ...about, change: 'deleting', managers: [], fields: [] } satisfies SpecMoment]),
  ];
}
