import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { MaiaTaskScene } from '../support/maia-task-scene.ts';
import { maiaTaskScene } from '../support/maia-task-scene.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

const TENANT = 'maiatenant.maia.cuemby.com';

/** Values of keys: no output may ever hold one. */
const VALUES = ['maia_first-raw-value', 'maia_second-raw-value', 'maia_foreign-raw-value'] as const;
const [FIRST, SECOND, FOREIGN] = VALUES;

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

interface KeyItem {
  readonly name: string;
  readonly state: string;
  readonly sha256Prefix?: string;
  readonly secretRef: { readonly name: string; readonly key: string };
}

describeCluster('keys of MAIA tenants', (plane) => {
  let scene: MaiaTaskScene;

  beforeAll(async () => {
    scene = await maiaTaskScene(plane, 'keys');
  });
  /** Writes a key as the operator would. */
  const store = async (
    tenant: string,
    secret: string,
    records: Readonly<Record<string, unknown>>,
    values: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const { metadata } = await scene.json(`${TENANT}/${tenant}`);
    const owner = { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaTenant', name: tenant, uid: metadata?.['uid'], controller: true };
    const annotations = { 'maia.cuemby.com/keys': JSON.stringify(records) };
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret, annotations, ownerReferences: [owner] },
      stringData: values,
    };
    await scene.kubectl('apply --server-side --force-conflicts -f -', JSON.stringify(object));
  };
  const keys = async (tenant: string): Promise<readonly KeyItem[]> => {
    const listed = await scene.maia(`keys list ${tenant} -o json`);
    expect(listed).toMatchObject({ code: 0 });
    return (JSON.parse(listed.stdout) as { readonly items: readonly KeyItem[] }).items;
  };

  test('keys: listed without a value, rotated, revoked', async () => {
    await scene.maia('create tenant keyed --instance memory --api-key app:read@store --api-key second:*@store/second -q');
    expect(await keys('keyed')).toMatchObject([
      { name: 'app', state: 'Pending' },
      { name: 'second', state: 'Pending' },
    ]);
    const first = { name: 'app', sha256: sha256(FIRST), scopes: ['read'] };
    await store('keyed', 'store', { 'api-key': first }, { 'api-key': FIRST, second: FOREIGN });
    const listed = await scene.maia('tenant keys list keyed');
    expect(listed).toEqual({
      code: 0,
      stdout: `NAME     SCOPES   SECRET/KEY      EXPIRES   STATE     HASH
app      read     store/api-key   <never>   Ready     ${sha256(FIRST).slice(0, 12)}
second   *        store/second    <never>   Foreign   
`.replace(/ +$/gm, ''),
      stderr: '',
    });
    expect(await scene.maia('keys list tenant/keyed -o name')).toMatchObject({ code: 0, stdout: 'app\nsecond\n' });

    const rotating = scene.start('keys rotate keyed app --grace 24h --wait');
    await rotating.until(/key app rotation requested\n/);
    const annotations = (await scene.json(`${TENANT}/keyed`))['metadata']?.['annotations'] as Record<string, string>;
    const request = JSON.parse(annotations['maia.cuemby.com/rotate-keys'] ?? '') as Record<string, { at: string; graceSeconds: number }>;
    expect(request).toEqual({ app: { at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string, graceSeconds: 86_400 } });
    expect(await keys('keyed')).toMatchObject([{ name: 'app', state: 'Rotating' }, {}]);
    const at = request['app']?.at ?? '';
    const old = { ...first, revokeAfter: '2099-01-01T00:00:00Z' };
    const next = { name: 'app', sha256: sha256(SECOND), scopes: ['read'], rotatedAt: at };
    await store(
      'keyed',
      'store',
      { 'api-key': next, 'api-key.revoking': old },
      { 'api-key': SECOND, 'api-key.revoking': FIRST, second: FOREIGN },
    );
    const rotated = await rotating.done;
    expect(rotated).toMatchObject({ code: 0, stdout: `${TENANT}/keyed key app rotation requested\n${TENANT}/keyed key app rotated\n` });
    expect((await keys('keyed')).map(({ name, state, secretRef }) => `${name} ${state} ${secretRef.key}`)).toEqual([
      'app Ready api-key',
      'second Foreign second',
      'app Revoking api-key.revoking',
    ]);

    expect(await scene.maia('keys revoke keyed app')).toMatchObject({ code: 2, stdout: '' });
    expect(await scene.maia('keys revoke keyed app --dry-run=server')).toMatchObject({
      code: 0,
      stdout: `${TENANT}/keyed key app revocation requested (server dry run)\n`,
    });
    const revoking = scene.start('keys revoke keyed app --yes --wait');
    await revoking.until(/key app revocation requested\n/);
    expect((await scene.json(`${TENANT}/keyed`))['spec']?.['apiKeys']).toMatchObject([{ name: 'second' }]);
    await scene.kubectl('delete secret store');
    expect(await revoking.done).toMatchObject({
      code: 0,
      stdout: `${TENANT}/keyed key app revocation requested\n${TENANT}/keyed key app revoked\n`,
    });
  });

  test('waiting for keys ends with 9 when the tenant fails, 4 when it is gone, 124 when the time is over', async () => {
    await scene.maia('create tenant stuck --instance memory --api-key app@stuck-store -q');
    const late = await withEnoughTime(
      async (time) => scene.maia(`keys rotate stuck --all --wait --timeout ${time}`),
      ({ stderr }) => stderr.includes('no new value'),
    );
    expect(late).toMatchObject({ code: 124, stdout: `${TENANT}/stuck key app rotation requested\n` });
    expect(late.stderr).toMatch(
      /\nerror: timed out after \d+s: the keys of \S+\/stuck in namespace \S+ are not as asked for\ncause: Secret stuck-store has no new value of key app yet\nfix: wait longer with --timeout, or look: kubectl maia why tenant stuck -n \S+\n$/,
    );
    const failing = scene.start('keys rotate stuck app --wait -q');
    await failing.until(/rotation requested\n/);
    const lastTransitionTime = '2026-01-01T00:00:00Z';
    const synced = { type: 'Synced', status: 'False', reason: 'SecretConflict', message: 'the Secret is taken', lastTransitionTime };
    await scene.tell('stuck', { phase: 'Failed', conditions: [synced] });
    expect(await failing.done).toMatchObject({
      code: 9,
      stderr: expect.stringMatching(
        /^error: \S+ in namespace \S+ failed, .*\ncause: .*; Synced is False \(SecretConflict\): the Secret is taken\nfix: /,
      ) as string,
    });
    await scene.tell('stuck', { phase: 'Pending', conditions: [] });
    const gone = scene.start('keys rotate stuck app --wait -q');
    await gone.until(/rotation requested\n/);
    await scene.kubectl('delete maiatenant stuck');
    expect(await gone.done).toMatchObject({ code: 4, stderr: expect.stringMatching(/was deleted while it was waited for/) as string });
  });

  test('no output held the value of a key', () => {
    const all = scene.outputs.join('\n');
    expect(all).toContain('rotation requested');
    for (const value of VALUES) {
      expect(all).not.toContain(value);
      expect(all).not.toContain(Buffer.from(value).toString('base64'));
    }
  });
});
