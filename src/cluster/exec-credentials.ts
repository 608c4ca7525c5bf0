import type { Clock } from '../kernel/clock.ts';
import type { ClusterTarget } from './cluster-target.ts';
import type { Credentials } from './credentials.ts';
import { runExecPlugin } from './exec-plugin.ts';
import type { ExecResult } from './exec-plugin.ts';
import type { HostEnvironment } from './host-environment.ts';
import type { ExecEntry } from './kubeconfig-schema.ts';
import { createPemReader } from './pem-reader.ts';
import { createRefreshing } from './refreshing.ts';

/** A credential is replaced this long before it expires, so that no request starts with one that dies on the way … */
const EXPIRY_MARGIN_MS = 30_000;
/** … but a short-lived one is used for at least this share of its life. */
const USED_SHARE = 0.8;

/**
 * A credential plugin: run once for all who ask at the same time, its answer kept until shortly before it expires, and run
 * again after a 401. A new client certificate makes the transport take new connections.
 */
export function execCredentials(exec: ExecEntry, target: ClusterTarget, environment: HostEnvironment, clock: Clock): Credentials {
  const ended = new AbortController();
  const wantsAuthority = exec.provideClusterInfo === true && target.certificateAuthority !== undefined;
  const authority = wantsAuthority ? createPemReader(target.certificateAuthority, 'certificate authority') : undefined;
  const refreshing = createRefreshing<ExecResult>({
    clock,
    load: async () => await runExecPlugin(exec, target, await authority?.(), environment, ended.signal),
    freshForMs({ expiresAt }) {
      if (expiresAt === undefined) return Number.POSITIVE_INFINITY;
      const life = expiresAt - clock.now();
      return Math.max(life - EXPIRY_MARGIN_MS, life * USED_SHARE);
    },
    keepOnFailure: false,
  });
  let latest: ExecResult | undefined;
  const remember = (result: ExecResult): ExecResult['credential'] => {
    latest = result;
    return result.credential;
  };
  return {
    current() {
      const result = refreshing.current();
      return result instanceof Promise ? result.then(remember) : remember(result);
    },
    async renew(rejected) {
      if (latest === undefined || latest.credential !== rejected) return latest !== undefined;
      return await refreshing.renew(latest);
    },
    close: () => ended.abort(),
  };
}
