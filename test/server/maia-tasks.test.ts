import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { MaiaTaskScene } from '../support/maia-task-scene.ts';
import { maiaTaskScene } from '../support/maia-task-scene.ts';

const TENANT = 'maiatenant.maia.cuemby.com';

describeCluster('tasks of MAIA', (plane) => {
  let scene: MaiaTaskScene;

  beforeAll(async () => {
    scene = await maiaTaskScene(plane, 'tasks');
  });

  test('tenants by every spelling: create, list, get, suspend, resume, delete', async () => {
    const made = await scene.maia([
      'tenant',
      'create',
      'acme',
      '--instance',
      'memory',
      '--plan',
      'starter',
      '--display-name',
      'Acme Ltd',
      '--quota',
      'memories=5',
      '--api-key',
      'ci:read,write@acme-key',
      '--api-key',
      'app',
    ]);
    expect(made).toMatchObject({ code: 0, stdout: `${TENANT}/acme created\n` });
    expect(made.stderr).toMatch(/^(warning: no ready maia-operator found .*: the change is stored but nothing will act on it\n)?$/);
    expect((await scene.json(`${TENANT}/acme`))['spec']).toMatchObject({
      instanceRef: { name: 'memory' },
      plan: 'starter',
      displayName: 'Acme Ltd',
      quotas: { maxMemories: 5 },
      apiKeys: [
        { name: 'ci', scopes: ['read', 'write'], secretRef: { name: 'acme-key', key: 'api-key' } },
        { name: 'app', scopes: ['read', 'write'], secretRef: { name: 'acme-app', key: 'api-key' } },
      ],
    });
    const again = await scene.maia('create tenant acme --instance other --plan starter --if-not-exists');
    expect(again).toMatchObject({
      code: 0,
      stdout: `${TENANT}/acme unchanged\n`,
      stderr: `warning: ${TENANT}/acme was there already and is not as asked: .spec.instanceRef.name is "memory", not "other"\n`,
    });
    expect(await scene.maia('tenant create acme --instance memory')).toMatchObject({ code: 6 });
    for (const words of ['tenant list', 'list tenants', 'get tenants', 'mt list', 'tenant get acme', 'get tenant/acme']) {
      const listed = await scene.maia(`${words} --no-headers`);
      expect([words, listed.code, listed.stdout.split(' ', 1)[0]]).toEqual([words, 0, 'acme']);
    }
    expect(await scene.aistack('maia tenant list -o name')).toMatchObject({ code: 0, stdout: `${TENANT}/acme\n` });
    expect(await scene.maia(['tenant', 'suspend', 'acme', '--reason', 'unpaid'])).toEqual({
      code: 0,
      stdout: `${TENANT}/acme suspended\n`,
      stderr: '',
    });
    expect((await scene.json(`${TENANT}/acme`))['spec']).toMatchObject({ suspended: true, suspendReason: 'unpaid' });
    expect(await scene.maia('tenant resume acme')).toMatchObject({ code: 0, stdout: `${TENANT}/acme resumed\n` });
    expect((await scene.json(`${TENANT}/acme`))['spec']).not.toHaveProperty('suspendReason');
    expect(await scene.maia('tenant delete acme')).toMatchObject({ code: 2, stdout: '' });
    expect(await scene.maia('tenant delete acme --yes --wait')).toMatchObject({ code: 0, stdout: `${TENANT}/acme deleted\n` });
    expect(await scene.maia('tenant delete acme --yes --wait --ignore-not-found')).toMatchObject({ code: 0, stdout: '' });
    expect(await scene.maia('tenant get acme')).toMatchObject({ code: 4 });
  });

  test('an instance from its short flags', async () => {
    const flags = 'ghcr.io/acme/maia:v2 --size 20Gi --tenancy --ingress-host maia.example.com --from-secret master';
    expect(await scene.maia(`instance create small --image ${flags} --replicas 1 --dry-run=server -o json -q`)).toMatchObject({ code: 0 });
    const help = await scene.maia('instance create --help');
    for (const flag of ['image=', 'size=', 'storage-class=', 'replicas=', 'backup-schedule=', 'tenancy ', 'ingress-host=', 'from-secret='])
      expect(help.stdout).toContain(`--${flag}`);
  });

  test('limits: shown with where they come from, and set within the plan', async () => {
    await scene.maia('create tenant limited --instance memory --plan free -q');
    expect((await scene.maia('quota show limited')).stdout).toBe(`QUOTA               LIMIT   USED   USAGE   FROM
maxMemories         1000                   plan free
maxStorageBytes     100Mi                  plan free
maxNamespaces       5                      plan free
requestsPerMinute   60                     plan free
requestsPerDay      1000                   plan free
`);
    await scene.tell('limited', {
      tenantId: 'id',
      phase: 'Active',
      memoryCount: 250,
      storageUsed: 1536,
      quotaUsage: { memories: 25, storage: 0.01 },
    });
    const set = await scene.maia('quota set limited memories=500 storage=50Mi');
    expect(set).toMatchObject({ code: 0, stdout: `${TENANT}/limited quota set\n` });
    expect((await scene.json(`${TENANT}/limited`))['spec']?.['quotas']).toEqual({
      maxMemories: 500,
      maxStorageBytes: 52_428_800,
      maxNamespaces: 5,
    });
    expect((await scene.maia('quota show limited --no-headers')).stdout)
      .toBe(`maxMemories         500    250    25%     own (plan free: 1000)
maxStorageBytes     50Mi   1536   0.01%   own (plan free: 100Mi)
maxNamespaces       5      0              own (plan free: 5)
requestsPerMinute   60                    plan free
requestsPerDay      1000                  plan free
`);
    expect(JSON.parse((await scene.maia('quota show limited -o json')).stdout)).toMatchObject({
      apiVersion: 'cli.maia.cuemby.com/v1',
      kind: 'QuotaReport',
      plan: 'free',
      items: expect.arrayContaining([
        { name: 'maxMemories', limit: 500, unlimited: false, source: 'own', planLimit: 1000, used: 250, usagePercent: 25 },
      ]) as unknown,
    });
    const tooMuch = await scene.maia('quota set limited memories=unlimited');
    expect(tooMuch).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: cannot set the quota of ${TENANT}/limited: more than plan free allows
cause: maxMemories=unlimited, and the plan allows 1000
fix: stay below it, give the tenant another plan (spec.plan), or say --force
`,
    });
    expect(await scene.maia('quota set limited memories=0 --force -o name')).toMatchObject({ code: 0, stdout: `${TENANT}/limited\n` });
    expect((await scene.maia('quota show limited')).stdout).toMatch(/^maxMemories +unlimited +250 +25% +own/m);
    expect(await scene.maia('quota set limited memories=0 --error-unchanged')).toMatchObject({
      code: 3,
      stdout: `${TENANT}/limited unchanged\n`,
    });
    const waiting = scene.start('quota set limited memories=default storage=default namespaces=default --wait -q');
    await waiting.until(/quota set\n/);
    const { metadata, spec } = await scene.json(`${TENANT}/limited`);
    expect(spec).not.toHaveProperty('quotas');
    const synced = { type: 'Synced', status: 'True', reason: 'Synced', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' };
    await scene.tell('limited', { phase: 'Suspended', observedGeneration: metadata?.['generation'], conditions: [synced] });
    expect(await waiting.done).toMatchObject({ code: 0, stderr: '' });
  });

  test('what cannot be is told, with a code of its own', async () => {
    await scene.maia('create tenant plain --instance memory --api-key ci@plain -q');
    const cases: readonly (readonly [string, number, RegExp])[] = [
      ['keys list', 2, /no tenant is named\nfix: kubectl maia keys list TENANT/],
      ['keys list plain more', 2, /takes one tenant/],
      ['keys list instance/plain', 2, /"instance\/plain" is no tenant/],
      ['keys list none', 4, /MaiaTenant none in namespace \S+ not found/],
      ['keys list plain -o yaml', 2, /unknown output format/],
      ['keys rotate plain', 2, /needs names of keys, or --all/],
      ['keys rotate plain ci --all', 2, /contradicts/],
      ['keys rotate plain ic', 4, /has no key "ic"\ncause: its keys are: ci\nfix: did you mean "ci"\?/],
      ['keys rotate plain ci --grace soon', 2, /invalid duration "soon" for --grace/],
      ['keys rotate plain ci --grace=-1h', 2, /must not be negative/],
      ['keys rotate plain ci --grace 9000h', 2, /longest/],
      ['keys revoke plain --yes', 2, /needs names of keys/],
      ['keys revoke plain other --yes', 4, /has no key "other"/],
      ['quota set plain', 2, /needs limits/],
      ['quota set plain memories', 2, /is no LIMIT=VALUE/],
      ['quota set plain namespaces=0', 2, /maxNamespaces/],
      ['quota show none', 4, /not found/],
      ['quota show plain -o name', 2, /unknown output format/],
    ];
    for (const [args, code, words] of cases) {
      const result = await scene.maia(args);
      expect([args, result.code, result.stdout]).toEqual([args, code, '']);
      expect(result.stderr).toMatch(words);
    }
    for (const args of ['keys list plain', 'keys rotate plain ci', 'quota set plain memories=5', 'quota show plain']) {
      const refused = await scene.aistack(args, { kubeconfig: plane.kubeconfigs.nobody });
      expect([args, refused.code]).toEqual([args, 5]);
    }
    expect(await scene.aistack('keys list plain', { entry: 'kubectl-abi' })).toMatchObject({ code: 2 });
    expect(await scene.aistack('maia auth rbac keys rotate')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('maiatenants') as string,
    });
  });
});
