import type { RequestInfo } from '../requests/request-info.ts';
import type { StartedContainer } from '../programs/pod-runtime.ts';
import type { PodShape } from '../programs/service-shapes.ts';
import type { ResourceRequestInfo } from '../requests/tunnels.ts';
import { type CommandStatus, exitStatus, internalStatus } from './command-status.ts';
import { chooseContainer, findPod, requireHost, startedContainer, type TunnelParts } from './pod-lookup.ts';
import { queryFlag } from './query-values.ts';

/** The streams that a client asked for. */
export interface CommandStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** A command to run, or a container to attach to. */
export interface RemoteCommand {
  readonly pod: PodShape;
  readonly containerName: string;
  /** undefined: it was not started. */
  readonly container: StartedContainer | undefined;
  /** undefined: attach. */
  readonly command: readonly string[] | undefined;
  readonly streams: CommandStreams;
}

/** Where a command reads and writes. */
export interface CommandChannels {
  readonly stdin: NodeJS.ReadableStream | undefined;
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

function streamsOf({ query }: RequestInfo): CommandStreams {
  const tty = queryFlag(query, 'tty');
  // A terminal has one output.
  return { stdin: queryFlag(query, 'stdin'), stdout: queryFlag(query, 'stdout'), stderr: queryFlag(query, 'stderr') && !tty, tty };
}

/** Finds out what an `exec` or `attach` request is about. Throws 400 and 404 as the API server does before it asks a kubelet. */
export function readRemoteCommand(parts: TunnelParts, info: ResourceRequestInfo): RemoteCommand {
  const { namespace = '', name = '', subresource } = info.resource;
  const pod = findPod(parts, { namespace, name });
  const containerName = chooseContainer(pod, info.query.get('container'));
  requireHost(pod);
  return {
    pod,
    containerName,
    container: startedContainer(parts, pod, containerName),
    command: subresource === 'attach' ? undefined : info.query.getAll('command'),
    streams: streamsOf(info),
  };
}

/** Why a command cannot begin; undefined where it can. In the words of a kubelet. */
export function cannotBegin({ container, containerName, streams }: RemoteCommand): string | undefined {
  if (!streams.stdin && !streams.stdout && !streams.stderr) return 'you must specify at least 1 of stdin, stdout, stderr';
  if (container?.running !== true) return `container not found ("${containerName}")`;
  return undefined;
}

const LINE_END = Buffer.from('\n');

async function attached(container: StartedContainer, { stdout, stdin, signal }: CommandChannels): Promise<number> {
  // Nobody reads it; unread it would hold up the client.
  stdin?.resume();
  await new Promise<void>((resolve) => {
    let stop = (): void => {};
    const end = (): void => {
      stop();
      resolve();
    };
    stop = container.log.follow((line) => {
      if (line === undefined) end();
      else stdout(Buffer.concat([Buffer.from(line.text), LINE_END]));
    });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted || container.log.closed) end();
  });
  return 0;
}

/** Runs the command, or follows the container's output; resolves with what the error channel says at the end. */
export async function carryOut({ container, command }: RemoteCommand, channels: CommandChannels): Promise<CommandStatus> {
  try {
    if (container === undefined) return internalStatus('the container is not there');
    if (command === undefined) return exitStatus(await attached(container, channels));
    if (container.exec === undefined) {
      const why = `exec: ${JSON.stringify(command[0] ?? '')}: executable file not found in $PATH`;
      throw new Error(`OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`);
    }
    return exitStatus(await container.exec(command, channels));
  } catch (error) {
    const what = command === undefined ? 'error attaching to container' : 'error executing command in container';
    return internalStatus(`Internal error occurred: ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
