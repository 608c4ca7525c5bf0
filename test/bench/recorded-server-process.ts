import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the server is asked by the benchmark. */
export type RecordedServerQuestion = 'counts';

/** What the server has seen since it was asked last. */
export interface RecordedCounts {
  /** By verb and resource: `list deployments`, `get services/proxy`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Sent, before encryption. */
  readonly bytes: number;
  /** Connections at the same time. */
  readonly peakConnections: number;
  /** `Date.now()` when the first list or watch of copies was asked for. */
  readonly firstListAt?: number;
  /** The first request that a recorded list does not take, with its body: what the program found to do. */
  readonly firstRefused?: string;
}

/** A server that answers lists and watches with many copies of one converged MaiaInstance, in a process of its own. */
export interface RecordedServer {
  readonly kubeconfig: string;
  counts(): Promise<RecordedCounts>;
  close(): Promise<void>;
}

const PROGRAM = fileURLToPath(import.meta.resolve('./recorded-server.ts'));

/** Records an instance and serves `instances` copies of it. It ends with the benchmark, whatever happens. */
export async function startRecordedServer(instances: number): Promise<RecordedServer> {
  const child = fork(PROGRAM, [String(instances)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const died = once(child, 'exit').then(([code]: readonly unknown[]): never => {
    throw new Error(`the recorded server ended with ${String(code)}`);
  });
  died.catch(() => {});
  const next = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), died])) as readonly unknown[];
    return message;
  };
  const kubeconfig = String(await next());
  return {
    kubeconfig,
    counts: async () => {
      const answer = next();
      child.send('counts' satisfies RecordedServerQuestion);
      return (await answer) as RecordedCounts;
    },
    close: async () => {
      child.disconnect();
      await died.catch(() => {});
    },
  };
}
