import type { KubeObject } from '../../kernel/kube-object.ts';

/** The part of an `apiextensions.k8s.io/v1` CustomResourceDefinition that installing looks at. */
export interface CustomResourceDefinitionLike extends KubeObject {
  readonly metadata: KubeObject['metadata'] & {
    readonly managedFields?: readonly { readonly manager: string; readonly operation: string; readonly subresource?: string }[];
  };
  readonly spec: { readonly versions: readonly { readonly name: string }[] };
  readonly status?: {
    readonly storedVersions?: readonly string[];
    /** Absent at first: the server's controller fills them in some milliseconds after the create. */
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** How far the server is with a CRD: usable, not yet, or never because its names are taken. */
export type CrdState =
  | { readonly is: 'established' }
  | { readonly is: 'waiting'; readonly for: string }
  | { readonly is: 'rejected'; readonly why: string };

/** Reads the conditions `NamesAccepted` and `Established`; conditions that are not there yet mean waiting. */
export function crdState(crd: CustomResourceDefinitionLike): CrdState {
  const find = (type: string): { status: string; message?: string } | undefined =>
    crd.status?.conditions?.find((condition) => condition.type === type);
  const names = find('NamesAccepted');
  if (names?.status === 'False') return { is: 'rejected', why: names.message ?? 'its names are taken' };
  if (names?.status !== 'True') return { is: 'waiting', for: 'NamesAccepted' };
  return find('Established')?.status === 'True' ? { is: 'established' } : { is: 'waiting', for: 'Established' };
}
