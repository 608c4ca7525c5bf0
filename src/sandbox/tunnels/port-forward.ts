import type { Duplex } from 'node:stream';
import type { PodShape } from '../programs/service-shapes.ts';
import type { TunnelParts } from './pod-lookup.ts';

/** Connects to a port of a pod; with why where nobody listens. */
export interface PodConnector {
  dial(port: number): Duplex | undefined;
  /** What the error stream says of a port on which nobody listens. */
  refusal(port: number): string;
}

/** The connector of one pod. */
export function podConnector({ pods }: TunnelParts, { metadata }: PodShape): PodConnector {
  const { namespace = '', name } = metadata;
  return {
    dial: (port) => {
      for (const container of pods().containers(namespace, name)) {
        const connection = container.running ? container.dial(port) : undefined;
        if (connection !== undefined) return connection;
      }
      return undefined;
    },
    refusal: (port) => {
      const why = `failed to connect to localhost:${String(port)} inside namespace "${namespace}": dial tcp 127.0.0.1:${String(port)}: connect: connection refused`;
      return `error forwarding port ${String(port)} to pod ${name}, uid : ${why}`;
    },
  };
}
