import type { SystemId } from '../../kernel/kind-definition.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { programImage } from '../../kernel/program-image.ts';

/** One rule of a Role as the API writes it. */
export interface OperatorRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What whoever installs a manager may choose. */
export interface OperatorValues {
  readonly image: string;
  /** More than one: the others wait, with their caches filled, until the lease is free. */
  readonly replicas: number;
  /** Deployments that share the objects among them, each with that many replicas. */
  readonly shards: number;
  readonly resources: { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> };
  /** Absent: all namespaces. */
  readonly watchNamespaces?: readonly string[];
  readonly logFormat: 'json' | 'text';
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly JsonObject[];
  readonly affinity?: JsonObject;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly extraEnv?: readonly JsonObject[];
  /** Added to the arguments of the program. */
  readonly args?: readonly string[];
  readonly priorityClassName?: string;
}

/** What a manager may do: rules from what the reconcilers declare. */
export interface OperatorRules {
  /** In the whole cluster, or in each watched namespace. */
  readonly work: readonly OperatorRule[];
  /** In its own namespace. */
  readonly leases: readonly OperatorRule[];
}

/** Everything that the manifests of a manager are made from. */
export interface OperatorPlan {
  readonly namespace: string;
  /** The systems that it reconciles. */
  readonly systems: readonly SystemId[];
  /** Types to narrow it to (`maiainstances.maia.cuemby.com`); none: every type of its systems. */
  readonly only: readonly string[];
  readonly values: OperatorValues;
  readonly rules: OperatorRules;
  /** Of this program. */
  readonly version: string;
}

/** The image that holds this version of the program. */
export function operatorImage(version: string): string {
  return programImage(version);
}

/** The values of a manager about which nothing was said. Memory: measured with 1,000 objects and their children it stays below 200 MB. */
export function defaultValues(version: string): OperatorValues {
  return {
    image: operatorImage(version),
    replicas: 1,
    shards: 1,
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    logFormat: 'json',
  };
}
