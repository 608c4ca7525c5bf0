import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { abiScene } from '../support/abi-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';

const KIND = 'abiinstance.abi.io';

interface Finding {
  readonly severity: string;
  readonly reason: string;
}

describeCluster(
  'the commands of ABI',
  (plane) => {
    const { field, fresh, kubectl, settled } = abiScene(plane);
    let ns = '';
    const abi = async (line: string): Promise<CliResult> =>
      runHere([...line.split(' '), '-n', ns], { executable: 'kubectl-abi', kubeconfig: plane.kubeconfig });
    const json = async (line: string, code = 0): Promise<Record<string, unknown>> => {
      const done = await abi(`${line} -o json`);
      expect(done).toMatchObject({ code });
      return JSON.parse(done.stdout) as Record<string, unknown>;
    };
    const reasons = (report: Record<string, unknown>): readonly string[] =>
      (report['findings'] as readonly Finding[]).map(({ severity, reason }) => `${severity} ${reason}`);

    // As a person would: what a controller has set is nobody's to change.
    const put = async (name: string, spec: unknown): Promise<void> => {
      const object = { apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata: { name }, spec };
      await kubectl(`apply -n ${ns} -f -`, JSON.stringify(object));
    };

    beforeAll(async () => {
      ns = await fresh();
      await put('web', { replicas: 2, image: { tag: 'v1.0.0' } });
      await put('auto', {
        replicas: 1,
        image: { tag: 'v1.0.0' },
        autoscaling: { enabled: true, minReplicas: 1, maxReplicas: 4, targetCPUUtilization: 70 },
      });
      await put('store', { image: { tag: 'v1.0.0' }, storage: { size: '1Gi' } });
      await settled(ns, 'web');
    });

    test('create instance: short flags say what would take many fields', async () => {
      const made = await abi(
        'create instance made --image reg.example:5000/abi:v2.0.0 --replicas 2 --feature network=false,profiling=true --gpu vulkan:2 --storage 20Gi --llm huggingface/org/model --hard-anti-affinity --export',
      );
      expect(made).toMatchObject({ code: 0 });
      for (const part of [
        'repository: reg.example:5000/abi',
        'tag: v2.0.0',
        'network: false',
        'profiling: true',
        'backend: vulkan',
        'count: 2',
        'size: 20Gi',
        'provider: huggingface',
        'model: org/model',
        'antiAffinity: hard',
      ])
        expect(made.stdout).toContain(part);
      expect(await abi('create instance made --gpu cuda:many')).toMatchObject({ code: 2 });
      const unknown = await abi('create instance made --feature webb=true');
      expect(unknown).toMatchObject({ code: 2, stdout: '' });
      expect(unknown.stderr).toContain('did you mean web?');
      expect(await abi('create instance made --gpu cuda:1 --hard-anti-affinity')).toMatchObject({
        code: 0,
        stdout: `${KIND}/made created\n`,
      });
      expect(await field(ns, 'abiinstance/made', '.spec.features.gpu')).toBe('true');
      await kubectl(`delete abiinstance made -n ${ns}`);
    });

    test('features: what a switch opens and closes, and which pods restart; the name may stand before the verb', async () => {
      const report = await json('features web get');
      expect(report).toMatchObject({ apiVersion: 'cli.abi.io/v1', kind: 'FeatureReport', instance: { name: 'web', namespace: ns } });
      expect(report['features']).toContainEqual({ name: 'network', enabled: true, live: true });
      expect((report['ports'] as readonly { name: string }[]).map(({ name }) => name)).toEqual(['http', 'metrics', 'grpc']);
      expect((await abi('features get instance/web')).stdout).toMatch(
        /FEATURE +ENABLED +LIVE\nai +true +true\n[^]*Ports: http 8080, metrics 9090, grpc 50051\n/,
      );

      const plan = await abi('features set web web=false --plan');
      expect(plan).toMatchObject({ code: 0 });
      expect(plan.stdout).toMatch(
        new RegExp(`^${KIND}/web spec.features.web from true to false\n[^]*deployment.apps/web +changed +2 \\(RollingUpdate\\)\n`),
      );
      expect(plan.stdout).toMatch(/service\/web +changed +none\n/);
      expect(await field(ns, 'abiinstance/web', '.spec.features.web')).toBe('true');

      const set = await abi('features web set web=false --dry-run=server');
      expect(set).toMatchObject({ code: 0, stdout: `${KIND}/web features set (server dry run)\n` });
      expect(set.stderr).toContain('note: port http (8080) vanishes from the Services\n');
      expect(set.stderr).toMatch(/note: liveness probe: GET \S+ on http → TCP connection to grpc\n/);
      expect(await abi('features set web ai=true --error-unchanged')).toMatchObject({ code: 3, stdout: `${KIND}/web unchanged\n` });
      expect(await abi('features set web ai')).toMatchObject({ code: 2 });
      expect(await abi('features set web')).toMatchObject({ code: 2 });
      expect(await abi('features get nobody')).toMatchObject({ code: 4 });
      expect(reasons(await json('features set web network=false,web=false --plan'))).toEqual(['warning NoServicePort']);
    });

    test('scale: an autoscaler owns the number; what cannot work is told before', async () => {
      const refused = await abi('scale instance auto --replicas 3');
      expect(refused).toMatchObject({ code: 6, stdout: '' });
      expect(refused.stderr).toContain(`cannot scale ${KIND}/auto to 3: an autoscaler owns its replicas`);
      expect(refused.stderr).toContain(`fix: kubectl abi autoscale auto -n ${ns} --min N`);
      expect(await abi('scale instance auto --replicas 0 --dry-run=server')).toMatchObject({ code: 0 });
      expect(await abi('scale instance auto --replicas 3 --force-conflicts --dry-run=server')).toMatchObject({ code: 0 });

      await put('spare', {});
      const other = { minReplicas: 2, maxReplicas: 3, scaleTargetRef: { apiVersion: 'abi.io/v1', kind: 'AbiInstance', name: 'spare' } };
      const hpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'mine' }, spec: other };
      await kubectl(`create -n ${ns} -f -`, JSON.stringify(hpa));
      const foreign = await abi('scale instance spare --replicas 5');
      expect(foreign).toMatchObject({ code: 6 });
      expect(foreign.stderr).toContain('HorizontalPodAutoscaler mine, which somebody else made, sets spec.replicas');
      expect(await abi('autoscale spare --max 3')).toMatchObject({ code: 6 });
      await kubectl(`delete hpa mine -n ${ns}`);

      expect(reasons(await json('scale instance store --replicas 3 --plan'))).toEqual(['warning VolumePerPod']);
      const plan = await json('scale instance web --replicas 3 --plan');
      expect(plan).toMatchObject({ kind: 'ChangePlan', changes: [{ field: 'spec.replicas', from: 2, to: 3 }], findings: [] });
      expect(plan['children']).toContainEqual({ object: 'deployment.apps/web', change: 'changed' });
      await kubectl(`create quota few -n ${ns} --hard=pods=4,requests.cpu=100`);
      await expect.poll(async () => field(ns, 'quota/few', '.status.used.pods')).not.toBe('');
      const beyond = await abi('scale instance web --replicas 9 --plan');
      expect(beyond).toMatchObject({ code: 1 });
      expect(beyond.stdout).toMatch(/\ncannot work: ResourceQuota few allows too little pods: 7 more are needed, \d+ of 4 are used/);
      const warned = await abi('scale instance web --replicas 9 --dry-run=server');
      expect(warned).toMatchObject({ code: 0, stdout: `${KIND}/web scaled (server dry run)\n` });
      expect(warned.stderr).toMatch(/^warning: ResourceQuota few allows too little pods/m);
      await kubectl(`delete quota few -n ${ns}`);
      const upgrade = await json('upgrade instance web --to v1.1.0 --plan');
      expect(upgrade).toMatchObject({ kind: 'UpgradePlan', from: 'v1.0.0', to: 'v1.1.0', findings: [] });
    });

    test('autoscale: shows who owns the number, sets bounds, and gives it back', async () => {
      const shown = await json('autoscale auto');
      expect(shown).toMatchObject({ kind: 'AutoscalingReport', enabled: true, owner: { is: 'autoscaler', autoscaler: 'auto' } });
      expect(shown['autoscalers']).toMatchObject([{ name: 'auto', own: true, target: 'Deployment/auto', minReplicas: 1, maxReplicas: 4 }]);
      const table = await abi('autoscale auto');
      expect(table.stdout).toMatch(/Owner: +HorizontalPodAutoscaler auto sets the number, between 1 and 4; spec.replicas \(1\) is only/);
      expect(table.stdout).toMatch(/\nauto +Deployment\/auto +1 +4 +\S+ +cpu \S+\/70%\n/);

      expect(await abi('autoscale auto --min 5')).toMatchObject({ code: 2, stdout: '' });
      expect(await abi('autoscale auto --off --max 5')).toMatchObject({ code: 2 });
      expect(await abi('autoscale auto --plan')).toMatchObject({ code: 2 });
      const plan = await json('autoscale web --min 2 --max 5 --cpu 60 --plan');
      expect(plan['changes']).toContainEqual({ field: 'spec.autoscaling.maxReplicas', to: 5 });
      expect(plan['children']).toContainEqual({ object: 'horizontalpodautoscaler.autoscaling/web', change: 'created' });
      expect(await abi('autoscale auto --max 6')).toMatchObject({ code: 0, stdout: `${KIND}/auto autoscaled\n` });
      expect(await field(ns, 'abiinstance/auto', '.spec.autoscaling')).toBe(
        '{"enabled":true,"maxReplicas":6,"minReplicas":1,"targetCPUUtilization":70}',
      );
      const off = await abi('autoscale instance auto --off');
      expect(off).toMatchObject({ code: 0, stdout: `${KIND}/auto no longer autoscaled\n` });
      expect(off.stderr).toContain('note: spec.replicas (1) says how many pods there are\n');
      expect(await abi('autoscale auto --off')).toMatchObject({ code: 0, stdout: `${KIND}/auto unchanged\n` });
    });

    test('gpu check: what nodes have, what is asked, and what finds no place', async () => {
      const own = `${randomUUID().slice(0, 8)}.example/gpu`;
      await put('rare', { features: { gpu: true }, gpu: { count: 2, resourceName: own } });
      await kubectl(`apply -n ${ns} -f ${path.join(PROJECT_ROOT, 'examples', 'abi', 'gpu.yaml')}`);
      const report = await json('gpu check');
      expect(report).toMatchObject({ apiVersion: 'cli.abi.io/v1', kind: 'GpuReport' });
      expect((report['nodes'] as readonly unknown[]).length).toBeGreaterThan(0);
      const of = (name: string): unknown => (report['instances'] as readonly { name: string }[]).find((one) => one.name === name);
      expect(of('rare')).toMatchObject({ resource: own, perPod: 2, wanted: 1, missing: 1, fits: false });
      expect(of('abi-gpu')).toMatchObject({ resource: 'nvidia.com/gpu', perPod: 1, wanted: 2, missing: 0, fits: true });
      expect(of('web')).toBeUndefined();
      const rare = await abi('gpu check rare --fail');
      expect(rare).toMatchObject({ code: 1 });
      expect(rare.stdout).toMatch(new RegExp(`rare +1 +2 +0 +no: 1 of 1 pods find none \\(.*no ${own.replaceAll('.', '\\.')}`));
      expect(await abi('gpu check instance/abi-gpu --fail')).toMatchObject({ code: 0 });
      expect((await abi('gpu check web')).stdout).toMatch(/web +2 +0 +0 +asks for no GPU\n/);
      expect(reasons(await json('scale instance rare --replicas 2 --plan', 1))).toContain('error GPUUnschedulable');
      expect(reasons(await json('features set web gpu=true --plan'))).toEqual([]);
    });

    test('who may not see nodes, pods and quotas can still scale; who may not read instances is told', async () => {
      const user = `dev-${randomUUID().slice(0, 8)}`;
      await kubectl(`create role dev -n ${ns} --verb=get,patch --resource=abiinstances.abi.io,abiinstances.abi.io/scale`);
      await kubectl(`create rolebinding dev -n ${ns} --role=dev --user=${user}`);
      await expect.poll(async () => (await abi(`scale instance web --replicas 90 --dry-run=server --as ${user}`)).code).toBe(0);
      expect(await abi(`scale instance auto --replicas 1 --dry-run=server --as ${user}`)).toMatchObject({ code: 0 });
      expect(await abi(`features set web profiling=true --dry-run=server --as ${user}`)).toMatchObject({ code: 0 });
      expect(await abi(`gpu check --as ${user}`)).toMatchObject({ code: 5, stdout: '' });
      expect(await abi(`gpu check web --as ${user}`)).toMatchObject({ code: 5, stdout: '' });
      expect(await abi('features get web --as nobody')).toMatchObject({ code: 5, stdout: '' });
      expect(await abi('autoscale web --as nobody')).toMatchObject({ code: 5, stdout: '' });
      expect(await abi('features set web ai=false --as nobody')).toMatchObject({ code: 5, stdout: '' });
    });
  },
  { needs: 'controllers' },
);
