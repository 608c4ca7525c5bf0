import { readFile } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { parse } from 'yaml';
import { z } from 'zod';

const KUBECONFIG = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.url(), 'certificate-authority': z.string() }) })]),
  users: z.tuple([
    z.object({
      user: z.object({ 'client-certificate': z.string().optional(), 'client-key': z.string().optional(), token: z.string().optional() }),
    }),
  ]),
});

/** The API server behind a proxy. */
export interface ProxyUpstream {
  /** Sends one request with the kubeconfig's credentials; resolves when the head of the answer is there. */
  send(method: string, url: string, headers: OutgoingHttpHeaders, body: Buffer, signal: AbortSignal): Promise<IncomingMessage>;
  close(): void;
}

const HOP_BY_HOP = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length', 'accept-encoding']);

/** Reads a kubeconfig as the control planes of these tests write it: one cluster, one user, credentials in files or a token. */
export async function openUpstream(kubeconfig: string): Promise<ProxyUpstream> {
  const config = KUBECONFIG.parse(parse(await readFile(kubeconfig, 'utf8')));
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const read = async (file: string | undefined): Promise<Buffer | undefined> => (file === undefined ? undefined : readFile(file));
  const [ca, cert, key] = await Promise.all([cluster['certificate-authority'], user['client-certificate'], user['client-key']].map(read));
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
