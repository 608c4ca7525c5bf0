import { KubeConfig } from '@kubernetes/client-node';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { type RawData, WebSocket } from 'ws';

/** What came of an upgrade that was refused. */
export interface RefusedUpgrade {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

/** A WebSocket to an API server, with what it has said so far. */
export interface TestSocket {
  readonly protocol: string;
  /** Messages as latin1 text: each byte is a character. */
  readonly messages: readonly string[];
  /** All that came on a channel, in one piece. */
  on(channel: number): string;
  send(channel: number, text: string): void;
  /** Resolves with the code when the server has closed it. */
  readonly closed: Promise<number>;
  end(): void;
}

interface Access {
  readonly server: string;
  readonly tls: RequestOptions;
}

async function accessOf(kubeconfig: string): Promise<Access> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const tls: RequestOptions = {};
  await config.applyToHTTPSOptions(tls);
  return { server: config.getCurrentCluster()?.server ?? '', tls };
}

async function refusal(answer: IncomingMessage): Promise<RefusedUpgrade> {
  const body = await text(answer);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  return { status: answer.statusCode ?? 0, text: body, json };
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** Opens a WebSocket with these protocols; gives the refusal where there is one. */
export async function openSocket(kubeconfig: string, path: string, protocols: readonly string[]): Promise<TestSocket | RefusedUpgrade> {
  const { server, tls } = await accessOf(kubeconfig);
  const url = new URL(path, server.replace(/^http/, 'ws'));
  const client = new WebSocket(url, [...protocols], {
    ca: tls.ca,
    cert: tls.cert,
    key: tls.key,
    headers: tls.headers ?? {},
  });
  const messages: string[] = [];
  client.on('message', (data) => messages.push(bytesOf(data).toString('latin1')));
  const closed = new Promise<number>((resolve) => client.once('close', resolve));
  client.on('error', () => {});
  return new Promise((resolve) => {
    client.once('unexpected-response', (_request, answer: IncomingMessage) => void refusal(answer).then(resolve));
    client.once('open', () =>
      resolve({
        protocol: client.protocol,
        messages,
        closed,
        on: (channel) => messages.map((message) => (message.charCodeAt(0) === channel ? message.slice(1) : '')).join(''),
        send: (channel, sent) => client.send(Buffer.concat([Buffer.from([channel]), Buffer.from(sent)])),
        end: () => client.terminate(),
      }),
    );
  });
}

/** Opens one that must be accepted. */
export async function acceptedSocket(kubeconfig: string, path: string, protocols: readonly string[]): Promise<TestSocket> {
  const opened = await openSocket(kubeconfig, path, protocols);
  if ('status' in opened) throw new Error(`${String(opened.status)} ${opened.text}`);
  return opened;
}

/** Asks for another protocol; gives the head of the answer, and the body where it is no 101. */
export async function askUpgrade(
  kubeconfig: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): Promise<RefusedUpgrade & { readonly headers: IncomingMessage['headers'] }> {
  const { server, tls } = await accessOf(kubeconfig);
  return new Promise((resolve, reject) => {
    const all = { connection: 'Upgrade', ...(tls.headers as Readonly<Record<string, string>> | undefined), ...headers };
    const request = httpsRequest(new URL(path, server), { ...tls, agent: false, method, headers: all });
    request.once('error', reject);
    request.once('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: 101, text: '', json: undefined, headers: answer.headers });
    });
    request.once('response', (answer) => void refusal(answer).then((refused) => resolve({ ...refused, headers: answer.headers })));
    request.end();
  });
}
