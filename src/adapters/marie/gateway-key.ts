import { sha256 } from '../../kernel/hash.ts';
import { GatewayError, type GatewayTarget } from '../../reconcile/marie/gateway.ts';
import type { GatewayOutside } from './gateway-outside.ts';

/** Gives the API key of a target. */
export interface GatewayKeys {
  /** Throws `AuthFailed` where there is none that a request can carry. */
  of(target: GatewayTarget, signal: AbortSignal): Promise<string>;
  /** The gateway did not take it: it is read anew next time. */
  forget(target: GatewayTarget): void;
}

/** What a request's header can carry behind `Bearer`. */
const TOKEN = /^[\u0021-\u007e]{1,4096}$/;

function idOf({ apiKey }: GatewayTarget): string {
  return JSON.stringify([apiKey?.namespace, apiKey?.secret, apiKey?.key]);
}

/** A reader that remembers a key as long as its Secret has the same checksum; one of which no checksum is known is read each time. */
export function createGatewayKeys({ readSecret }: Pick<GatewayOutside, 'readSecret'>): GatewayKeys {
  const known = new Map<string, { readonly checksum: string; readonly value: string }>();
  return {
    of: async (target, signal) => {
      const { apiKey } = target;
      if (apiKey === undefined) {
        throw new GatewayError(
          'AuthFailed',
          `no API key is configured for the gateway of ${target.cluster.namespace}/${target.cluster.name}`,
        );
      }
      const { checksum, key, namespace, secret } = apiKey;
      const before = known.get(idOf(target));
      if (before !== undefined && before.checksum === checksum) return before.value;
      const bytes = await readSecret({ namespace, name: secret }, key, signal);
      const what = `key ${JSON.stringify(key)} of Secret/${namespace}/${secret}`;
      if (bytes === undefined || bytes.length === 0) {
        throw new GatewayError('AuthFailed', `the ${what} does not exist, or is empty: it is the gateway's API key`);
      }
      const value = Buffer.from(bytes).toString('latin1');
      if (!TOKEN.test(value)) {
        throw new GatewayError('AuthFailed', `the ${what} has a line break, a blank or another sign that no request can carry`);
      }
      known.set(idOf(target), { checksum: sha256(bytes), value });
      return value;
    },
    forget: (target) => void known.delete(idOf(target)),
  };
}
