import type { ExecEntry } from './kubeconfig-schema.ts';

/** PEM bytes: in a file that may be rotated under us, or given as they are. */
export type PemSource = { readonly file: string } | { readonly data: Buffer };

/** Who we are to the server: what a user entry says, checked. Exactly what one connection needs, and where each part came from. */
export interface UserTarget {
  readonly clientCertificate?: { readonly cert: PemSource; readonly key: PemSource };
  readonly token?: string;
  readonly tokenFile?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly exec?: ExecEntry;
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> };
}

/** Whom requests act as (`Impersonate-*` headers). */
export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One API server and how to reach it as one user: a kubeconfig context with all overrides applied. */
export interface ClusterTarget {
  /** The context's name; absent in a cluster and where only flags name a server. */
  readonly contextName?: string;
  readonly clusterName?: string;
  readonly userName?: string;
  /** The context's namespace, if it has one. */
  readonly namespace?: string;
  readonly server: URL;
  readonly certificateAuthority?: PemSource;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName?: string;
  /** From the kubeconfig; environment proxies are looked up when the transport is made. */
  readonly proxyUrl?: string;
  /** `clusters[].cluster.extensions[name=client.authentication.k8s.io/exec]`: handed to credential plugins. */
  readonly execConfig?: unknown;
  /** We are a pod of this cluster: Services have DNS names. */
  readonly inCluster?: true;
  readonly user: UserTarget;
  readonly impersonate?: Impersonation;
}
