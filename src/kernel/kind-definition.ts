import type { ResourceType } from './resource-type.ts';

/** The five systems. Only composition (registry, commands) tells them apart; the engine never does. */
export type SystemId = 'maia' | 'abi' | 'neurallog' | 'kaos' | 'marie';

/** One thing wrong with a value: where (`['spec', 'replicas']`) and what. */
export interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What the kernel needs of a schema; zod's types satisfy it. `parse` fills defaults. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

/** `spec.versions[].additionalPrinterColumns[]` of a CRD. `priority` 0 is always shown, 1 only with `-o wide`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly jsonPath: string;
  readonly priority?: 0 | 1;
  readonly description?: string;
}

/** `x-kubernetes-validations[]`: a CEL rule that the API server enforces. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate';
}

/** One custom resource kind: identity, schema and how the API server shows it. Everything about a kind that is not behaviour. */
export interface KindDefinition<Spec = unknown, Status = unknown> extends ResourceType {
  readonly system: SystemId;
  readonly singular: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** One sentence: the CRD's root description. */
  readonly description: string;
  readonly columns: readonly PrinterColumn[];
  /** The scale subresource, where one scalar path holds the replicas. */
  readonly scale?: { readonly specReplicasPath: string; readonly statusReplicasPath: string; readonly labelSelectorPath?: string };
  /** Rules on the whole object: they see `self.metadata.name`, `self.spec`, `self.status`. */
  readonly rules?: readonly CelRule[];
  /** `required`: the CRD's root requires `spec`. `defaulted`: an object without spec gets `{}`. */
  readonly specPresence: 'required' | 'defaulted';
  /** The labels of the CRD object itself. */
  readonly crdLabels?: Readonly<Record<string, string>>;
  readonly spec: Schema<Spec>;
  readonly status: Schema<Status>;
}
