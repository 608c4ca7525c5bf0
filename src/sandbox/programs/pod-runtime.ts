import type { Duplex } from 'node:stream';
import type { ExecStreams } from './program.ts';

/** A line of a container's log. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** The log of one run of a container. */
export interface ContainerLog {
  readonly lines: readonly LogLine[];
  /** Whether the container has ended: no line will come. */
  readonly closed: boolean;
  /** Calls back for each later line, and with undefined at the end. The returned function ends it. */
  follow(listener: (line: LogLine | undefined) => void): () => void;
}

/** A container that was started at least once. */
export interface StartedContainer {
  readonly name: string;
  readonly running: boolean;
  readonly log: ContainerLog;
  /** The log of the run before a restart. */
  readonly previousLog: ContainerLog | undefined;
  /** A connection to a port of it; undefined where nobody listens. */
  dial(port: number): Duplex | undefined;
  /** undefined: the image has nothing that could run a command. */
  exec: ((command: readonly string[], streams: ExecStreams) => Promise<number>) | undefined;
}

/** What runs in the pods of the sandbox: asked by logs, exec, port-forward, proxies and by programs that call each other. */
export interface PodRuntime {
  /** The containers of a pod that were started, in the order of its spec. Empty for a pod that has not begun or is not there. */
  containers(namespace: string, pod: string): readonly StartedContainer[];
}
