import type { Clock } from '../kernel/clock.ts';
import { certificateCredentials } from './certificate-credentials.ts';
import { authProviderCredentials } from './client-node-bridge.ts';
import type { ClusterTarget } from './cluster-target.ts';
import type { Credentials } from './credentials.ts';
import { execCredentials } from './exec-credentials.ts';
import { fixedCredentials } from './fixed-credentials.ts';
import type { HostEnvironment } from './host-environment.ts';
import { tokenFileCredentials } from './token-file-credentials.ts';

/**
 * The credentials of a target's user. A plugin or an auth provider is asked only where the user has no token, password or
 * certificate of its own (client-go `exec.UpdateTransportConfig`), so `--token` keeps it from being run.
 */
export function targetCredentials(target: ClusterTarget, environment: HostEnvironment, clock: Clock): Credentials {
  const { user } = target;
  const header = headerCredentials(target, environment, clock);
  return user.clientCertificate === undefined ? header : certificateCredentials(user.clientCertificate, header, clock);
}

function headerCredentials(target: ClusterTarget, environment: HostEnvironment, clock: Clock): Credentials {
  const { user } = target;
  if (user.tokenFile !== undefined) return tokenFileCredentials(user.tokenFile, user.token, clock);
  if (user.token !== undefined) return fixedCredentials({ authorization: `Bearer ${user.token}` });
  if (user.basic !== undefined) {
    const pair = Buffer.from(`${user.basic.username}:${user.basic.password}`).toString('base64');
    return fixedCredentials({ authorization: `Basic ${pair}` });
  }
  if (user.clientCertificate !== undefined) return fixedCredentials({});
  if (user.exec !== undefined) return execCredentials(user.exec, target, environment, clock);
  if (user.authProvider !== undefined) return authProviderCredentials(target, clock);
  return fixedCredentials({});
}
