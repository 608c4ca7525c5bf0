import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { instanceYaml, reconcilePlane } from '../support/reconcile-plane.ts';

const INSTANCE = 'maiainstance.maia.cuemby.com';

describeCluster(
  'MaiaInstance on a real cluster',
  (plane) => {
    const { kubectl, maia, namespace } = reconcilePlane(plane);
    const prefix = `maia-${Math.random().toString(36).slice(2, 8)}`;

    /** Applies an instance and lets its objects come in step. Gives what changed. */
    const settle = async (ns: string, spec: string, name = 'maia'): Promise<readonly string[]> => {
      await kubectl(`apply -n ${ns} -f -`, instanceYaml(name, spec));
      const result = await maia(`reconcile -n ${ns} --timeout 2m`);
      expect([result.code, result.stderr]).toEqual([0, '']);
      return changesOf(result.stdout);
    };

    const changesOf = (stdout: string): readonly string[] =>
      stdout
        .split('\n')
        .filter((line) => line.includes(': ') && !line.includes(' waits: '))
        .map((line) => line.slice(line.indexOf(': ') + 2));

    const fieldOf = async (ns: string, object: string, field: string): Promise<string> =>
      kubectl(`get ${object} -n ${ns} -o jsonpath={${field}}`);

    const fresh = async (suffix: string): Promise<string> => {
      const ns = `${prefix}-${suffix}`;
      await namespace(ns);
      return ns;
    };

    beforeAll(async () => {
      const installed = await maia('install');
      if (installed.code !== 0) throw new Error(installed.stderr);
    });

    test('what is switched off goes, but a backup volume stays', async () => {
      const ns = await fresh('off');
      await settle(ns, 'ingress: {enabled: true, host: maia.example.com}, backup: {enabled: true}');
      expect(await kubectl(`get ingress,cronjob,pvc -n ${ns} -o name`)).toBe(
        'ingress.networking.k8s.io/maia\ncronjob.batch/maia-backup\npersistentvolumeclaim/maia-backup\npersistentvolumeclaim/maia-data\n',
      );
      expect(await settle(ns, 'ingress: {enabled: false}, backup: {enabled: true}')).toEqual(['ingress.networking.k8s.io/maia deleted']);
      expect(await settle(ns, 'backup: {enabled: false}')).toContain('cronjob.batch/maia-backup deleted');
      expect(await kubectl(`get ingress,cronjob,pvc -n ${ns} -o name`)).toBe(
        'persistentvolumeclaim/maia-backup\npersistentvolumeclaim/maia-data\n',
      );
    });

    test('the backup volume outlives the instance and is taken again by one of its name', async () => {
      const ns = await fresh('backup');
      await settle(ns, 'backup: {enabled: true}');
      const uid = await fieldOf(ns, 'pvc/maia-backup', '.metadata.uid');
      await kubectl(`delete maiainstance maia -n ${ns}`);
      await kubectl(`wait --for=delete deployment/maia pvc/maia-data cronjob/maia-backup -n ${ns} --timeout=200s`);
      expect(await kubectl(`get pvc -n ${ns} -o name`)).toBe('persistentvolumeclaim/maia-backup\n');
      const changes = await settle(ns, 'backup: {enabled: true}');
      expect(changes).toContain('persistentvolumeclaim/maia-backup configured');
      expect(changes).toContain('cronjob.batch/maia-backup created');
      expect(await fieldOf(ns, 'pvc/maia-backup', '.metadata.uid')).toBe(uid);
      // The garbage collector learns of a new kind up to half a minute after it was installed.
    }, 400_000);

    test('the data volume grows with storage.size and never shrinks', async () => {
      const ns = await fresh('size');
      await settle(ns, 'storage: {size: 1Gi}');
      expect(await settle(ns, 'storage: {size: 2Gi}')).toContain('persistentvolumeclaim/maia-data configured');
      expect(await fieldOf(ns, 'pvc/maia-data', '.spec.resources.requests.storage')).toBe('2Gi');
      expect(await settle(ns, 'storage: {size: 1Gi}')).not.toContain('persistentvolumeclaim/maia-data configured');
      expect(await fieldOf(ns, 'pvc/maia-data', '.spec.resources.requests.storage')).toBe('2Gi');
      const degraded = '.status.conditions[?(@.type=="Degraded")]';
      expect(await fieldOf(ns, 'maiainstance/maia', `${degraded}.status`)).toBe('True');
      expect(await fieldOf(ns, 'maiainstance/maia', `${degraded}.reason`)).toBe('StorageShrinkRefused');
      expect(await fieldOf(ns, 'maiainstance/maia', '.status.phase')).toBe('Running');
    });

    test('a manual edit of a field of ours is repaired; a quantity written in another way is no change', async () => {
      const ns = await fresh('edit');
      await settle(ns, 'resources: {limits: {cpu: 1000m, memory: 1024Mi}}');
      const version = await fieldOf(ns, 'deployment/maia', '.metadata.generation');
      expect(changesOf((await maia(`reconcile -n ${ns} --timeout 2m`)).stdout)).toEqual([]);
      expect(await fieldOf(ns, 'deployment/maia', '.metadata.generation')).toBe(version);
      const image = await fieldOf(ns, 'deployment/maia', '.spec.template.spec.containers[*].image');
      await kubectl(`set image deployment/maia -n ${ns} *=somebody/else:v0`);
      await kubectl(`scale deployment/maia -n ${ns} --replicas=0`);
      expect(changesOf((await maia(`reconcile -n ${ns} --timeout 2m`)).stdout)).toEqual(['deployment.apps/maia configured']);
      expect(await fieldOf(ns, 'deployment/maia', '.spec.replicas')).toBe('1');
      expect(await fieldOf(ns, 'deployment/maia', '.spec.template.spec.containers[*].image')).toBe(image);
    });

    test('a rotated Secret rolls the Deployment', async () => {
      const ns = await fresh('rotate');
      await kubectl(`create secret generic admin -n ${ns} --from-literal=api-key=old`);
      await settle(ns, 'security: {apiKeySecretRef: {name: admin}}');
      const before = await fieldOf(ns, 'deployment/maia', '.spec.template.metadata.annotations');
      await kubectl(`patch secret admin -n ${ns} -p {"stringData":{"api-key":"new"}}`);
      const rolled = await maia(`reconcile -n ${ns} --timeout 2m`);
      expect([rolled.code, changesOf(rolled.stdout)]).toEqual([0, ['deployment.apps/maia configured']]);
      expect(await fieldOf(ns, 'deployment/maia', '.spec.template.metadata.annotations')).not.toBe(before);
      expect(await fieldOf(ns, 'deployment/maia', '.metadata.generation')).toBe('2');
    });

    test('a paused instance leaves its replicas alone', async () => {
      const ns = await fresh('pause');
      await settle(ns, 'replicas: 1');
      await kubectl(`annotate maiainstance maia -n ${ns} maia.cuemby.com/paused=true`);
      await kubectl(`scale deployment/maia -n ${ns} --replicas=0`);
      await kubectl(`wait --for=delete pods -l app.kubernetes.io/instance=maia -n ${ns} --timeout=100s`);
      const paused = await maia(`reconcile -n ${ns} --timeout 2m`);
      expect([paused.code, changesOf(paused.stdout)]).toEqual([1, []]);
      expect(paused.stderr).toMatch(
        /is blocked \(Paused\)\ncause: .*\nfix: kubectl annotate maiainstance maia -n .* maia\.cuemby\.com\/paused-\n$/,
      );
      expect(await fieldOf(ns, 'deployment/maia', '.spec.replicas')).toBe('0');
      await kubectl(`annotate maiainstance maia -n ${ns} maia.cuemby.com/paused-`);
      expect((await maia(`reconcile -n ${ns} --timeout 2m`)).code).toBe(0);
      expect(await fieldOf(ns, 'deployment/maia', '.spec.replicas')).toBe('1');
    });

    test('the production example is accepted and runs', async () => {
      const ns = await fresh('prod');
      const text = await readFile(path.join(PROJECT_ROOT, 'examples', 'maia', 'production.yaml'), 'utf8');
      await kubectl(`apply -n ${ns} -f -`, text.replaceAll('fast-ssd', 'standard').replace('type: kubernetes.io/tls', 'type: Opaque'));
      const result = await maia(`reconcile -n ${ns} --timeout 2m`);
      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(await fieldOf(ns, 'maiainstance/maia-production', '.status.phase')).toBe('Running');
      expect(await kubectl(`get deployment,service,ingress,cronjob,pvc,configmap -n ${ns} -o name`)).toContain(
        'cronjob.batch/maia-production-backup',
      );
    });

    test('kubectl shows it as the guide says, and describe tells its story', async () => {
      const ns = await fresh('look');
      await settle(ns, 'replicas: 1');
      expect(await kubectl(`get maiainstances -n ${ns}`)).toMatch(/^NAME +STATUS +TENANTS +MEMORIES +AGE\nmaia +Running +0 +0 +\S+\n$/);
      const told = await kubectl(`describe maiainstance maia -n ${ns}`);
      expect(told).toMatch(/\n {2}Normal +DeploymentReady +\S+ +maia-operator +the server is ready at http:\/\/maia\.\S+\.svc:8080\n/);
      expect(told).not.toContain('Warning');
      expect((await maia(`reconcile -n ${ns} --timeout 2m`)).stdout).toBe(`${INSTANCE}/maia ready\n`);
    });
  },
  { needs: 'controllers' },
);
