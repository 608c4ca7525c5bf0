import type { Duplex } from 'node:stream';
import type { Clock } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';

/** The container of a pod's spec, as far as programs look at it. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Absent: what the image says. */
  readonly workingDir?: string;
  /** With references to Secrets, ConfigMaps and fields resolved. */
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly containerPort: number }[];
}

/** A volume as a container sees it. */
export interface MountedVolume {
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
  /** What it is: data of a claim outlives the pod. */
  readonly source: { readonly kind: 'claim' | 'configMap' | 'secret' | 'emptyDir' | 'other'; readonly name: string };
  /** A folder of this machine that holds its content, made when first asked for. Two containers with the same claim get the same folder. */
  folder(): Promise<string>;
}

/** What a program gets when its container starts. */
export interface ProgramContext {
  readonly pod: KubeObject;
  readonly container: ContainerSpec;
  readonly volumes: readonly MountedVolume[];
  readonly clock: Clock;
  /** In [0, 1), seeded. */
  readonly random: () => number;
  /** Writes a line of the container's log. */
  log(line: string): void;
  /**
   * Opens a connection as from inside the pod: `host` is a Service (`name`, `name.namespace`, `name.namespace.svc…`), a cluster IP or a pod IP.
   * Rejects with code ENOTFOUND or ECONNREFUSED.
   */
  connect(host: string, port: number): Promise<Duplex>;
  /** Aborted when the container is told to stop. */
  readonly signal: AbortSignal;
}

/** Standard streams of `exec` and the size of its terminal. */
export interface ExecStreams {
  readonly stdin: NodeJS.ReadableStream | undefined;
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
  readonly signal: AbortSignal;
}

/** A program at work in a container. */
export interface RunningProgram {
  /** Serves a connection to a container port; undefined: nobody listens there. */
  dial?(port: number): Duplex | undefined;
  /** Runs a command in the container; resolves with its exit code. Absent: exec is refused as in an image without a shell. */
  exec?(command: readonly string[], streams: ExecStreams): Promise<number>;
  /** Resolves with the exit code when it ends by itself. Absent: it runs until it is stopped (in a Job: until the simulated duration is over). */
  readonly done?: Promise<number>;
  /** Settles when nothing of it is left, after its signal was aborted: whoever closes the sandbox waits for it. Absent: at once. */
  readonly stopped?: Promise<unknown>;
  /** Whether a readiness probe would succeed now. Default: yes. */
  ready?(): boolean;
}

/**
 * A stand-in for an image: what runs in this process when a simulated container of that image starts. An HTTP server, for example:
 *
 * ```ts
 * programs.add(
 *   httpProgram({
 *     name: 'gateway',
 *     matches: ({ image }) => image.startsWith('ghcr.io/example/gateway:'),
 *     start: ({ container, log }) => ({
 *       handle: (request, response) => {
 *         log(`${request.method} ${request.url}`);
 *         response.end(`hello from ${container.name}\n`);
 *       },
 *     }),
 *   }),
 * );
 * ```
 *
 * It is reached by the proxies, port-forward and other programs through the ports that the container declares.
 */
export interface Program {
  /** For messages. */
  readonly name: string;
  matches(container: ContainerSpec, pod: KubeObject): boolean;
  start(context: ProgramContext): RunningProgram | Promise<RunningProgram>;
}

/** The stand-ins by which containers run; the first that matches is taken. A container without one just runs and listens nowhere. */
export interface ProgramRegistry {
  add(program: Program): void;
  find(container: ContainerSpec, pod: KubeObject): Program | undefined;
}
