import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { WritableContainerLog } from '../../programs/container-log.ts';
import type { ContainerLog, StartedContainer } from '../../programs/pod-runtime.ts';
import type { ContainerSpec, MountedVolume, ProgramContext, ProgramRegistry, RunningProgram } from '../../programs/program.ts';

/** What containers run on. */
export interface Machinery {
  readonly clock: Clock;
  readonly random: () => number;
  readonly programs: ProgramRegistry;
  createLog(): WritableContainerLog;
  volumesOf(pod: KubeObject, container: string): readonly MountedVolume[];
  connect(pod: KubeObject, host: string, port: number): ReturnType<ProgramContext['connect']>;
  /** A program was told to stop; the promise settles when nothing of it is left. */
  ending(work: Promise<unknown>): void;
  /** The pod with that uid is gone: what it kept on this machine may go. */
  forgetPod(uid: string): void;
}

/** One run of a container: from its start to its end. */
export interface ContainerRun {
  readonly log: ContainerLog;
  /** Whether a program matched the container. */
  readonly hasProgram: boolean;
  /** Whether the program ends by itself. */
  readonly endsItself: boolean;
  /** Set once it has ended by itself. */
  readonly exitCode: number | undefined;
  /** Whether a readiness probe would succeed. */
  ready(): boolean;
  /** Whether readiness can change while it runs. */
  readonly hasProbe: boolean;
  /** For logs, exec and tunnels. */
  started(running: boolean, previousLog: ContainerLog | undefined): StartedContainer;
  /** Tells the program to stop and closes the log. */
  stop(): void;
}

/** Exit code of a program that could not be started (as container runtimes report it). */
const COULD_NOT_START = 128;

/** Starts a container. @param changed called when it ended by itself or came up; not after `stop`. */
export function startContainer(machinery: Machinery, pod: KubeObject, container: ContainerSpec, changed: () => void): ContainerRun {
  const { programs, clock, random } = machinery;
  const writer = machinery.createLog();
  const end = new AbortController();
  const program = programs.find(container, pod);
  let running: RunningProgram | undefined;
  let starting: Promise<RunningProgram> | undefined;
  let exitCode: number | undefined;

  const exited = (code: number): void => {
    if (end.signal.aborted || exitCode !== undefined) return;
    exitCode = code;
    changed();
  };
  const failed = (error: unknown, code: number): void => {
    if (end.signal.aborted) return;
    writer.write(error instanceof Error ? error.message : String(error));
    exited(code);
  };
  const adopt = (started: RunningProgram): void => {
    running = started;
    started.done?.then(exited, (error: unknown) => failed(error, 1));
  };
  const context: ProgramContext = {
    pod,
    container,
    volumes: machinery.volumesOf(pod, container.name),
    clock,
    random,
    log: (line) => {
      if (!end.signal.aborted) writer.write(line);
    },
    connect: async (host, port) => machinery.connect(pod, host, port),
    signal: end.signal,
  };
  if (program !== undefined) {
    try {
      const started = program.start(context);
      if (started instanceof Promise) {
        starting = started;
        started.then(
          (value) => {
            adopt(value);
            if (!end.signal.aborted) changed();
          },
          (error: unknown) => failed(error, COULD_NOT_START),
        );
      } else adopt(started);
    } catch (error) {
      writer.write(error instanceof Error ? error.message : String(error));
      exitCode = COULD_NOT_START;
    }
  }

  return {
    log: writer,
    hasProgram: program !== undefined,
    get endsItself() {
      return program !== undefined && (running === undefined || running.done !== undefined);
    },
    get exitCode() {
      return exitCode;
    },
    ready: () => exitCode === undefined && (program === undefined || (running !== undefined && (running.ready?.() ?? true))),
    get hasProbe() {
      return running?.ready !== undefined;
    },
    started: (isRunning, previousLog) => ({
      name: container.name,
      running: isRunning,
      log: writer,
      previousLog,
      dial: (port) => (isRunning ? running?.dial?.(port) : undefined),
      exec: isRunning ? running?.exec?.bind(running) : undefined,
    }),
    stop: () => {
      writer.close();
      if (end.signal.aborted) return;
      end.abort();
      const stopped = running?.stopped ?? starting?.then(async (started) => started.stopped);
      if (stopped !== undefined) machinery.ending(stopped);
    },
  };
}
