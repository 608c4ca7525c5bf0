import type { Clock } from '../kernel/clock.ts';
import type { PemSource } from './cluster-target.ts';
import type { ClientCertificate, Credential, Credentials } from './credentials.ts';
import { tls } from './network-modules.ts';
import { createPemReader } from './pem-reader.ts';
import { createRefreshing } from './refreshing.ts';

/** How often a certificate file is looked at. client-go takes 5 minutes; a look is two `stat` calls. */
const LOOK_MS = 60_000;

/**
 * A client certificate, with the `Authorization` header of `others` beside it if the user has both. Files are read once and
 * again when they changed on disk: looked at each 60 s at most and after a 401.
 */
export function certificateCredentials(
  source: { readonly cert: PemSource; readonly key: PemSource },
  others: Credentials,
  clock: Clock,
): Credentials {
  const cert = createPemReader(source.cert, 'client certificate');
  const key = createPemReader(source.key, 'client key');
  const fixed = 'data' in source.cert && 'data' in source.key;
  const refreshing = createRefreshing<ClientCertificate>({
    clock,
    async load(previous) {
      const next = { cert: await cert(), key: await key() };
      if (previous === undefined) return next;
      if (previous.cert === next.cert && previous.key === next.key) return previous;
      // A rotation replaces two files: a pair that does not fit yet throws here, and the old pair stays until the next look.
      tls.createSecureContext(next);
      return next;
    },
    freshForMs: () => (fixed ? Number.POSITIVE_INFINITY : LOOK_MS),
    keepOnFailure: true,
  });
  let last: Credential | undefined;

  function combine(certificate: ClientCertificate, other: Credential): Credential {
    if (last?.certificate !== certificate || last.authorization !== other.authorization) last = { ...other, certificate };
    return last;
  }

  return {
    current() {
      const certificate = refreshing.current();
      const other = others.current();
      if (certificate instanceof Promise || other instanceof Promise) {
        return Promise.all([certificate, other]).then(([ours, theirs]) => combine(ours, theirs));
      }
      return combine(certificate, other);
    },
    async renew(rejected) {
      const before = rejected as Credential;
      const renewed = before.certificate !== undefined && (await refreshing.renew(before.certificate));
      const current = await others.current();
      return current.authorization !== before.authorization || (await others.renew(current)) || renewed;
    },
    close: () => others.close(),
  };
}
