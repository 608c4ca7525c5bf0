import { tls } from './network-modules.ts';

/**
 * The certificate authorities that count where the configuration names none: those of this machine beside Node's own, because
 * kubectl trusts the machine's. Undefined, which means Node's own, before Node 22.15.
 */
export function trustedAuthorities(): string[] | undefined {
  const read: typeof tls.getCACertificates | undefined = tls.getCACertificates;
  if (read === undefined) return undefined;
  return [...read('default'), ...read('system')];
}
