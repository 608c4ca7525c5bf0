import { onTestFinished } from 'vitest';
import type { Credentials } from '../../src/cluster/credentials.ts';
import { fixedCredentials } from '../../src/cluster/fixed-credentials.ts';
import { createHttpTransport } from '../../src/cluster/http-transport.ts';
import type { HttpTransportOptions } from '../../src/cluster/http-transport.ts';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { createKubeApi } from '../../src/cluster/rest-client.ts';
import type { KubeApiOptions } from '../../src/cluster/rest-client.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';

/** A client of a server that a test runs, closed with the test. */
export function testClient(
  url: string,
  options: Partial<Omit<KubeApiOptions, 'transport'>> & {
    readonly credentials?: Credentials;
    readonly transport?: Partial<HttpTransportOptions>;
  } = {},
): KubeApi {
  const clock = options.clock ?? createSystemClock();
  const credentials = options.credentials ?? fixedCredentials({});
  const transport = createHttpTransport({ server: new URL(url), credentials, clock, ...options.transport });
  onTestFinished(() => transport.close());
  return createKubeApi({ userAgent: 'test/1', random: () => 0, timeoutMs: 30_000, ...options, clock, transport });
}
