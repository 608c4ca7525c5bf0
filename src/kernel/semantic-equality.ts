import { isJsonObject, type JsonObject } from './json.ts';
import { sameQuantity } from './quantity.ts';
import { sameWhole } from './same-whole.ts';

/** A field of an intent that says something else in the live object. */
export interface FieldDifference {
  /** `spec.template.spec.containers["web"].image`: elements of lists by their keys, else by their index. */
  readonly path: string;
  readonly intent: unknown;
  /** Undefined where the live object has no such field. */
  readonly live: unknown;
}

/**
 * Lists that the API server merges by key (`x-kubernetes-list-map-keys` in its OpenAPI), by field name. `ports` is keyed by
 * `containerPort` in containers and by `port` in Services; a missing `protocol` means TCP.
 */
const LIST_KEYS: Readonly<Record<string, readonly string[]>> = {
  conditions: ['type'],
  containers: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  ownerReferences: ['uid'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
};

/** Parents whose values are quantities, and fields that are one. Elsewhere `"1"` and `"1000m"` are different texts. */
const QUANTITY_PARENTS: ReadonlySet<string> = new Set([
  'limits',
  'requests',
  'hard',
  'capacity',
  'max',
  'min',
  'default',
  'defaultRequest',
  'maxLimitRequestRatio',
]);
const QUANTITY_FIELDS: ReadonlySet<string> = new Set(['sizeLimit', 'averageValue', 'divisor']);

/** Lists whose order has no meaning and whose elements are scalars. */
const SETS: ReadonlySet<string> = new Set(['finalizers', 'accessModes']);

/** Objects that are one value: with a key more in its selector, a Service finds other pods. */
const WHOLE_OBJECTS: ReadonlySet<string> = new Set(['labelSelector', 'namespaceSelector', 'nodeSelector', 'podSelector', 'selector']);
/** Lists whose items are, too: the rules of a NetworkPolicy. */
const WHOLE_LISTS: ReadonlySet<string> = new Set(['egress', 'ingress']);

function isWhole(value: unknown, field: string): boolean {
  return Array.isArray(value) ? WHOLE_LISTS.has(field) : isJsonObject(value) && WHOLE_OBJECTS.has(field);
}

/** Fields where nothing means `true`: the server stores their `false`, and who takes it away lets a pod do more. */
const TRUE_WHEN_ABSENT: ReadonlySet<string> = new Set(['allowPrivilegeEscalation', 'automountServiceAccountToken', 'hostUsers']);

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.entries(value).every(([field, item]) => isEmptyField(item, field));
}

function isEmptyField(value: unknown, field: string): boolean {
  return isEmpty(value) && !(value === false && TRUE_WHEN_ABSENT.has(field));
}

/** Lists named `ports` that are one value as a whole: those of a rule of a NetworkPolicy. */
const ATOMIC_PORTS_IN: ReadonlySet<string> = new Set(['ingress', 'egress']);

function isMerged(field: string, parent: string): boolean {
  if (field === 'ports') return !ATOMIC_PORTS_IN.has(parent);
  return SETS.has(field) || Object.hasOwn(LIST_KEYS, field);
}

function listKey(field: string, parent: string, item: unknown): string | undefined {
  if (!isJsonObject(item) || !isMerged(field, parent)) return undefined;
  if (field === 'ports') {
    const port = item['containerPort'] ?? item['port'];
    return port === undefined ? undefined : JSON.stringify([port, item['protocol'] ?? 'TCP']);
  }
  return LIST_KEYS[field]?.map((key) => JSON.stringify(item[key] ?? null)).join('|');
}

/** Where every difference is wanted, they are put here; absent, the first one ends the look. */
type Found = FieldDifference[] | undefined;

function differenceInList(
  intent: readonly unknown[],
  live: unknown,
  path: string,
  field: string,
  parent: string,
  all: Found,
): string | undefined {
  if (!Array.isArray(live)) return differs(intent, live, path, all);
  if (SETS.has(field)) return intent.every((item) => live.includes(item)) ? undefined : differs(intent, live, path, all);
  const byKey = new Map<string, unknown>();
  for (const item of live) {
    const key = listKey(field, parent, item);
    if (key !== undefined) byKey.set(key, item);
  }
  if (byKey.size === 0 || intent.some((item) => listKey(field, parent, item) === undefined)) {
    if (intent.length !== live.length) return differs(intent, live, path, all);
    for (const [index, item] of intent.entries()) {
      const found = difference(item, live[index], `${path}[${index}]`, field, '', all);
      if (found !== undefined && all === undefined) return found;
    }
    return undefined;
  }
  for (const item of intent) {
    const key = listKey(field, parent, item) ?? '';
    const itemPath = `${path}[${key}]`;
    const found = byKey.has(key) ? difference(item, byKey.get(key), itemPath, field, '', all) : differs(item, undefined, itemPath, all);
    if (found !== undefined && all === undefined) return found;
  }
  return undefined;
}

function differenceInObject(intent: JsonObject, live: unknown, path: string, field: string, all: Found): string | undefined {
  if (!isJsonObject(live)) return differs(intent, live, path, all);
  for (const key of Object.keys(intent)) {
    const found = difference(intent[key], live[key], `${path}.${key}`, key, field, all);
    if (found !== undefined && all === undefined) return found;
  }
  return undefined;
}

function difference(intent: unknown, live: unknown, path: string, field: string, parent: string, all: Found): string | undefined {
  if (intent === live || intent === undefined || intent === null) return undefined;
  if (isEmptyField(intent, field) && isEmpty(live)) return undefined;
  if (isWhole(intent, field)) return sameWhole(intent, live) ? undefined : differs(intent, live, path, all);
  if (Array.isArray(intent)) {
    // An empty list that is merged by key is no claim on what others put there; of a list that is one value, it is the value.
    return intent.length === 0 && isMerged(field, parent) ? undefined : differenceInList(intent, live, path, field, parent, all);
  }
  if (isJsonObject(intent)) return differenceInObject(intent, live, path, field, all);
  if ((QUANTITY_PARENTS.has(parent) || QUANTITY_FIELDS.has(field)) && isAmount(intent) && isAmount(live) && sameQuantity(intent, live)) {
    return undefined;
  }
  return differs(intent, live, path, all);
}

function differs(intent: unknown, live: unknown, path: string, all: Found): string {
  all?.push({ path: path.replace(/^\./, ''), intent, live });
  return path;
}

function isAmount(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/**
 * The path of the first field of `intent` whose meaning differs in `live`, or undefined when the live object says everything that the
 * intent says. Fields that only `live` has do not count: they are defaults or belong to others. Quantities are compared as amounts,
 * lists by their map keys, and null, empty and zero values equal absence, except for a `false` where absence means `true`.
 */
export function firstDifference(intent: JsonObject, live: JsonObject): string | undefined {
  return differenceInObject(intent, live, '', '', undefined);
}

/** Every field of `intent` whose meaning differs in `live`, by the rules of {@link firstDifference}. Empty where nothing differs. */
export function allDifferences(intent: JsonObject, live: JsonObject): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  differenceInObject(intent, live, '', '', found);
  return found;
}
