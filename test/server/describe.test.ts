import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';
import { untilAllowed } from '../support/until-allowed.ts';

interface DescriptionJson {
  readonly apiVersion: string;
  readonly kind: string;
  readonly summary: { readonly health: string };
  readonly children: readonly { readonly kind: string; readonly name: string; readonly ownership: string; readonly owner: string }[];
  readonly dependencies: readonly {
    readonly name: string;
    readonly state: string;
    readonly keys?: readonly string[];
    readonly field?: string;
  }[];
  readonly events: readonly { readonly object: { readonly kind: string }; readonly last: string }[];
  readonly unread: readonly string[];
}

const VALUE = 'a-value-that-nobody-may-see';
/** So often it is looked again whether all is there. */
const ROUNDS = 20;
const ENCODED = Buffer.from(VALUE).toString('base64');

describeCluster(
  'describe',
  (plane) => {
    const { kubectl, maia, namespace } = reconcilePlane(plane);
    const ns = `describe-${Math.random().toString(36).slice(2, 8)}`;
    const read = async (args: string, kubeconfig = plane.kubeconfig): Promise<DescriptionJson> =>
      JSON.parse((await maia(`describe ${args} -n ${ns} -o json`, kubeconfig)).stdout) as DescriptionJson;

    beforeAll(async () => {
      const installed = await maia('install');
      if (installed.code !== 0) throw new Error(installed.stderr);
      await namespace(ns);
      await kubectl(`create secret generic admin -n ${ns} --from-literal=api-key=${VALUE} --from-literal=other=${VALUE}`);
      const spec =
        'security: {apiKeySecretRef: {name: admin}, tlsSecretRef: {name: tls}}, backup: {enabled: true}, storage: {size: 1024Mi}';
      await kubectl(
        `apply -n ${ns} -f -`,
        `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: maia}\nspec: {${spec}}\n`,
      );
      await maia(`reconcile -n ${ns} --timeout 3s`);
      await kubectl(`create secret generic tls -n ${ns} --from-literal=tls.crt=${VALUE}`);
      // How long it takes until there is a pod, and somebody has told of the Deployment, depends on the machine.
      for (let round = 0; round < ROUNDS; round += 1) {
        await maia(`reconcile -n ${ns} --timeout 3s`);
        const told = await read('maiainstance maia');
        const kinds = [...told.children.map(({ kind }) => kind), ...told.events.map(({ object }) => `event of ${object.kind}`)];
        const isThere = ['CronJob', 'Pod', 'event of MaiaInstance', 'event of Deployment'].every((kind) => kinds.includes(kind));
        if (isThere && told.dependencies.some(({ state }) => state === 'incomplete')) break;
      }
    }, 240_000);

    test('tells all that belongs to it, down to the pods, and what it needs', async () => {
      const told = await read('maiainstance maia');
      expect(told).toMatchObject({ apiVersion: 'cli.maia.cuemby.com/v1', kind: 'Description', unread: [] });
      const children = told.children.map(({ kind, name, ownership }) => `${kind}/${name} ${ownership}`);
      expect(children).toEqual(
        expect.arrayContaining([
          'ConfigMap/maia-config controlled',
          'PersistentVolumeClaim/maia-data controlled',
          'PersistentVolumeClaim/maia-backup retained',
          'Deployment/maia controlled',
          'Service/maia controlled',
          'CronJob/maia-backup controlled',
        ]),
      );
      const pod = told.children.find(({ kind }) => kind === 'Pod');
      expect([pod?.owner.split('-')[0], told.children.find(({ kind }) => kind === 'ReplicaSet')?.owner]).toEqual([
        'ReplicaSet/maia',
        'Deployment/maia',
      ]);
      expect(told.dependencies).toEqual([
        {
          apiVersion: 'v1',
          kind: 'Secret',
          namespace: ns,
          name: 'admin',
          field: 'spec.security.apiKeySecretRef',
          state: 'present',
          keys: ['api-key', 'other'],
        },
        {
          apiVersion: 'v1',
          kind: 'Secret',
          namespace: ns,
          name: 'tls',
          field: 'spec.security.tlsSecretRef',
          state: 'incomplete',
          missingKeys: ['tls.key'],
          keys: ['tls.crt'],
        },
      ]);
      expect(told.events.some(({ object }) => object.kind === 'MaiaInstance')).toBe(true);
      expect(told.events.some(({ object }) => object.kind === 'Deployment')).toBe(true);
      const times = told.events.map(({ last }) => Date.parse(last));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    });

    test('text: quantities as written, sections in order, no value of a Secret in any format', async () => {
      const outputs = await Promise.all(['', '-o json', '-o yaml'].map((format) => maia(`describe maiainstance/maia -n ${ns} ${format}`)));
      for (const { code, stdout, stderr } of outputs) {
        expect([code, stderr]).toEqual([0, '']);
        expect(stdout).not.toContain(VALUE);
        expect(stdout).not.toContain(ENCODED);
      }
      const text = outputs[0]?.stdout ?? '';
      expect(text).toMatch(new RegExp(`^Name: maia\nNamespace: ${ns}\nKind: MaiaInstance \\(maia.cuemby.com/v1alpha1\\)\n`));
      expect(text).toContain('\n    size: 1024Mi\n');
      expect([...text.matchAll(/^(Spec|Status|Conditions|Children|Dependencies|Events):/gm)].map(([, title]) => title)).toEqual([
        'Spec',
        'Status',
        'Conditions',
        'Children',
        'Dependencies',
        'Events',
      ]);
      expect(text).toMatch(/\n {2}PersistentVolumeClaim +maia-backup +\S.*\(stays when it is deleted\) +\S+\n/);
      expect(text).toMatch(/\n {2}Secret +tls +is there without tls.key \(keys: tls.crt\) +spec.security.tlsSecretRef\n/);
    });

    test('what may not be read is told, and the rest is shown', async () => {
      const role = `${ns}-reader`;
      await kubectl(`create role ${role} -n ${ns} --verb=get,list --resource=maiainstances.maia.cuemby.com,deployments.apps`);
      await kubectl(`create rolebinding ${role} -n ${ns} --role=${role} --user=developer`);
      await untilAllowed(
        kubectl,
        `get maiainstances.maia.cuemby.com -n ${ns} --as developer`,
        `list deployments.apps -n ${ns} --as developer`,
      );
      const result = await maia(`describe maiainstance maia -n ${ns}`, plane.kubeconfigs.developer);
      expect([result.code, result.stderr]).toEqual([0, '']);
      expect(result.stdout).toMatch(/\n {2}Deployment +maia +/);
      expect(result.stdout).toContain('\nEvents: may not be read\n');
      expect(result.stdout).toMatch(/\n {2}Secret +admin +may not be read +spec.security.apiKeySecretRef\n/);
      expect(result.stdout).toContain(`\nNot looked at:\n  you may not `);
      const { unread } = await read('maiainstance maia', plane.kubeconfigs.developer);
      expect(unread).toContain(`you may not list pods in namespace ${ns}`);
    });

    test('several, none, missing, and wrong usage', async () => {
      await kubectl(`apply -n ${ns} -f -`, 'apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: other}\nspec: {}\n');
      expect(JSON.parse((await maia(`describe maiainstances -n ${ns} -o json`)).stdout)).toMatchObject({
        kind: 'List',
        items: [{ kind: 'Description' }, { kind: 'Description' }],
      });
      expect(await maia(`describe maiatenants -n ${ns}`)).toMatchObject({
        code: 0,
        stdout: '',
        stderr: `No resources found in ${ns} namespace.\n`,
      });
      const missing = await maia(`describe maiainstance maia nope -n ${ns}`);
      expect([missing.code, missing.stderr.split('\n')[0]]).toEqual([4, `error: MaiaInstance nope in namespace ${ns} not found`]);
      expect(missing.stdout).toContain('Name: maia\n');
      expect((await maia('describe')).code).toBe(2);
      expect((await maia('describe maiainstance maia -o wide')).stderr).toContain('use one of: text, json, yaml');
    });
  },
  { needs: 'controllers' },
);
