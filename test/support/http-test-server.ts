import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A plain HTTP server on loopback with a kubeconfig file that points at it. */
export interface HttpTestServer {
  readonly url: string;
  /** A kubeconfig file without credentials, current namespace `default`. */
  readonly kubeconfig: string;
  /** Resets every open connection, as a server that is killed does. It goes on listening. */
  dropConnections(): void;
  /** Ends every connection and removes the kubeconfig. */
  close(): Promise<void>;
}

function kubeconfigText(url: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: test
  cluster: {server: "${url}"}
users:
- name: test
  user: {}
contexts:
- name: test
  context: {cluster: test, user: test, namespace: default}
current-context: test
`;
}

/** Starts it on a free port. */
export async function startHttpTestServer(listener: RequestListener): Promise<HttpTestServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  const url = `http://127.0.0.1:${address.port}`;
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-http-'));
  const kubeconfig = path.join(dir, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigText(url), { mode: 0o600 });
  return {
    url,
    kubeconfig,
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
