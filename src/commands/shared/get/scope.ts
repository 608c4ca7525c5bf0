import type { KubeObject } from '../../../kernel/kube-object.ts';

/** Which objects of a target are wanted. `namespace` absent: all namespaces. */
export interface Scope {
  readonly namespace: string | undefined;
  readonly selector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Of the objects that the server has found, those for which this holds. */
  readonly where?: ((object: KubeObject) => boolean) | undefined;
  readonly ignoreNotFound: boolean;
  /** Objects per page; 0 for all at once. Default 500. */
  readonly chunkSize?: number;
  /** Where all namespaces are refused, read those that are allowed; `leftOut` then says what is missing. Default false: the refusal is thrown. */
  readonly partIsWelcome?: boolean;
  readonly signal: AbortSignal;
}
