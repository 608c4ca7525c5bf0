import { timestamp } from '../../../kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Draft, ResourceStrategy } from '../../resources/resource-strategy.ts';
import { decodeBySchema } from '../decode-by-schema.ts';
import { findTypeMismatch, type TypeMismatch } from '../find-type-mismatch.ts';
import { schemaOfCrd } from '../schema-of-crd.ts';
import { UnreadableObject } from '../../failures/unreadable-object.ts';
import { withCondition } from './crd-conditions.ts';
import { withCrdDefaults } from './crd-defaults.ts';
import { crdStatusErrors, newCrdErrors, updatedCrdErrors } from './crd-errors.ts';
import { conditionsOf, versionsOf } from './crd-parts.ts';
import { objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { CRD_SCHEMA } from './crd-schema.ts';
import { unknownFormats } from './version-errors.ts';

/** While it is there, the objects of a definition that is being deleted are not gone yet. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

const GO_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  integer: 'int64',
  number: 'float64',
  'spec.versions': '[]v1.CustomResourceDefinitionVersion',
  'spec.names': 'v1.CustomResourceDefinitionNames',
  'spec.conversion': 'v1.CustomResourceConversion',
  spec: 'v1.CustomResourceDefinitionSpec',
};

/** The struct in which Go's decoder says that a field is. */
function structOf(path: string): string {
  if (/\.openAPIV3Schema\.(?:.*\.)?x-kubernetes-validations\.\w+$/.test(path)) return 'ValidationRule';
  if (/\.openAPIV3Schema\./.test(path)) return 'JSONSchemaProps';
  if (/^spec\.versions\.\w+$/.test(path)) return 'CustomResourceDefinitionVersion';
  if (path.startsWith('spec.names.')) return 'CustomResourceDefinitionNames';
  if (/^spec\.\w+$/.test(path)) return 'CustomResourceDefinitionSpec';
  return 'CustomResourceDefinition';
}

function goTypeOf(path: string, { node }: TypeMismatch): string {
  const known = GO_TYPES[path] ?? GO_TYPES[node.type ?? ''];
  if (known !== undefined) return known;
  if (node.type === 'array') return '[]string';
  return path.includes('.openAPIV3Schema') ? 'v1.JSONSchemaProps' : 'map[string]interface {}';
}

function unreadable(mismatch: TypeMismatch): UnreadableObject {
  // Go's decoder tells neither items nor the names in a map apart.
  const path = mismatch.path.replaceAll(/\[\d+\]/g, '').replaceAll(/(\.properties)\.[^.]+/g, '$1');
  const text = `json: cannot unmarshal ${mismatch.got} into Go struct field ${structOf(path)}.${path} of type ${goTypeOf(path, mismatch)}`;
  return new UnreadableObject('CustomResourceDefinition', 'v1', text);
}

const NO_NAMES: JsonObject = { plural: '', kind: '' };

function storageVersion(crd: JsonObject): readonly string[] {
  return versionsOf(crd)
    .filter((version) => version['storage'] === true)
    .slice(0, 1)
    .map((version) => textIn(version['name']));
}

function formatWarnings(object: Draft, previous: KubeObject | undefined): readonly string[] {
  const formats = (crd: JsonObject): readonly string[] =>
    versionsOf(crd).flatMap((version) => unknownFormats(schemaOfCrd(objectIn(version['schema'])['openAPIV3Schema'])));
  const before = previous === undefined ? [] : formats(previous);
  return formats(object)
    .filter((format) => !before.includes(format))
    .map((format) => `unrecognized format "${format}"`);
}

/** The definition marked for deletion: it goes when its objects are gone. */
function marked(crd: KubeObject, now: number): KubeObject | undefined {
  const { deletionTimestamp, finalizers = [] } = crd.metadata;
  if (deletionTimestamp !== undefined) return undefined;
  const conditions = withCondition(
    conditionsOf(crd),
    {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    },
    now,
  );
  return {
    ...crd,
    metadata: {
      ...crd.metadata,
      deletionTimestamp: timestamp(now),
      finalizers: finalizers.includes(CLEANUP_FINALIZER) ? finalizers : [...finalizers, CLEANUP_FINALIZER],
    },
    status: { ...objectIn(crd['status']), conditions },
  };
}

/** How CustomResourceDefinitions are written. */
export const crdStrategy: ResourceStrategy = {
  decode(draft) {
    const mismatch = findTypeMismatch(CRD_SCHEMA, draft);
    if (mismatch !== undefined && !mismatch.path.startsWith('metadata')) throw unreadable(mismatch);
    const { value, complaints } = decodeBySchema(CRD_SCHEMA, draft);
    return { object: value as Draft, complaints };
  },
  withDefaults: withCrdDefaults,
  prepareForCreate: (draft) => ({
    ...draft,
    status: {
      conditions: null,
      acceptedNames: NO_NAMES,
      storedVersions: storageVersion(draft).length === 0 ? null : storageVersion(draft),
    },
  }),
  prepareForUpdate(next, previous, { subresource }) {
    if (subresource === 'status') return { ...next, spec: previous['spec'] };
    const status = isJsonObject(previous['status']) ? previous['status'] : {};
    const stored = textsIn(status['storedVersions']);
    const added = storageVersion(next).filter((name) => !stored.includes(name));
    return { ...next, status: added.length === 0 ? status : { ...status, storedVersions: [...stored, ...added] } };
  },
  validateCreate: newCrdErrors,
  validateUpdate: (next, previous, subresource) => (subresource === 'status' ? crdStatusErrors(next) : updatedCrdErrors(next, previous)),
  markForDeletion: marked,
  warnings: formatWarnings,
};
