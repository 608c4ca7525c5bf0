import { createServer, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { connectedPair } from '../../src/sandbox/programs/connected-pair.ts';
import { createContainerLog, type WritableContainerLog } from '../../src/sandbox/programs/container-log.ts';
import type { StartedContainer } from '../../src/sandbox/programs/pod-runtime.ts';

/** A container that runs, for tests: with a log to write into. */
export type TestContainer = StartedContainer & { readonly log: WritableContainerLog };

/** Makes one that listens nowhere and runs no commands, unless told otherwise. */
export function startedContainer(name: string, parts: Partial<StartedContainer> = {}): TestContainer {
  return {
    name,
    running: true,
    previousLog: undefined,
    dial: () => undefined,
    exec: undefined,
    ...parts,
    log: createContainerLog(createSystemClock()),
  };
}

/** A `dial` that serves HTTP on one port. */
export function httpPort(port: number, listener: RequestListener): (dialled: number) => Duplex | undefined {
  const server = createServer(listener);
  server.on('upgrade', (request, socket) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade ?? ''}\r\n\r\n`);
    socket.pipe(socket);
  });
  return (dialled) => {
    if (dialled !== port) return undefined;
    const [inside, outside] = connectedPair();
    inside.on('error', () => {});
    server.emit('connection', inside);
    return outside;
  };
}

/** A `dial` that sends back what it gets. */
export function echoPort(port: number): (dialled: number) => Duplex | undefined {
  return (dialled) => {
    if (dialled !== port) return undefined;
    const [inside, outside] = connectedPair();
    inside.on('error', () => {});
    inside.pipe(inside);
    return outside;
  };
}
