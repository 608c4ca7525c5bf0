import { connect as connectSocket } from 'node:net';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { PodWays } from './pod-ways.ts';

/** What the stand-ins of one sandbox are found by: `namespace/pod:port`. */
interface SandboxWays {
  readonly namespaces: Set<string>;
  readonly ports: Map<string, number>;
}

const sandboxes = new WeakMap<Sandbox, SandboxWays>();

function sandboxWays(sandbox: Sandbox): SandboxWays {
  const known = sandboxes.get(sandbox);
  if (known !== undefined) return known;
  const ways: SandboxWays = { namespaces: new Set(), ports: new Map() };
  sandboxes.set(sandbox, ways);
  sandbox.programs.add({
    name: 'standing servers',
    matches: (_container, { metadata }) => ways.namespaces.has(metadata.namespace ?? ''),
    start: ({ pod: { metadata } }) => ({
      dial: (port) => {
        const localPort = ways.ports.get(`${metadata.namespace ?? ''}/${metadata.name}:${String(port)}`);
        return localPort === undefined ? undefined : connectSocket(localPort, '127.0.0.1').on('error', () => {});
      },
    }),
  });
  return ways;
}

/** The ways to pods of a sandbox: their containers answer with the port of this machine. */
export function behindSandbox(sandbox: Sandbox, namespace: string, localPort: number): PodWays {
  const { namespaces, ports } = sandboxWays(sandbox);
  namespaces.add(namespace);
  const own = new Set<string>();
  const forget = (): void => {
    for (const key of own) ports.delete(key);
    own.clear();
  };
  return {
    lay: async (endpoints) => {
      forget();
      for (const { pod, port } of endpoints) {
        const key = `${namespace}/${pod}:${String(port)}`;
        own.add(key);
        ports.set(key, localPort);
      }
      return Promise.resolve();
    },
    close: async () => Promise.resolve(forget()),
  };
}
