import { expect, onTestFinished } from 'vitest';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { CrdFile } from '../../src/commands/shared/crd-files.ts';
import type { CustomResourceDefinitionLike } from '../../src/commands/shared/crd-object.ts';
import { waitEstablished } from '../../src/commands/shared/install-crds.ts';
import { checkStored } from '../../src/commands/shared/migrate/check-stored.ts';
import type { ChildItem, SystemPlan } from '../../src/commands/shared/migrate/migration-plan.ts';
import { managedFieldsOf } from '../../src/commands/shared/migrate/managed-fields.ts';
import { migratedReplicas } from '../../src/commands/shared/migrate/migrated.ts';
import { planSystems } from '../../src/commands/shared/migrate/plan-systems.ts';
import { rollBack } from '../../src/commands/shared/migrate/roll-back.ts';
import { runMigration, type PlannedSystem } from '../../src/commands/shared/migrate/run-migration.ts';
import { poll } from '../../src/commands/shared/poll.ts';
import { CUSTOM_RESOURCE_DEFINITION, DEPLOYMENT, LEASE, POD } from '../../src/kernel/builtin-types.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { keyOf, type KubeObject, type Manifest } from '../../src/kernel/kube-object.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { SYSTEMS, type System } from '../../src/registry.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { connectTo } from '../support/engine-rig.ts';
import { changesOf, childName, createAs, plannedChanges, sessionOver } from '../support/migration-scene.ts';
import { mortality } from '../support/mortal.ts';
import { ratchetDefinition, ratchetKind } from '../support/ratchet-kind.ts';
import { runHere } from '../support/run-here.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';
import { upstreamScenes } from '../support/upstream-children.ts';

clusterTest(
  'children that upstream made become ours: what happens is what the plan says, and nothing is made anew',
  async ({ kubeconfig }) => {
    const { api, close, discovery } = await connectTo(kubeconfig);
    const namespace = await uniqueNamespace(api, 'move');
    const aistack = async (words: string): ReturnType<typeof runHere> => runHere(words.split(' '), { kubeconfig });
    try {
      expect(await aistack('install --adopt')).toMatchObject({ code: 0 });
      const typeOf = async (manifest: Manifest): ReturnType<typeof discovery.typeOf> => discovery.typeOf(manifest);
      const made: { readonly manifest: Manifest; readonly before: KubeObject }[] = [];
      for (const { children, primary } of upstreamScenes(namespace)) {
        const stored = await createAs(api, discovery, primary, 'kubectl-create');
        for (const child of children(stored)) made.push({ manifest: child, before: await createAs(api, discovery, child, 'manager') });
      }
      const read = async (manifest: Manifest): Promise<KubeObject> => {
        const type = await typeOf(manifest);
        if (type === undefined) throw new Error(manifest.kind);
        return api.get(type, manifest.metadata);
      };
      const plan = await aistack(`migrate plan -n ${namespace} -o json`);
      const { systems } = JSON.parse(plan.stdout) as { readonly systems: readonly SystemPlan[] };
      const items = new Map(
        systems.flatMap(({ objects }) => objects.flatMap(({ children }) => children)).map((child) => [childName(child), child]),
      );
      const itemOf = (manifest: Manifest): ChildItem => {
        const found = items.get(`${manifest.kind.toLowerCase()} ${keyOf(manifest.metadata)}`);
        if (found === undefined) throw new Error(`${manifest.kind} ${manifest.metadata.name} is not in the plan`);
        return found;
      };
      const hindrances = systems.flatMap(({ findings }) => findings).filter(({ weight }) => weight !== 'note');
      expect([plan.code, hindrances]).toEqual([
        1,
        [expect.objectContaining({ about: `deployment.apps/acme in namespace ${namespace}`, weight: 'by hand' })],
      ]);
      expect(hindrances[0]?.message).toContain('spec.selector: field is immutable');
      expect(made.filter(({ manifest }) => itemOf(manifest).restartsPods).map(({ manifest }) => manifest.metadata.name)).toEqual([
        'mcpserver-tools',
        'docs-server',
      ]);
      const finalizers = systems.flatMap(({ objects }) =>
        objects.flatMap((object) => (object.namespace === namespace ? object.finalizers : [])),
      );
      expect(finalizers).toEqual([
        { name: 'maia.cuemby.com/finalizer', honoured: true },
        { name: 'kaos.tools/mcpserver-finalizer', honoured: true },
      ]);
      const applied = await aistack(`migrate apply all --yes -n ${namespace}`);
      expect([applied.code, applied.stderr]).toEqual([10, expect.stringContaining('kubectl delete deployments.apps acme')]);
      for (const { manifest, before } of made) {
        const after = await read(manifest);
        expect([manifest.kind, manifest.metadata.name, ...changesOf(before, after)]).toEqual([manifest.kind, manifest.metadata.name]);
        const isTaken = itemOf(manifest).takenFrom.length > 0 && itemOf(manifest).fate !== 'refused';
        expect(managedFieldsOf(after).some(({ manager }) => manager === 'manager')).toBe(!isTaken);
      }
      expect((await aistack(`migrate apply all --yes -n ${namespace}`)).stdout).not.toContain('taken over');
      await aistack(`reconcile --once -n ${namespace} --no-leader-elect`);
      for (const { manifest, before } of made) {
        const item = itemOf(manifest);
        const about = [manifest.kind, manifest.metadata.name];
        if (item.fate === 'removed') {
          await expect(read(manifest)).rejects.toMatchObject({ reason: 'NotFound' });
          continue;
        }
        const after = await read(manifest);
        expect([...about, after.metadata.uid]).toEqual([...about, before.metadata.uid]);
        const seen = changesOf(before, after);
        expect([...about, ...seen]).toEqual([...about, ...(item.fate === 'refused' ? [] : plannedChanges(item))]);
        const isRolled = manifest.kind === 'Deployment' && seen.some((change) => change.startsWith('spec.template.'));
        expect([...about, isRolled]).toEqual([...about, item.restartsPods]);
      }
      // What only upstream had set is gone with the next apply, and a volume that outlives its owner is no longer its own.
      const tools = await read(named(made, 'Deployment', 'mcpserver-tools'));
      const backup = await read(named(made, 'PersistentVolumeClaim', 'acme-backup'));
      expect(JSON.stringify(tools['spec'])).not.toContain('ONLY_UPSTREAM');
      expect(backup.metadata.ownerReferences).toBeUndefined();
    } finally {
      close();
    }
  },
);

function named(made: readonly { readonly manifest: Manifest }[], kind: string, name: string): Manifest {
  const found = made.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`${kind} ${name} was not made`);
  return found.manifest;
}

clusterTest(
  'an upstream operator is stopped for good; broken off at any write, the migration can be run again, and rolled back',
  async ({ kubeconfig }) => {
    const { api, close, discovery } = await connectTo(kubeconfig);
    onTestFinished(close);
    expect(await runHere(['install', '--adopt'], { kubeconfig })).toMatchObject({ code: 0 });
    const namespace = await uniqueNamespace(api, 'stop');
    const name = `operator-${namespace}`;
    const labels = { app: name };
    const key = { namespace, name };
    const container = { name: 'manager', image: 'operator' };
    const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } };
    await api.create(DEPLOYMENT, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: key,
      spec: { replicas: 2, selector: { matchLabels: labels }, template },
    });
    const kaos = SYSTEMS.find(({ id }) => id === 'kaos');
    if (kaos === undefined) throw new Error('no such system');
    const system: System = {
      ...kaos,
      operator: { namespace, deployment: name, leaseName: name, image: 'operator' },
      load: async (outside) => (await kaos.load(outside)).filter(({ kind }) => kind.kind === 'MCPServer'),
    };
    const scene = upstreamScenes(namespace).find((one) => one.system === 'kaos');
    if (scene === undefined) throw new Error('no such scene');
    const typeOf = async (manifest: Manifest): ReturnType<typeof discovery.typeOf> => discovery.typeOf(manifest);
    const signal = AbortSignal.timeout(400_000);
    const clock = createSystemClock({ holdsProcess: true });
    const lines: string[] = [];
    const run = async (with_: KubeApi, files: readonly never[] = []): Promise<unknown> => {
      const plain = sessionOver(api, discovery);
      const replan = async (): Promise<readonly PlannedSystem[]> =>
        planSystems(plain, [system], { files, namespace, now: Date.now(), signal });
      const first = await replan();
      const session = sessionOver(with_, discovery);
      const taker = { session, clock, log: silentLog, identity: 'test', bin: 'kubectl kaos', tell: (): void => undefined };
      const quiet = { print: (line: string) => void lines.push(line), waiting: (): void => undefined, warn: (): void => undefined };
      const record = async (): Promise<void> => Promise.resolve();
      const options = {
        session,
        taker,
        files,
        dryRun: 'none',
        bin: 'kubectl kaos',
        wait: true,
        now: Date.now,
        signal,
        record,
        replan,
        ...quiet,
      } as const;
      return runMigration(first, options);
    };
    for (const [at, when] of [
      [1, 'before'],
      [1, 'after'],
      [2, 'before'],
      [2, 'after'],
      [3, 'before'],
      [3, 'after'],
    ] as const) {
      const primary = await createAs(api, discovery, scene.primary, 'kubectl-create');
      const [child] = scene.children(primary);
      if (child === undefined) throw new Error('no child');
      const before = await createAs(api, discovery, child, 'manager');
      const fate = mortality({ at, when, fault: 'broken connection' }, { die: () => undefined, broken: () => new Error('broken off') });
      await expect(run({ ...api, patch: fate.wrap({ patch: api.patch }, 'api').patch })).rejects.toThrow('broken off');
      expect(await run(api)).toBe(0);
      const after = await api.get(DEPLOYMENT, { namespace, name: child.metadata.name });
      const stopped = await api.get(DEPLOYMENT, key);
      expect([at, when, managedFieldsOf(after).map(({ manager, operation }) => `${manager} ${operation}`)]).toEqual([
        at,
        when,
        expect.arrayContaining(['kaos-operator Apply']),
      ]);
      expect(managedFieldsOf(after).filter(({ manager }) => manager === 'manager')).toEqual([]);
      expect([after.metadata.uid, after.metadata.generation]).toEqual([before.metadata.uid, before.metadata.generation]);
      expect([stopped['spec'], migratedReplicas(stopped)]).toEqual([expect.objectContaining({ replicas: 0 }), 2]);
      expect((await api.list(POD, { namespace, labelSelector: `app=${name}` })).items).toEqual([]);
      expect(await rollBack(sessionOver(api, discovery), key, { dryRun: false, signal })).toBe(2);
      const back = await api.get(DEPLOYMENT, key);
      expect([back['spec'], migratedReplicas(back)]).toEqual([expect.objectContaining({ replicas: 2 }), undefined]);
      const type = await typeOf(primary);
      if (type === undefined) throw new Error('not served');
      await api.patch(type, primary.metadata, { type: 'merge', body: { metadata: { finalizers: null } } });
      await api.remove(type, primary.metadata);
      await api.remove(DEPLOYMENT, { namespace, name: child.metadata.name }, { propagation: 'Background' }).catch(() => undefined);
    }
    expect(lines).toContain(`deployment.apps/${name} scaled from 2 to 0\n`);
  },
  { needs: 'controllers' },
);

clusterTest(
  'the commands: what migrate apply stops, the plan shows as stopped, and migrate rollback starts, unless somebody holds the lease',
  async ({ kubeconfig }) => {
    const { api, close } = await connectTo(kubeconfig);
    onTestFinished(close);
    // It works in this namespace only: others on this server go on.
    const namespace = await uniqueNamespace(api, 'back');
    const name = 'maia-operator';
    const template = {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, image: name }], terminationGracePeriodSeconds: 0 },
    };
    await api.create(DEPLOYMENT, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace, name, annotations: { 'aistack.dev/scope': namespace } },
      spec: { selector: { matchLabels: { app: name } }, template },
    });
    const maia = async (words: string): ReturnType<typeof runHere> =>
      runHere([...words.split(' '), '-n', namespace], { kubeconfig, executable: 'kubectl-maia' });
    const line = (what: string): string => `deployment.apps/${name} ${what}\n`;
    expect(await maia('migrate apply')).toMatchObject({ code: 2, stdout: '' });
    expect((await maia('migrate apply --dry-run=server')).stdout).toContain(line('scaled from 1 to 0 (server dry run)'));
    expect((await api.get(DEPLOYMENT, { namespace, name }))['spec']).toMatchObject({ replicas: 1 });
    const applied = await maia('migrate apply --yes');
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining(line('scaled from 1 to 0'))]);
    const operators = async (): Promise<unknown> =>
      (JSON.parse((await maia('migrate plan -o json')).stdout) as { readonly systems: readonly SystemPlan[] }).systems[0]?.operators;
    await expect.poll(operators).toMatchObject([{ namespace, name, replicas: 0, ready: 0, is: 'stopped' }]);
    const spec = { holderIdentity: 'a-loop', leaseDurationSeconds: 3600, renewTime: new Date().toISOString().replace('Z', '000Z') };
    const lease = { namespace, name: 'maia-operator.cuemby.com' };
    await api.create(LEASE, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: lease, spec });
    expect(await maia('migrate rollback --yes')).toMatchObject({
      code: 6,
      stdout: '',
      stderr: expect.stringContaining('a-loop holds lease'),
    });
    await api.remove(LEASE, lease);
    expect(await maia('migrate rollback --yes')).toMatchObject({ code: 0, stdout: line('scaled to 1') });
    expect(await maia('migrate rollback --yes')).toMatchObject({ code: 0, stdout: '', stderr: 'no operator is stopped by a migration\n' });
    await api.remove(DEPLOYMENT, { namespace, name });
  },
  { needs: 'controllers' },
);

clusterTest(
  'a definition that accepts less strands no stored object: it is told, and everything else of it can be changed',
  async ({ kubeconfig }) => {
    const { api, close, discovery } = await connectTo(kubeconfig);
    onTestFinished(close);
    const namespace = await uniqueNamespace(api, 'ratchet');
    const kind = ratchetKind(`${namespace}.aistack.dev`);
    const signal = AbortSignal.timeout(100_000);
    const loose = ratchetDefinition(kind, { type: 'number' });
    const tight: CrdFile = { kind, text: '', manifest: ratchetDefinition(kind, { type: 'number', maximum: 3 }) };
    const session = sessionOver(api, discovery);
    const apply = async (manifest: Manifest): Promise<KubeObject> =>
      (await api.apply(CUSTOM_RESOURCE_DEFINITION, manifest, { fieldManager: 'test', force: true })).object;
    await apply(loose);
    await waitEstablished(session, [{ ...tight, manifest: loose }], signal, { once: false, tell: () => undefined });
    const object = { apiVersion: `${kind.group}/v1`, kind: kind.kind, metadata: { name: 'big', namespace } };
    await api.create(kind, { ...object, spec: { size: 7, note: 'a' } });
    await api.create(kind, { ...object, metadata: { name: 'small', namespace }, spec: { size: 2 } });
    const live = (await api.get(CUSTOM_RESOURCE_DEFINITION, loose.metadata)) as CustomResourceDefinitionLike;
    const warnings: string[] = [];
    await checkStored(session, tight, live, { signal, kinds: [kind], warn: (text) => void warnings.push(text) });
    expect(warnings).toEqual([
      `ratchet.${kind.group}/big in namespace ${namespace}: spec.size: Too big: expected number to be <=3; it stays as it is stored, and is to be corrected`,
    ]);
    // The server before ratcheting: nobody could write the object any more.
    const old = { ...session, api: { ...api, raw: () => Promise.resolve({ major: '1', minor: '29' }) } };
    const refused = checkStored(old, tight, live, { signal, kinds: [kind], warn: () => undefined });
    await expect(refused).rejects.toMatchObject({ exit: 6, why: expect.stringContaining('big in namespace') });
    await apply(tight.manifest);
    const patch = async (spec: JsonObject): Promise<unknown> =>
      (await api.patch(kind, object.metadata, { type: 'merge', body: { spec } }))['spec'];
    // Until the server validates by the new schema, a higher size is taken.
    await poll(signal, async () => {
      const probe = { ...object, metadata: { name: 'probe', namespace }, spec: { size: 9 } };
      const tried = await api.create(kind, probe, { dryRun: true }).catch(() => undefined);
      return tried === undefined;
    });
    expect(await patch({ note: 'b' })).toEqual({ size: 7, note: 'b' });
    await expect(patch({ size: 8 })).rejects.toMatchObject({ reason: 'Invalid' });
    expect(await patch({ size: 3 })).toEqual({ size: 3, note: 'b' });
    const after = (await api.get(CUSTOM_RESOURCE_DEFINITION, loose.metadata)) as CustomResourceDefinitionLike;
    expect(after.status?.storedVersions).toEqual(['v1']);
    await api.remove(CUSTOM_RESOURCE_DEFINITION, loose.metadata);
  },
);
