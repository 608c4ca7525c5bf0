import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { apiVersionOf, type ResourceType } from '../../kernel/resource-type.ts';
import { forbidden } from '../failures/common-failures.ts';
import type { FieldError } from '../failures/field-error.ts';
import type { Draft, ResourceStrategy } from '../resources/resource-strategy.ts';
import type { ScalePaths } from '../resources/served-resource.ts';
import { decodeBySchema } from './decode-by-schema.ts';
import { defaultBySchema } from './default-by-schema.ts';
import { malformedEmbedded } from './embedded-resources.ts';
import { invalidValue } from '../failures/field-complaints.ts';
import { metadataTypeProblem } from './object-meta-shape.ts';
import { scaleSpecErrors, scaleStatusErrors } from './scale-errors.ts';
import { nodeHasEmbedded } from './schema-features.ts';
import type { SchemaNode } from './schema-node.ts';
import { UnreadableObject } from '../failures/unreadable-object.ts';
import { type Judgement, judgeBySchema } from './validate-by-schema.ts';

/** What a version of a CustomResourceDefinition says of its objects. */
export interface CustomResourceRules {
  readonly type: ResourceType;
  /** Of the whole object, as the definition has it. */
  readonly schema: SchemaNode;
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths | undefined;
  /** The definition is being deleted: nothing is created any more. */
  readonly isTerminating?: boolean | undefined;
}

function withoutStatus(draft: Draft): Draft {
  if (!Object.hasOwn(draft, 'status')) return draft;
  const { status: _dropped, ...rest } = draft;
  return rest;
}

function withStatus(draft: Draft, from: Draft): Draft {
  return Object.hasOwn(from, 'status') ? { ...draft, status: from['status'] } : withoutStatus(draft);
}

/** The object that is there with the status (and the record of managers) of another. */
function onlyStatus(next: Draft, previous: KubeObject): Draft {
  const { managedFields } = next.metadata as { readonly managedFields?: unknown };
  const { managedFields: _before, ...metadata } = previous.metadata as KubeObject['metadata'] & { readonly managedFields?: unknown };
  const kept = { ...previous, metadata: { ...metadata, ...(managedFields === undefined ? {} : { managedFields }) } };
  return withStatus(kept, next);
}

/** How custom resources are written (apiextensions, `customResourceStrategy` and `statusStrategy`). */
export function customResourceStrategy(rules: CustomResourceRules): ResourceStrategy {
  const { type, schema, hasStatus, scale } = rules;
  /** Rules that were tolerated in a validated object: told as warnings when it is stored. */
  const tolerated = new WeakMap<object, readonly string[]>();

  function typeErrors({ kind, apiVersion }: Draft): readonly FieldError[] {
    const wanted = apiVersionOf(type);
    return [
      ...(kind === type.kind ? [] : [invalidValue('kind', kind, `must be ${type.kind}`)]),
      ...(apiVersion === wanted ? [] : [invalidValue('apiVersion', apiVersion, `must be ${wanted}`)]),
    ];
  }

  function judged(object: Draft, judgement: Judgement): readonly FieldError[] {
    const wrongType = typeErrors(object);
    if (wrongType.length > 0) return wrongType;
    const { errors, warnings } = judgeBySchema(schema, object, judgement);
    if (warnings.length > 0) tolerated.set(object, warnings);
    return errors;
  }

  return {
    decode(draft, applied) {
      const problem = isJsonObject(draft.metadata) ? metadataTypeProblem(draft.metadata) : undefined;
      if (problem !== undefined) throw new UnreadableObject(type.kind, type.version, problem);
      // Something else was sent here: it is told so by its kind, not by its fields.
      if (draft.kind !== type.kind) return { object: draft, complaints: [] };
      const malformed = nodeHasEmbedded(schema) ? malformedEmbedded(schema, draft) : undefined;
      if (malformed !== undefined) throw new UnreadableObject(type.kind, type.version, `${malformed.field}: ${malformed.message}`);
      const { value, complaints } = decodeBySchema(schema, draft, applied);
      return { object: value as Draft, complaints };
    },
    withDefaults: (draft) => defaultBySchema(schema, draft) as Draft,
    prepareForCreate(draft) {
      if (rules.isTerminating === true) {
        throw forbidden(type, draft.metadata.name, 'create not allowed while custom resource definition is terminating');
      }
      return hasStatus ? withoutStatus(draft) : draft;
    },
    prepareForUpdate(next, previous, { subresource }) {
      if (subresource === 'status') return onlyStatus(next, previous);
      return hasStatus ? withStatus(next, previous) : next;
    },
    validateCreate: (object) => judged(object, { others: [...scaleSpecErrors(object, scale), ...scaleStatusErrors(object, scale)] }),
    validateUpdate(next, previous, subresource) {
      const isStatus = subresource === 'status';
      const others = [...(isStatus ? [] : scaleSpecErrors(next, scale)), ...scaleStatusErrors(next, scale)];
      return judged(next, { old: previous, others, ...(isStatus ? { part: 'status' } : {}) });
    },
    warnings: (object) => tolerated.get(object) ?? [],
  };
}
