/** What the connection flags of the command line say (kubectl's names and meaning). Absent means: as the kubeconfig says. */
export interface KubeconfigOverrides {
  /** `--kubeconfig`: this file only, and it must exist. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly server?: string;
  readonly tlsServerName?: string;
  readonly certificateAuthority?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly token?: string;
  readonly as?: string;
  readonly asGroups?: readonly string[];
  readonly asUid?: string;
}
