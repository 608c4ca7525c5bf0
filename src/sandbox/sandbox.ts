import type { Clock } from '../kernel/clock.ts';
import type { Controllers } from './controllers/start-controllers.ts';
import type { SIMULATION_TIMINGS } from './controllers/simulation-timing.ts';
import type { Faults } from './faults/faults.ts';
import type { Journal } from './faults/journal.ts';
import type { ObjectService } from './objects/object-service.ts';
import type { Program, ProgramRegistry } from './programs/program.ts';
import type { VolumeFolders } from './programs/volume-folders.ts';
import type { ResourceRegistry } from './resources/resource-registry.ts';
import type { ObjectStorage } from './storage/object-storage.ts';

/** How a sandbox is made. */
export interface SandboxOptions {
  /** On 127.0.0.1. Default 0: any that is free. */
  readonly port?: number;
  /** Default: the machine's own clock. */
  readonly clock?: Clock;
  /** Of everything random: uids, generated names, addresses, faults. Default: another one each time. */
  readonly seed?: number;
  /**
   * Who plays the cluster beside the API server: nobody (as with a bare API server: not even owners are collected), or controllers, scheduler and
   * nodes, either without any waiting or so slow that the phases can be seen. Default `none`.
   */
  readonly controllers?: 'none' | keyof typeof SIMULATION_TIMINGS;
  /** Default 3. */
  readonly nodes?: number;
  /** `nvidia.com/gpu` of the last node. Default 0. */
  readonly gpus?: number;
  /** Storage classes beside the default one, which is called `standard`. */
  readonly storageClasses?: readonly string[];
  /** Users with a token and without any right. */
  readonly users?: readonly string[];
  /** Stand-ins for images. */
  readonly programs?: readonly Program[];
  /** How many changes watches can look back upon. Default 10,000. */
  readonly history?: number;
}

/** A Kubernetes API server in this process, with everything that tests may do to it. */
export interface Sandbox {
  /** `https://127.0.0.1:port`. */
  readonly url: string;
  /** The text of a kubeconfig file: of the administrator, or of a user of {@link SandboxOptions.users}. It holds a secret. */
  kubeconfig(user?: string): string;
  readonly registry: ResourceRegistry;
  readonly storage: ObjectStorage;
  /** The API without HTTP and without authorization. */
  readonly objects: ObjectService;
  /** undefined with controllers `none`. */
  readonly controllers: Controllers | undefined;
  readonly programs: ProgramRegistry;
  /** What stands for the volumes on this machine. */
  readonly folders: VolumeFolders;
  readonly faults: Faults;
  readonly journal: Journal;
  /** Every connection is reset and none is taken any more. What is stored stays. */
  crash(): Promise<void>;
  /** Serves again, on the same port. */
  restart(): Promise<void>;
  /** Ends everything and removes what it has put on the disk. */
  close(): Promise<void>;
}
