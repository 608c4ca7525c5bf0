import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/kernel/clock.ts';
import type { ApiServerOptions } from '../../src/sandbox/api-server/api-server-options.ts';
import { type ApiServer, createApiServer } from '../../src/sandbox/api-server/create-api-server.ts';
import { type Certificates, issueCertificates } from '../../src/sandbox/certificates/issue-certificates.ts';
import { kubeconfigText } from '../../src/sandbox/certificates/kubeconfig-text.ts';
import { createObjectService } from '../../src/sandbox/objects/create-object-service.ts';
import type { ObjectService } from '../../src/sandbox/objects/object-service.ts';
import { createResourceRegistry, type ResourceRegistry } from '../../src/sandbox/resources/resource-registry.ts';
import type { ServedResource } from '../../src/sandbox/resources/served-resource.ts';
import { createObjectStorage } from '../../src/sandbox/storage/create-object-storage.ts';
import { printerColumns } from '../../src/sandbox/tables/printer-columns.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { rawClient, type RawClient } from './raw-client.ts';
import { NAMESPACES, NOTES, WIDGETS } from './sandbox-resources.ts';
import { tempDir } from './temp-dir.ts';

/** An HTTP front on loopback over a real object service, without rights: user `nobody` (token `no`) may do nothing, all others everything. */
export interface SandboxFront {
  readonly server: ApiServer;
  readonly objects: ObjectService;
  readonly registry: ResourceRegistry;
  readonly clock: FakeClock;
  /** File of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly client: RawClient;
  /** A client with a bearer token; `no` is nobody's, `wrong` is no token. */
  as(token: string): Promise<RawClient>;
}

/** Widgets as above, with columns. */
export const COLUMNED: ServedResource = {
  ...WIDGETS,
  shortNames: ['wd'],
  columns: printerColumns([
    { name: 'Color', type: 'string', jsonPath: '.spec.color' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ]),
};

let certificates: Promise<Certificates> | undefined;

/** Opens a front with namespaces, notes and widgets, and the namespace `default`. It closes with the test. */
export async function openFront(
  options: Partial<ApiServerOptions> & { readonly extra?: readonly ServedResource[]; readonly systemClock?: Clock } = {},
): Promise<SandboxFront> {
  certificates ??= issueCertificates({ now: Date.now() });
  const { ca, server: own, admin } = await certificates;
  const clock = fakeClock(Date.now());
  const registry = createResourceRegistry([NAMESPACES, NOTES, COLUMNED, ...(options.extra ?? [])]);
  const storage = createObjectStorage({});
  const random = Math.random;
  const objects = createObjectService({ registry, storage, clock, random, admission: [] });
  const server = createApiServer({
    registry,
    objects,
    clock: options.systemClock ?? clock,
    random,
    certificates: { ca, server: own },
    authenticator: {
      authenticate: ({ headers, certificate }) => {
        if (headers.authorization === 'Bearer wrong') return undefined;
        if (headers.authorization === 'Bearer no') return { name: 'nobody', groups: ['system:authenticated'] };
        return { name: certificate?.name ?? 'system:anonymous', groups: certificate?.groups ?? [] };
      },
      impersonate: (requester) => requester,
    },
    authorizer: {
      authorize: ({ name }) => ({ allowed: name !== 'nobody', message: name === 'nobody' ? 'forbidden: User "nobody" cannot do it' : '' }),
    },
    ...options,
  });
  const url = await server.listen(0);
  const dir = tempDir();
  const write = (name: string, user: Parameters<typeof kubeconfigText>[0]['user']): string => {
    const file = path.join(dir, name);
    writeFileSync(file, kubeconfigText({ server: url, ca, user, name, namespace: 'default' }));
    return file;
  };
  const kubeconfig = write('admin', { certificate: admin });
  const client = await rawClient(kubeconfig);
  const others: RawClient[] = [];
  onTestFinished(async () => {
    for (const one of [client, ...others]) one.close();
    await server.close();
  });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  objects.create(NAMESPACES, undefined, namespace, { requester: { name: 'test', groups: [] }, fieldManager: 'test' });
  return {
    server,
    objects,
    registry,
    clock,
    kubeconfig,
    client,
    as: async (token) => {
      const other = await rawClient(write(token, { token }));
      others.push(other);
      return other;
    },
  };
}
