import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import type { Draft, ResourceStrategy } from './resource-strategy.ts';
import type { TableColumn } from './table-column.ts';

/** Where the scale subresource reads and writes: dot paths such as `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** One type that the server stores and serves, from Kubernetes itself or from a CustomResourceDefinition. */
export interface ServedResource extends ResourceType {
  readonly singular: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Whether a CRD defines it. */
  readonly custom: boolean;
  /** Of the whole object, metadata included. */
  readonly schema: SchemaNode;
  readonly strategy: ResourceStrategy;
  /** Whether `metadata.generation` is kept: it counts changes of everything but metadata and status. */
  readonly hasGeneration: boolean;
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths;
  /** Subresources that are streams or actions (`log`, `exec`, `portforward`, `proxy`, `eviction`, `binding`): for discovery. */
  readonly connects: readonly string[];
  readonly columns: readonly TableColumn[];
  /** Values for field selectors; `metadata.name` and `metadata.namespace` are added by the server. */
  fieldsOf(object: KubeObject): Readonly<Record<string, string>>;
  /** The field selectors that are understood, beyond those two. */
  readonly selectableFields: readonly string[];
  /** Whether an update may leave out `metadata.resourceVersion` and then means whatever is there. Default: not for custom resources. */
  readonly allowsUnconditionalUpdate?: boolean;
  /** Whether an update of an object that is not there creates it (Leases, Events, RBAC). Default: no. */
  readonly createsOnUpdate?: boolean;
  /** Whether the answer to a delete that was carried out is the object instead of a Status (Services, Pods, ServiceAccounts, …). Default: no. */
  readonly returnsDeleted?: boolean;
  /** Whether its own validation leaves the metadata of an update to the server: then each thing wrong there is told once, not twice. Default: no. */
  readonly looksAtMetadataOnce?: boolean;
  /** Since when, and in favour of what, the type is deprecated: the text of the `Warning:` header of every answer about it. */
  readonly deprecation?: string;
  /** Whether an update of the main part counts as a new generation. Default: when anything but metadata and status changed. */
  bumpsGeneration?(next: Draft, previous: KubeObject): boolean;
  /** How long a deleted object may go on, in seconds (Pods that run): then it waits for a delete with 0. Default: it goes at once. */
  gracePeriod?(object: KubeObject, requested: number | undefined): number;
}
