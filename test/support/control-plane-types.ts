/** What to start. */
export interface ControlPlaneOptions {
  /** API server and etcd only. Default false. */
  readonly bare?: boolean;
  /** Nodes that are kept ready. Default 3; without effect when bare. */
  readonly nodes?: number;
  /** `nvidia.com/gpu` capacity of the last node. Default 0. */
  readonly gpus?: number;
  /** Writes every request to `dir/audit.log`, one JSON object per line. Default false. */
  readonly audit?: boolean;
}

/** One of the programs of a control plane. */
export type ControlPlaneProgram = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kwok';

/** A user with a token and without any right. */
export type ControlPlaneUser = 'nobody' | 'developer' | 'ci';

/** A running control plane on loopback; everything of it lies in `dir`. */
export interface ControlPlane {
  /** A cluster admin (client certificate). */
  readonly kubeconfig: string;
  /** Users with a token each; a test grants what it needs. */
  readonly kubeconfigs: Readonly<Record<ControlPlaneUser, string>>;
  readonly dir: string;
  /** The kubectl that belongs to the server. */
  readonly kubectl: string;
  /** Whether controllers, scheduler and make-believe kubelets run: owners are collected, Deployments get ready pods. */
  readonly controllers: boolean;
  /** Ends one program by SIGTERM and waits for its end. */
  stop(program: ControlPlaneProgram): Promise<void>;
  /** Starts it again on the same state and ports; resolves when an API server is ready. */
  start(program: ControlPlaneProgram): Promise<void>;
  /** Ends one program by SIGKILL. */
  kill(program: ControlPlaneProgram): Promise<void>;
  /** Ends everything and removes `dir`. It happens by itself when this process ends first. */
  close(): Promise<void>;
}
