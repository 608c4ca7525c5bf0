import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { instanceYaml } from '../support/reconcile-plane.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { whyScene } from '../support/why-scene.ts';
import { untilAllowed } from '../support/until-allowed.ts';

describeCluster(
  'why',
  (plane) => {
    const { chain, kubectl, maia, namespace, paste, text } = whyScene(plane);
    const prefix = `why-${Math.random().toString(36).slice(2, 8)}`;

    const broken = async (suffix: string, spec: string, before: (ns: string) => Promise<unknown> = async () => {}): Promise<string> => {
      const ns = `${prefix}-${suffix}`;
      await kubectl(`create namespace ${ns}`);
      await before(ns);
      await kubectl(`apply -n ${ns} -f -`, instanceYaml('maia', spec));
      await maia(`reconcile -n ${ns} --once`);
      return ns;
    };

    /** Pastes the command and lets the operator go on; then nothing blocks it any more. */
    const mend = async (ns: string, fix: string | undefined): Promise<void> => {
      await paste(fix ?? 'false');
      await expect
        .poll(
          async () => {
            await maia(`reconcile -n ${ns} --timeout 20s`);
            const { code, stdout } = await text(ns);
            return [code, stdout];
          },
          { timeout: 150_000 },
        )
        .toEqual([0, `MaiaInstance/${ns}/maia is ready: nothing blocks it\n`]);
    };

    beforeAll(async () => {
      const installed = await maia('install');
      if (installed.code !== 0) throw new Error(installed.stderr);
    });

    test('a storage class that is not there: claim, class, and a command that mends both', async () => {
      const ns = await broken('class', 'storage: {size: 1Gi, storageClassName: nope}');
      const item = await chain(ns, [
        'MaiaInstance: DeploymentNotReady',
        'PersistentVolumeClaim: StorageClassNotFound',
        'StorageClass: NotFound',
      ]);
      expect(item.state).toBe('blocked');
      expect(item.chain[1]?.evidence.map(({ is, text: told }) => `${is} ${told}`)).toEqual([
        'status phase Pending',
        expect.stringMatching(/^event ProvisioningFailed.*: storageclass.storage.k8s.io "nope" not found$/),
      ]);
      expect(item.chain[1]?.evidence[1]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(item.fix).toBe(
        `kubectl patch maiainstances.maia.cuemby.com maia -n ${ns} --type merge -p '{"spec":{"storage":{"storageClassName":"standard"}}}' && kubectl delete pvc maia-data -n ${ns}`,
      );
      const told = await text(ns);
      expect(told.code).toBe(1);
      expect(told.stderr).toBe('');
      expect(told.stdout).toMatch(
        /root cause: StorageClass\/nope: the storage class nope does not exist; there is standard\nfix: kubectl patch /,
      );
      await mend(ns, item.fix);
    }, 400_000);

    test('a Secret that is not there: the command comes from the planner', async ({ skip }) => {
      if (sandboxPlane() === undefined) skip('pods start without their Secrets here');
      const ns = await broken('secret', 'security: {apiKeySecretRef: {name: gone}}');
      const item = await chain(ns, ['MaiaInstance: SecretNotFound', 'Secret: NotFound']);
      expect(item.fix).toBe(`kubectl create secret generic gone -n ${ns} --from-literal=api-key=VALUE`);
      const told = await text(ns);
      expect([told.code, told.stdout]).toEqual([
        1,
        `MaiaInstance/${ns}/maia is blocked
  MaiaInstance/${ns}/maia: SecretNotFound
    Secret/${ns}/gone (spec.security.apiKeySecretRef) does not exist
    condition, AGE ago: Ready=False (SecretNotFound): Secret/${ns}/gone (spec.security.apiKeySecretRef) does not exist
    condition, AGE ago: Degraded=True (SecretNotFound): Secret/${ns}/gone (spec.security.apiKeySecretRef) does not exist
  because Secret/${ns}/gone: NotFound
    Secret/${ns}/gone does not exist
    absence: the API server does not have it
root cause: Secret/${ns}/gone: Secret/${ns}/gone does not exist
fix: kubectl create secret generic gone -n ${ns} --from-literal=api-key=VALUE
`,
      ]);
      await mend(ns, item.fix);
    }, 400_000);

    test('a quota that refuses the pods: down to the quota, and the room that is missing', async () => {
      const ns = await broken('quota', 'replicas: 1', (name) => kubectl(`create quota few -n ${name} --hard=pods=0`));
      const item = await chain(ns, [
        expect.stringMatching(/^MaiaInstance: (ReplicaFailure|DeploymentNotReady)$/),
        'Deployment: FailedCreate',
        'ReplicaSet: QuotaExceeded',
        'ResourceQuota: QuotaExceeded',
      ]);
      expect(item.fix).toBe(`kubectl patch resourcequota few -n ${ns} --type merge -p '{"spec":{"hard":{"pods":"1"}}}'`);
      await paste(item.fix ?? 'false');
      expect(await kubectl(`get quota few -n ${ns} -o jsonpath={.spec.hard.pods}`)).toBe('1');
    });

    test('a quota that refuses the claim: what the operator was told becomes the cause', async () => {
      const ns = await broken('claims', 'replicas: 1', (name) => kubectl(`create quota none -n ${name} --hard=persistentvolumeclaims=0`));
      const item = await chain(ns, [
        'MaiaInstance: DeploymentNotReady',
        'Deployment: MinimumReplicasUnavailable',
        'ReplicaSet: PodsNotReady',
        'Pod: Unschedulable',
        'PersistentVolumeClaim: QuotaExceeded',
        'ResourceQuota: QuotaExceeded',
      ]);
      expect(item.chain[4]?.evidence.map(({ is, object }) => `${is} ${object.kind}`)).toEqual([
        'absence PersistentVolumeClaim',
        'condition MaiaInstance',
      ]);
      await mend(ns, item.fix);
    }, 400_000);

    test('more than any node has: the pod, what it asks for and the field to change', async () => {
      const ns = await broken('cpu', 'resources: {requests: {cpu: "1000"}, limits: {cpu: "1000"}}');
      const item = await chain(ns, [
        'MaiaInstance: DeploymentNotReady',
        'Deployment: MinimumReplicasUnavailable',
        'ReplicaSet: PodsNotReady',
        'Pod: Insufficient cpu',
      ]);
      expect(item.fix).toBe(
        `kubectl patch maiainstances.maia.cuemby.com maia -n ${ns} --type merge -p '{"spec":{"resources":{"requests":{"cpu":"AMOUNT"}}}}'`,
      );
      const told = await text(ns);
      expect(told.stdout).toMatch(
        /no node has enough cpu free \(it asks for 1k; the largest node offers \d+\): 0\/\d+ nodes are available/,
      );
      await mend(ns, item.fix?.replace('AMOUNT', '1'));
    }, 400_000);

    test('an image that cannot be pulled: the tag in the spec', async ({ skip }) => {
      if (sandboxPlane() === undefined) skip('no registry is played here');
      const ns = await broken('image', 'image: {repository: ghcr.io/x/maia, tag: broken}');
      const item = await chain(ns, [
        'MaiaInstance: DeploymentNotReady',
        'Deployment: MinimumReplicasUnavailable',
        'ReplicaSet: PodsNotReady',
        'Pod: ImagePullBackOff',
      ]);
      const told = await text(ns);
      expect([told.code, told.stdout]).toEqual([
        1,
        `MaiaInstance/${ns}/maia is blocked
  MaiaInstance/${ns}/maia: DeploymentNotReady
    Deployment/${ns}/maia has 0 of 1 replicas ready: Deployment does not have minimum availability.
    condition, AGE ago: Ready=False (DeploymentNotReady): Deployment/${ns}/maia has 0 of 1 replicas ready: Deployment does not have minimum availability.
  because Deployment/${ns}/maia: MinimumReplicasUnavailable
    0 of 1 replicas are ready
    condition, AGE ago: Available=False (MinimumReplicasUnavailable): Deployment does not have minimum availability.
  because ReplicaSet/${ns}/maia-SET: PodsNotReady
    0 of 1 pods are ready
    status: pods: 1, ready: 0
  because Pod/${ns}/maia-SET-POD: ImagePullBackOff
    the image ghcr.io/x/maia:broken of container maia cannot be pulled
    status: container maia waits: ImagePullBackOff: Back-off pulling image "ghcr.io/x/maia:broken": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "ghcr.io/x/maia:broken": failed to resolve reference "ghcr.io/x/maia:broken": ghcr.io/x/maia:broken: not found
    event, AGE ago: Failed: Error: ImagePullBackOff
root cause: Pod/${ns}/maia-SET-POD: the image ghcr.io/x/maia:broken of container maia cannot be pulled
fix: kubectl patch maiainstances.maia.cuemby.com maia -n ${ns} --type merge -p '{"spec":{"image":{"tag":"TAG"}}}'
`,
      ]);
      await mend(ns, item.fix?.replace('TAG', 'v1.0.0'));
    }, 400_000);

    test('what nobody has looked at yet, and then a name that is taken', async () => {
      const ns = `${prefix}-new`;
      await namespace(ns, { name: 'maia', spec: 'replicas: 1' });
      const item = await chain(ns, ['MaiaInstance: DeploymentNotReady', 'Deployment: NotReconciled', 'Deployment: OperatorNotRunning']);
      expect(item.chain[2]?.evidence.map(({ is, object }) => `${is} ${object.kind}`)).toEqual(['absence Deployment', 'absence Lease']);
      expect(item.fix).toBe(`kubectl maia reconcile maiainstance/maia -n ${ns}`);
      await kubectl(`create deployment maia -n ${ns} --image=x`);
      const taken = await chain(ns, ['MaiaInstance: NameConflict', 'Deployment: ForeignObject']);
      expect(taken.fix).toContain(`kubectl get deployments.apps maia -n ${ns} -o yaml`);
      await kubectl(`delete deployment maia -n ${ns}`);
      await mend(ns, item.fix);
      await kubectl(`patch maiainstance maia -n ${ns} --type merge -p {"spec":{"image":{"tag":"v2"}}}`);
      const stale = await chain(ns, ['MaiaInstance: DeploymentNotReady', 'Deployment: OperatorNotRunning']);
      expect([stale.state, stale.fix]).toEqual(['blocked', `kubectl maia reconcile maiainstance/maia -n ${ns}`]);
    }, 400_000);

    test('--all passes over what is ready; mermaid draws the chains', async () => {
      const ns = await broken('all', 'storage: {size: 1Gi, storageClassName: nope}');
      await chain(ns, ['MaiaInstance: DeploymentNotReady', 'PersistentVolumeClaim: StorageClassNotFound', 'StorageClass: NotFound']);
      await kubectl(`apply -n ${ns} -f -`, instanceYaml('fine', 'replicas: 1'));
      await maia(`reconcile maiainstance/fine -n ${ns} --timeout 100s`);
      const all = await maia(`why --all -n ${ns} -o json`);
      expect(JSON.parse(all.stdout)).toMatchObject({
        apiVersion: 'cli.maia.cuemby.com/v1',
        kind: 'WhyReport',
        summary: { total: 1, ready: 0, blocked: 1, failed: 0 },
        items: [{ name: 'maia' }],
      });
      expect(all.code).toBe(1);
      expect((await maia(`why --all -n ${ns} -o mermaid`)).stdout).toBe(`flowchart TD
  n0["MaiaInstance/${ns}/maia<br/>PersistentVolumeClaim/${ns}/maia-data has no volume yet"]
  n1["PersistentVolumeClaim/${ns}/maia-data<br/>it is not bound: its storage class nope does not exist"]
  n0 -->|"DeploymentNotReady"| n1
  n2["StorageClass/nope<br/>the storage class nope does not exist#59; there is standard"]
  n1 -->|"StorageClassNotFound"| n2
`);
      await kubectl(`delete maiainstance maia -n ${ns}`);
      expect(await maia(`why --all -n ${ns}`)).toMatchObject({ code: 0, stdout: 'nothing is blocked: the object is ready\n' });
      expect((await maia(`why maiainstance nope -n ${ns}`)).code).toBe(4);
      expect((await maia('why')).code).toBe(2);
    }, 400_000);

    test('where children may not be read, the status is what is known', async () => {
      const ns = await broken('rights', 'storage: {size: 1Gi, storageClassName: nope}');
      await chain(ns, ['MaiaInstance: DeploymentNotReady', 'PersistentVolumeClaim: StorageClassNotFound', 'StorageClass: NotFound']);
      await maia(`reconcile -n ${ns} --once`);
      await kubectl(`create role reader -n ${ns} --verb=get,list --resource=maiainstances.maia.cuemby.com`);
      await kubectl(`create rolebinding reader -n ${ns} --role=reader --user=developer`);
      await untilAllowed(kubectl, `get maiainstances.maia.cuemby.com -n ${ns} --as developer`);
      const { code, stdout, stderr } = await maia(`why maiainstance maia -n ${ns}`, plane.kubeconfigs.developer);
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^MaiaInstance\/\S+ is not ready yet\n.*: DeploymentNotReady\n.* has no volume yet \(you may not list \S+ in namespace /,
      );
      expect(stderr).toMatch(/^warning: the chain may end too early: you may not list .*\n$/);
      expect((await maia(`why maiainstance maia -n ${ns}`, plane.kubeconfigs.nobody)).code).toBe(5);
    });

    test('down to the GPUs that no node has', async ({ skip }) => {
      if (sandboxPlane() === undefined) skip('needs GPUs and the definitions of another system');
      const ns = `${prefix}-gpu`;
      await kubectl(`create namespace ${ns}`);
      const { runCli } = await import('../support/run-cli.ts');
      const abi = async (args: string): ReturnType<typeof runCli> =>
        runCli(args.split(' '), { entry: 'kubectl-abi', kubeconfig: plane.kubeconfig });
      await abi('install');
      const big =
        'apiVersion: abi.io/v1\nkind: AbiInstance\nmetadata: {name: big}\nspec: {replicas: 3, features: {gpu: true}, gpu: {backend: cuda, count: 8}}\n';
      await kubectl(`apply -n ${ns} -f -`, big);
      await abi(`reconcile -n ${ns} --timeout 3s`);
      let told = await abi(`why abiinstance big -n ${ns}`);
      await expect
        .poll(async () => (told = await abi(`why abiinstance big -n ${ns}`)).stdout, { timeout: 60_000 })
        .toContain('Insufficient nvidia.com/gpu');
      expect(told.code).toBe(1);
      expect(told.stdout).toMatch(/because ReplicaSet\/\S+\/big-\S+: PodsNotReady\n/);
      expect(told.stdout).toMatch(
        /root cause: Pod\/\S+\/big-\S+: no node has enough nvidia.com\/gpu free \(it asks for 8; the largest node offers 8\)/,
      );
      expect(told.stdout).toContain(`fix: kubectl patch abiinstances.abi.io big -n ${ns} --type merge -p '{"spec":{"gpu":{"count":8}}}'\n`);
    });
  },
  { needs: 'controllers' },
);
