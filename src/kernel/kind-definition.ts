import type { JsonObject } from './json.ts';
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

/** A list of the spec whose entries can be scaled and suspended one by one. */
export interface GroupList {
  /** Where the list is, from the object's root: `['spec', 'pools']`. */
  readonly list: readonly string[];
  /** The field of an entry that names it. */
  readonly key: string;
  /** The field of an entry that holds its number of pods. */
  readonly replicas?: string;
  /** The switch of an entry: true means suspended. */
  readonly suspend?: string;
}

/** How an object is suspended: by a switch in its spec (true means suspended), or by an annotation (`"true"` means suspended). */
export type SuspendSwitch =
  | { readonly by: 'field'; readonly path: readonly string[]; readonly reasonPath?: readonly string[] }
  | { readonly by: 'annotation'; readonly name: string };

/** A field that names another object. */
export interface KindReference {
  /**
   * From `spec` on; `*` stands for every entry of a list. The value is the name itself, or an object with `name`, and perhaps with `namespace`,
   * `key` and `optional`.
   */
  readonly path: readonly string[];
  readonly to: ResourceType;
  /** Keys that a Secret or ConfigMap must have, where the reference itself names none. */
  readonly keys?: readonly string[];
  /** A thing of the cluster, which nobody keeps beside the manifests: it is looked for in the cluster only. */
  readonly ofCluster?: true;
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
  /** Where the number of pods stands, from the object's root; absent where nobody sets it as one number. */
  readonly replicas?: readonly string[];
  /** With more pods than `most` the others never become ready; `why` says so, as a clause. */
  readonly replicasLimit?: { readonly most: number; readonly why: string };
  readonly suspend?: SuspendSwitch;
  /** Where the tag of the image that it runs stands, from the object's root; absent where an upgrade is no change of one tag. */
  readonly imageTag?: readonly string[];
  readonly groups?: GroupList;
  readonly references?: readonly KindReference[];
  /** The smallest spec that the API server accepts. */
  readonly smallestSpec?: JsonObject;
  /** What is wrong with a name beside a spec, or undefined: what the name's CEL rules say. */
  nameProblem?(name: string, spec: Spec): string | undefined;
  /** Rules on the whole object: they see `self.metadata.name`, `self.spec`, `self.status`. */
  readonly rules?: readonly CelRule[];
  /** `required`: the CRD's root requires `spec`. `defaulted`: an object without spec gets `{}`. */
  readonly specPresence: 'required' | 'defaulted';
  /** The labels of the CRD object itself. */
  readonly crdLabels?: Readonly<Record<string, string>>;
  readonly spec: Schema<Spec>;
  readonly status: Schema<Status>;
}
