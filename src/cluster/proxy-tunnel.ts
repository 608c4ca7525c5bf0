import type { Duplex } from 'node:stream';
import { ApiError } from './api-error.ts';
import { http, https } from './network-modules.ts';

/** A proxy that does not answer is given up after this long, so that it does not hold a connection's place for ever. */
const DIAL_TIMEOUT_MS = 30_000;

/** Opens a TCP connection to a host, through something. */
export type Dial = (host: string, port: number) => Promise<Duplex>;

/** `Proxy-Authorization` (and its value) for a proxy URL with a user, as a flat header list. */
export function proxyAuthorization(proxy: URL): readonly string[] {
  if (proxy.username === '') return [];
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return ['Proxy-Authorization', `Basic ${Buffer.from(pair).toString('base64')}`];
}

/**
 * A dial through an HTTP or HTTPS proxy by CONNECT, or a SOCKS proxy (which the client library speaks). Own code for CONNECT,
 * because the agents of Node know proxies only from 24.5 on. Errors name the proxy, never its password.
 */
export function proxyDial(proxy: URL): Dial {
  if (proxy.protocol.startsWith('socks')) {
    return async (host, port) => {
      const { dialThroughSocks } = await import('./client-node-bridge.ts');
      return await dialThroughSocks(proxy, host, port).catch((error: unknown) => Promise.reject(proxyError(proxy, error)));
    };
  }
  return async (host, port) => await connectThrough(proxy, `${host.includes(':') ? `[${host}]` : host}:${port}`);
}

async function connectThrough(proxy: URL, authority: string): Promise<Duplex> {
  const secure = proxy.protocol === 'https:';
  return await new Promise((resolve, reject) => {
    const request = (secure ? https : http).request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (secure ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: ['Host', authority, ...proxyAuthorization(proxy)],
      agent: false,
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
    } as object);
    request.setTimeout(DIAL_TIMEOUT_MS, () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    request.on('connect', (response, socket, head) => {
      socket.setTimeout(0);
      if (response.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(proxyError(proxy, undefined, `answered ${response.statusCode} ${response.statusMessage ?? ''}`.trimEnd()));
    });
    request.on('response', (response) => {
      response.destroy();
      reject(proxyError(proxy, undefined, `answered ${response.statusCode} to CONNECT`));
    });
    request.on('error', (error) => reject(proxyError(proxy, error)));
    request.end();
  });
}

function proxyError(proxy: URL, cause: unknown, what?: string): ApiError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return new ApiError({
    reason: 'Unreachable',
    message: `Unable to connect to the server: proxy ${proxy.protocol}//${proxy.host}: ${what ?? code ?? 'connection failed'}`,
    ...(code !== undefined && { networkCode: code }),
    cause,
  });
}
