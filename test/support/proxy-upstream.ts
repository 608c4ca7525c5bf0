import { readFile } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { parse } from 'yaml';
import { z } from 'zod';

const KUBECONFIG = z.object({
  clusters: z.tuple([z.object({ cluster: z.looseObject({ server: z.url() }) })]),
  users: z.tuple([z.object({ user: z.looseObject({ token: z.string().optional() }) })]),
});

/** The API server behind a proxy. */
export interface ProxyUpstream {
  /** Sends one request with the kubeconfig's credentials; resolves when the head of the answer is there. */
  send(method: string, url: string, headers: OutgoingHttpHeaders, body: Buffer, signal: AbortSignal): Promise<IncomingMessage>;
  close(): void;
}

const HOP_BY_HOP = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length', 'accept-encoding']);

/** The content of a field that names a file, or of its twin `…-data` that holds it in base64. */
async function contentOf(entry: Readonly<Record<string, unknown>>, field: string): Promise<Buffer | undefined> {
  const { [field]: file, [`${field}-data`]: data } = entry;
  if (typeof data === 'string') return Buffer.from(data, 'base64');
  return typeof file === 'string' ? readFile(file) : undefined;
}

/** Reads a kubeconfig with one cluster and one user whose credentials are a certificate or a token. */
export async function openUpstream(kubeconfig: string): Promise<ProxyUpstream> {
  const config = KUBECONFIG.parse(parse(await readFile(kubeconfig, 'utf8')));
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const [ca, cert, key] = await Promise.all([
    contentOf(cluster, 'certificate-authority'),
    contentOf(user, 'client-certificate'),
    contentOf(user, 'client-key'),
  ]);
  const agent = new Agent({ keepAlive: true, ca, cert, key });
  return {
    send: async (method, url, headers, body, signal) => {
      const own = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
      const authorization = user.token === undefined ? {} : { authorization: `Bearer ${user.token}` };
      const all = { ...Object.fromEntries(own), ...authorization, 'content-length': body.length };
      return new Promise((resolve, reject) => {
        const request = httpsRequest(new URL(url, cluster.server), { method, headers: all, agent, signal }, resolve);
        request.once('error', reject);
        request.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
