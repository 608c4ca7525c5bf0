import type { KubeObject } from '../../../kernel/kube-object.ts';

/** A Node, as the scheduler sees it. */
export interface Node extends KubeObject {
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  };
  readonly status?: { readonly allocatable?: Readonly<Record<string, string>> };
}
