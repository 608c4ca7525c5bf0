import type { KubeObject } from '../../../kernel/kube-object.ts';

/** `spec.ports[]` of a Service. */
export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

/** A Service. */
export interface Service extends KubeObject {
  readonly spec: {
    readonly type?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
    readonly clusterIP?: string;
    readonly publishNotReadyAddresses?: boolean;
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

/** An EndpointSlice. */
export interface EndpointSlice extends KubeObject {
  readonly endpoints: readonly object[] | null;
  readonly ports: readonly object[] | null;
}
