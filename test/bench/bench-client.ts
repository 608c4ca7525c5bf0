import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { ProxyUpstream } from '../support/proxy-upstream.ts';
import { openUpstream } from '../support/proxy-upstream.ts';

/** A JSON object of the API as the measurements look at it. */
export interface BenchObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly generation?: number;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec?: unknown;
  readonly status?: { readonly observedGeneration?: number };
}

/** The measuring side's own client: nothing of the program under test, keep-alive, no retries, every failure an error. */
export interface BenchClient {
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown>;
  /** Server-side apply with force, as field manager `bench`. */
  apply(path: string, manifest: unknown): Promise<void>;
  text(path: string): Promise<string>;
  /** Tells every event from the present state on; resolves once the watch is open. */
  watch(path: string, onEvent: (type: string, object: BenchObject) => void): Promise<void>;
  close(): void;
}

const NOTHING = Buffer.alloc(0);

async function readText(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk as string;
  return text;
}

async function follow(answer: IncomingMessage, onEvent: (type: string, object: BenchObject) => void): Promise<void> {
  for await (const line of createInterface({ input: answer })) {
    const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: BenchObject };
    if (type === 'ERROR') throw new Error(`a watch of the measurement failed: ${line}`);
    onEvent(type, object);
  }
}

/** Opens it for a kubeconfig as the test control planes write it. */
export async function openBenchClient(kubeconfig: string): Promise<BenchClient> {
  const upstream: ProxyUpstream = await openUpstream(kubeconfig);
  const closed = new AbortController();
  const send = async (method: string, path: string, body: Buffer, type: string): Promise<IncomingMessage> =>
    upstream.send(method, path, { 'content-type': type, 'user-agent': 'aistack-bench' }, body, closed.signal);
  const text = async (method: string, path: string, body: Buffer, type: string): Promise<string> => {
    const answer = await send(method, path, body, type);
    const got = await readText(answer);
    if ((answer.statusCode ?? 500) >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${got.slice(0, 300)}`);
    return got;
  };
  return {
    call: async (method, path, body, contentType = 'application/json') =>
      JSON.parse(await text(method, path, body === undefined ? NOTHING : Buffer.from(JSON.stringify(body)), contentType)) as unknown,
    apply: async (path, manifest) => {
      const query = '?fieldManager=bench&force=true';
      await text('PATCH', `${path}${query}`, Buffer.from(JSON.stringify(manifest)), 'application/apply-patch+yaml');
    },
    text: async (path) => text('GET', path, NOTHING, 'application/json'),
    watch: async (path, onEvent) => {
      const list = JSON.parse(await text('GET', `${path}?limit=1`, NOTHING, 'application/json')) as {
        metadata: { resourceVersion: string };
      };
      const query = `watch=true&timeoutSeconds=3600&resourceVersion=${list.metadata.resourceVersion}`;
      const answer = await send('GET', `${path}?${query}`, NOTHING, 'application/json');
      follow(answer, onEvent).catch((error: unknown) => {
        if (!closed.signal.aborted) throw error;
      });
    },
    close: () => {
      closed.abort();
      upstream.close();
    },
  };
}
