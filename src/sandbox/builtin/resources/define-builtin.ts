import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { FieldError } from '../../failures/field-error.ts';
import type { Draft, ResourceStrategy, WriteContext } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { decodeBuiltin } from '../codec/decode-builtin.ts';
import { restoreProblem } from '../codec/restore-problem.ts';
import { builtinSchema } from '../schema/builtin-schemas.ts';
import { put } from '../values/change.ts';

/** What a type hands on as it is. */
const HANDED_ON = [
  'scale',
  'createsOnUpdate',
  'returnsDeleted',
  'bumpsGeneration',
  'gracePeriod',
  'allowsUnconditionalUpdate',
  'looksAtMetadataOnce',
  'deprecation',
] as const satisfies readonly (keyof ServedResource)[];

type Optional = (typeof HANDED_ON)[number];

/** What is said about one of Kubernetes' own types; everything left out is as with most of them. */
export interface BuiltinDefinition extends Partial<Pick<ServedResource, Optional>> {
  /** `''`: the core group. */
  readonly group: string;
  /** Default `v1`. */
  readonly version?: string;
  readonly kind: string;
  readonly plural: string;
  /** Default Namespaced. */
  readonly scope?: 'Namespaced' | 'Cluster';
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly connects?: readonly string[];
  readonly hasGeneration?: boolean;
  /** Whether the status is a part of its own; what a new object has there. */
  readonly status?: Readonly<Record<string, unknown>>;
  /** What an update of the status leaves as it is, beyond everything else that is not metadata. */
  readonly statusKeeps?: readonly ('labels' | 'ownerReferences')[];
  readonly columns: readonly TableColumn[];
  readonly fields?: (object: KubeObject) => Readonly<Record<string, string>>;
  readonly selectableFields?: readonly string[];
  readonly defaults?: (draft: Draft) => Draft;
  readonly onCreate?: (draft: Draft, context: WriteContext) => Draft;
  /** Of updates that are not about the status. */
  readonly onUpdate?: (next: Draft, previous: KubeObject, context: WriteContext) => Draft;
  readonly check?: (object: Draft) => readonly FieldError[];
  /** What may not change. Told after what {@link check} finds. */
  readonly checkUpdate?: (next: Draft, previous: KubeObject) => readonly FieldError[];
  /** What an update of the status may not change. */
  readonly checkStatus?: (next: Draft, previous: KubeObject) => readonly FieldError[];
  readonly nameProblem?: (name: string) => string | undefined;
  readonly warnings?: (object: Draft, previous: KubeObject | undefined) => readonly string[];
}

const NO_FIELDS: Readonly<Record<string, string>> = {};
const NO_ERRORS: readonly FieldError[] = [];

/** An update of the status: all else is as it was, but for metadata that clients own. */
function onlyStatus(next: Draft, previous: KubeObject, keeps: readonly ('labels' | 'ownerReferences')[]): Draft {
  let metadata: Draft['metadata'] = next.metadata;
  for (const field of keeps) metadata = put(metadata as Draft['metadata'] & Record<string, unknown>, field, previous.metadata[field]);
  const { status } = next;
  return put({ ...previous, metadata }, 'status', status);
}

function strategyOf(definition: BuiltinDefinition): ResourceStrategy {
  const {
    kind,
    version = 'v1',
    status,
    statusKeeps = [],
    defaults,
    onCreate,
    onUpdate,
    check,
    checkUpdate,
    checkStatus,
    nameProblem,
    warnings,
  } = definition;
  const complete = (draft: Draft): Draft => defaults?.(draft) ?? draft;
  return {
    decode: (draft) => decodeBuiltin(kind, version, draft),
    restoreProblem: (draft) => restoreProblem(kind, draft),
    withDefaults: complete,
    prepareForCreate: (draft, context) => {
      const fresh = status === undefined ? draft : { ...draft, status };
      return onCreate?.(fresh, context) ?? fresh;
    },
    prepareForUpdate: (next, previous, context) => {
      if (status === undefined) return onUpdate?.(next, previous, context) ?? next;
      if (context.subresource === 'status') return onlyStatus(next, previous, statusKeeps);
      const kept = put(next as Draft & Record<string, unknown>, 'status', previous['status']);
      return onUpdate?.(kept, previous, context) ?? kept;
    },
    validateCreate: (object) => check?.(object) ?? NO_ERRORS,
    validateUpdate: (next, previous, subresource) => {
      if (subresource === 'status') return checkStatus?.(next, previous) ?? NO_ERRORS;
      return [...(check?.(next) ?? NO_ERRORS), ...(checkUpdate?.(next, previous) ?? NO_ERRORS)];
    },
    ...(nameProblem === undefined ? {} : { nameProblem }),
    ...(warnings === undefined ? {} : { warnings }),
  };
}

/** A type as it is served, from what is said about it. */
export function defineBuiltin(definition: BuiltinDefinition): ServedResource {
  const { group, version = 'v1', kind, plural, scope = 'Namespaced', columns } = definition;
  const { shortNames = [], categories = [], connects = [], selectableFields = [], fields } = definition;
  return {
    group,
    version,
    kind,
    plural,
    scope,
    singular: kind.toLowerCase(),
    listKind: `${kind}List`,
    shortNames,
    categories,
    connects,
    custom: false,
    schema: builtinSchema(kind),
    strategy: strategyOf(definition),
    hasGeneration: definition.hasGeneration ?? false,
    hasStatus: definition.status !== undefined,
    columns,
    fieldsOf: (object) => fields?.(object) ?? NO_FIELDS,
    selectableFields,
    ...(Object.fromEntries(HANDED_ON.filter((key) => definition[key] !== undefined).map((key) => [key, definition[key]])) as Pick<
      BuiltinDefinition,
      Optional
    >),
  };
}
