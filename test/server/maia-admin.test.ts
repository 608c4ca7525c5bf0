// The client of MAIA's Admin API on the ways of a cluster, and what an instance's status says of its server.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createAdminApi } from '../../src/adapters/maia/admin-api.ts';
import { connect, type Connection } from '../../src/cluster/connect.ts';
import { createServiceCaller } from '../../src/cluster/reach/create-service-caller.ts';
import { SECRET } from '../../src/kernel/builtin-types.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { MaiaInstanceStatus } from '../../src/kinds/maia/instance-status.ts';
import { maiaInstance } from '../../src/kinds/maia/maia-instance.ts';
import type { AdminServer } from '../../src/reconcile/maia/admin-api.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { maiaAdminContract } from '../support/maia-admin-contract.ts';
import { maiaBehind, type MaiaBehind } from '../support/maia-behind.ts';
import { runHere } from '../support/run-here.ts';
import { tempDir } from '../support/temp-dir.ts';
import { makeCertificate } from '../support/test-certificates.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const KEY = 'made-up-master-key';

describeCluster(
  'the Admin API behind the Service of an instance',
  (plane) => {
    let connection: Connection;
    let namespace: string;
    let maia: MaiaBehind;

    const server = (secret: string): AdminServer => ({
      instance: { name: 'notes', namespace },
      apiKey: { secret, key: 'api-key' },
    });
    const reconcile = async (): Promise<void> => {
      const result = await runHere(['reconcile', 'maiainstances', '-n', namespace, '--timeout', '2m'], { kubeconfig: plane.kubeconfig });
      expect([result.code, result.stderr]).toEqual([0, expect.not.stringContaining('error')]);
    };
    const statusOf = async (name: string): Promise<unknown> => (await connection.api.get(maiaInstance, { name, namespace }))['status'];
    const createSecret = async (name: string, stringData: Readonly<Record<string, string>>): Promise<void> => {
      await connection.api.create(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData });
    };
    const createInstance = async (name: string, spec: object): Promise<void> => {
      const apiVersion = 'maia.cuemby.com/v1alpha1';
      await connection.api.create(maiaInstance, { apiVersion, kind: 'MaiaInstance', metadata: { name, namespace }, spec });
    };
    const degraded = (status: unknown): unknown => (status as MaiaInstanceStatus).conditions.find(({ type }) => type === 'Degraded');

    beforeAll(async () => {
      const { kubeconfig } = plane;
      connection = await connect({ kubeconfig, program: 'maia-admin-test', version: '0', fieldManager: 'maia-admin-test' });
      const installed = await runHere(['install', '--adopt'], { kubeconfig });
      if (installed.code !== 0) throw new Error(installed.stderr);
      namespace = await uniqueNamespace(connection.api, 'maia-admin');
      maia = await maiaBehind(plane, { namespace, name: 'notes' }, { MAIA_SECURITY_API_KEY: KEY });
      await createSecret('admin', { 'api-key': KEY });
      await createSecret('stranger', { 'api-key': 'not-the-key' });
      await createInstance('notes', { security: { apiKeySecretRef: { name: 'admin' } }, tenancy: { enabled: true } });
      await reconcile();
      await maia.reached();
    });

    afterAll(async () => {
      await maia.close();
      connection.close();
    });

    maiaAdminContract('through the API server', async () => {
      const services = createServiceCaller(connection);
      const admin = createAdminApi({
        services,
        clock: createSystemClock({ holdsProcess: false }),
        readSecret: async (key, dataKey) => {
          const { data } = (await connection.api.get(SECRET, key)) as { readonly data?: Readonly<Record<string, string>> };
          return data?.[dataKey] === undefined ? undefined : Buffer.from(data[dataKey], 'base64');
        },
      });
      return {
        admin,
        server: server('admin'),
        asksForKey: true,
        stranger: server('stranger'),
        close: async () => Promise.resolve(services.close()),
      };
    });

    test('what the server counts stands in the status of the instance, and a pass without news writes nothing', async () => {
      const { state } = maia;
      const made = { tenant: 'system', dedicated: false, namespace: 'default', content: 'hello', type: 'semantic', created_at: '' };
      state().memories.set('m', { id: 'm', ...made });
      await reconcile();
      const status = await statusOf('notes');
      expect(status).toMatchObject({ phase: 'Running', tenantCount: 0, totalMemories: 1, storageUsed: expect.stringMatching(/^\d+$/) });
      expect(degraded(status)).toMatchObject({ status: 'False', reason: 'AsExpected' });
      const { resourceVersion } = (await connection.api.get(maiaInstance, { name: 'notes', namespace })).metadata;
      await reconcile();
      expect((await connection.api.get(maiaInstance, { name: 'notes', namespace })).metadata.resourceVersion).toBe(resourceVersion);
    });

    test('a server with TLS is verified by the authority in its Secret, and counted', async () => {
      const { cert, key } = makeCertificate(tempDir(), `safe.${namespace}.svc`);
      const behind = await maiaBehind(plane, { namespace, name: 'safe' }, { MAIA_SECURITY_API_KEY: KEY }, { cert, key });
      onTestFinished(behind.close);
      await createSecret('certificate', { 'tls.crt': cert.toString(), 'tls.key': key.toString(), 'ca.crt': cert.toString() });
      const security = { apiKeySecretRef: { name: 'admin' }, tlsSecretRef: { name: 'certificate' } };
      await createInstance('safe', { security, tenancy: { enabled: true } });
      await reconcile();
      await behind.reached();
      await reconcile();
      const status = await statusOf('safe');
      expect(status).toMatchObject({ phase: 'Running', endpoint: `https://safe.${namespace}.svc:8080`, storageUsed: expect.any(String) });
      expect(degraded(status)).toMatchObject({ status: 'False', reason: 'AsExpected' });
      expect(behind.state().requests.get('GET /v1/stats')).toBeGreaterThan(0);
    });
  },
  { needs: 'controllers' },
);
