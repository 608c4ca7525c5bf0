import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { connect, type Connection } from '../../src/cluster/connect.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { inProcessCli } from '../support/in-process-cli.ts';
import type { CliResult } from '../support/run-cli.ts';
import { agent, OBJECTS } from '../support/rights-objects.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';

const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1' } as const;
const ROLE: ResourceType = { ...RBAC, kind: 'Role', plural: 'roles', scope: 'Namespaced' };
const NAME = 'exactly';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A right by itself: `patch agents.kaos.tools/scale`. */
interface Atom {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

function atomsOf(rules: readonly Rule[]): readonly Atom[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb })))),
  );
}

function words({ group, resource, verb }: Atom): string {
  return `${verb} ${group === '' ? '' : `${group}/`}${resource}`;
}

function rulesOf(atoms: readonly Atom[]): readonly Rule[] {
  return atoms.map(({ group, resource, verb }) => ({ apiGroups: [group], resources: [resource], verbs: [verb] }));
}

/** The words by which `auth can-i` is asked for it. */
function question({ group, resource, verb }: Atom): string {
  const [plural = '', subresource] = resource.split('/');
  return `${verb} ${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}

/**
 * What a command is run for, on kinds of which an object `one` is there. Each verb of its Role must be needed by one of the runs. `anew`
 * makes `one` anew first. Codes that a run may end with; 0 where none are given.
 */
interface Case {
  readonly command: string;
  readonly types: string;
  readonly runs: readonly string[];
  readonly codes?: readonly number[];
  readonly anew?: true;
}

const READERS: ReadonlySet<string> = new Set(['get', 'status', 'wait', 'describe', 'why', 'events']);

const CASES: readonly Case[] = [
  {
    command: 'get',
    types: 'maiainstances',
    runs: ['get maiainstance one', 'get maiainstances', 'get maiainstances --watch-only --timeout 1s'],
    codes: [0, 124],
  },
  {
    command: 'status',
    types: 'maiainstances',
    runs: ['status maiainstance one', 'status maiainstances', 'status maiainstances -w --timeout 1s'],
    codes: [0, 124],
  },
  {
    command: 'wait',
    types: 'maiainstances',
    runs: [
      'wait maiainstance/one --for jsonpath={.spec.replicas}=1 --timeout 0',
      'wait maiainstances --for jsonpath={.spec.replicas}=1',
      'wait maiainstance/one --for jsonpath={.spec.replicas}=1',
    ],
  },
  { command: 'describe', types: 'maiainstances', runs: ['describe maiainstance one', 'describe maiainstances'], codes: [0, 10] },
  { command: 'why', types: 'maiainstances', runs: ['why maiainstance one', 'why maiainstances --all'], codes: [0, 1, 10] },
  {
    command: 'events',
    types: 'maiainstances',
    runs: ['maia events', 'events --for maiainstance/one', 'maia events -w --timeout 1s'],
    codes: [0, 124],
  },
  { command: 'scale', types: 'agents', runs: ['scale agent one --replicas 2', 'scale agent one --replicas 3'] },
  { command: 'scale', types: 'maiainstances', runs: ['scale maiainstance one --replicas 2', 'scale maiainstance one --replicas 3'] },
  { command: 'suspend', types: 'maiatenants', runs: ['suspend maiatenant one', 'suspend maiatenants --all'] },
  {
    command: 'resume',
    types: 'maiatenants',
    runs: ['resume maiatenant one --error-unchanged', 'resume maiatenants --all'],
    codes: [0, 3],
    anew: true,
  },
  {
    command: 'create',
    types: 'maiainstances',
    runs: ['create maiainstance two --if-not-exists', 'create maiainstance one --if-not-exists'],
  },
  { command: 'apply', types: 'agents', runs: ['apply -f FILE'] },
  { command: 'diff', types: 'agents', runs: ['diff -f FILE'], codes: [0, 1] },
];

/** What a loop would like to know of the whole cluster and can do without, and the way from outside to a server for its statistics. */
const UNASKED = 'apps/deployments coordination.k8s.io/leases'.split(' ').flatMap((what) => [`list ${what}`, `get ${what}`]);
UNASKED.push('get services/proxy', 'get pods/portforward', 'list discovery.k8s.io/endpointslices');

describeCluster('the rights of commands', (plane) => {
  let scene: CommandScene;
  let admin: Connection;
  let file: string;

  beforeAll(async () => {
    scene = await commandScene(plane, 'auth');
    admin = await connect({ program: 'test', version: '0', fieldManager: 'test', kubeconfig: plane.kubeconfig });
    file = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-auth-')), 'agents.yaml');
    await writeFile(file, ['one', 'two'].map(agent).join('---\n'));
    await scene.kubectl(['create', 'rolebinding', NAME, `--role=${NAME}`, '--user=developer']);
    return () => admin.close();
  });

  const developer = (args: string): Promise<CliResult> =>
    inProcessCli('kubectl-aistack', [...args.replace('FILE', file).split(' '), '-n', scene.namespace], plane.kubeconfigs.developer);

  const grant = async (rules: readonly Rule[]): Promise<void> => {
    const { namespace } = scene;
    const manifest = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: NAME, namespace }, rules };
    await admin.api.apply(ROLE, manifest, { fieldManager: 'test', force: true });
  };

  const printed = async (args: string): Promise<readonly { kind: string; rules: readonly Rule[] }[]> => {
    const { code, stdout, stderr } = await inProcessCli('kubectl-aistack', ['auth', 'rbac', ...args.split(' ')], '/nonexistent');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return parseAllDocuments(stdout).map((document) => document.toJS() as { kind: string; rules: readonly Rule[] });
  };

  const renew = async (): Promise<void> => {
    await scene.kubectl('delete maiainstances,agents,maiatenants,secrets,deployments,services,configmaps,persistentvolumeclaims --all');
    await scene.kubectl('create -f -', OBJECTS);
  };

  beforeEach(renew);

  test.each(CASES)('$command of $types: the printed Role is enough', async ({ command, types, runs, codes = [0] }) => {
    const [role, ...others] = await printed(`${command} ${types} -n ${scene.namespace} --as-role ${NAME}`);
    expect([role?.kind, others.length]).toEqual(['Role', 0]);
    await grant(role?.rules ?? []);
    for (const run of runs) {
      // Rights take a moment to reach the authorizer of a real server.
      await expect.poll(async () => ({ run, ...(await developer(run)) })).toMatchObject({ code: expect.toBeOneOf(codes) as number });
    }
  });

  // A diff needs what its children are of only with --of children.
  test.each(CASES.filter(({ command }) => command !== 'diff'))(
    '$command of $types: nothing can be left out of it',
    async ({ command, types, runs, codes = [0], anew }) => {
      const [role] = await printed(`${command} ${types} -n ${scene.namespace} --as-role ${NAME}`);
      const atoms = atomsOf(role?.rules ?? []);
      const needless: string[] = [];
      for (const left of atoms) {
        await grant(rulesOf(atoms.filter((atom) => atom !== left)));
        if (!READERS.has(command)) await renew();
        await expect.poll(async () => (await developer(`auth can-i ${question(left)}`)).stdout).toBe('no\n');
        if (anew === true) await scene.kubectl('patch maiatenant one --type=merge -p {"spec":{"suspended":true}}');
        const ends: (number | undefined)[] = [];
        const refuses = (code: number | undefined): boolean => code === 5 || (code === 10 && !codes.includes(10));
        for (const run of runs) ends.push((await developer(run)).code);
        // On a slow machine a watch may be over before it was refused: then it gets more time.
        const late = ends.some(refuses) ? [] : runs.filter((run) => run.endsWith(' --timeout 1s'));
        for (const run of late) ends.push((await developer(run.replace(/ 1s$/, ' 20s'))).code);
        const isRefused = ends.some(refuses);
        if (!isRefused) needless.push(`${words(left)}: ${ends.join(' ')}`);
      }
      // Whoever may not write events goes on without them.
      const known = ['create events:'];
      expect(needless.filter((line) => !known.some((start) => line.startsWith(start)))).toEqual([]);
    },
  );

  test('can-i says yes or no, by its exit code too; every right of a command in one go', async () => {
    const [role] = await printed(`scale agents -n ${scene.namespace}`);
    await grant(role?.rules ?? []);
    await expect.poll(() => developer('auth can-i patch agents/scale one')).toEqual({ code: 0, stdout: 'yes\n', stderr: '' });
    expect(await developer('auth can-i patch agents')).toEqual({ code: 1, stdout: 'no\n', stderr: '' });
    expect(await developer('auth can-i list secrets -o json')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/"allowed": false/) as string,
    });
    expect(await developer('auth can-i --list-for scale,agents')).toEqual({
      code: 0,
      stdout: 'RESOURCE                  VERB    ALLOWED\nagents.kaos.tools         get     yes\nagents.kaos.tools/scale   patch   yes\n',
      stderr: '',
    });
    const get = await developer('auth can-i --list-for get,agents --no-headers');
    expect(get).toMatchObject({
      code: 1,
      stdout: 'agents.kaos.tools   get     yes\nagents.kaos.tools   list    no\nagents.kaos.tools   watch   no\n',
    });
    for (const args of [
      'auth can-i',
      'auth can-i lst agents',
      'auth can-i get',
      'auth can-i get agents a b',
      'auth can-i get a --list-for get',
      'auth can-i --list-for gte',
      'auth rbac',
      'auth rbac agents',
      'auth rbac render',
      'auth rbac check',
      'auth rbac get -o text',
    ]) {
      const result = await developer(args);
      expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
    }
  });

  test('rbac prints a Role, a ClusterRole, or both; and what makes a command tell more', async () => {
    const narrow = await printed(`get tenants.neurallog.io agents -n ${scene.namespace} --as-role readers`);
    const verbs = ['get', 'list', 'watch'];
    expect(narrow).toEqual([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'readers', namespace: scene.namespace },
        rules: [{ apiGroups: ['kaos.tools'], resources: ['agents'], verbs }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'readers' },
        rules: [{ apiGroups: ['neurallog.io'], resources: ['tenants'], verbs }],
      },
    ]);
    expect(await printed('scale')).toMatchObject([{ kind: 'ClusterRole', metadata: { name: 'aistack-scale' } }]);
    const optional = (await printed('check --optional')).flatMap(({ rules }) => atomsOf(rules).map(words));
    expect(optional).toContain('list storage.k8s.io/storageclasses');
    await scene.kubectl(
      'apply --dry-run=server -f -',
      (await inProcessCli('kubectl-aistack', ['auth', 'rbac', 'reconcile', 'install', '--optional'], '/nonexistent')).stdout,
    );
  });

  test.runIf(sandboxPlane() !== undefined)(
    'reconcile of maiainstances: the printed Role is enough, and of what is used no rule can be left out',
    async () => {
      const [role] = await printed(`reconcile maiainstances -n ${scene.namespace} --as-role ${NAME}`);
      const rules = (role?.rules ?? []).flatMap(({ apiGroups, resources, verbs }) =>
        resources.map((resource) => ({ apiGroups, resources: [resource], verbs })),
      );
      const run = (time: string): string => `maia reconcile --only maiainstances --timeout ${time}`;
      // A Secret or a pod that may not be read is not one that is missing: the instance goes on.
      const goesWithout = ['events', 'pods', 'secrets'];
      await grant(rules);
      const journal = sandboxPlane()?.sandbox.journal;
      journal?.clear();
      expect(await developer(run('60s'))).toMatchObject({ code: 0 });
      const answered = (journal?.entries() ?? []).flatMap(({ info: { resource }, requester, code }) => {
        if (requester?.name !== 'developer' || resource === undefined || resource.group === 'authorization.k8s.io') return [];
        const { group, plural, subresource, verb } = resource;
        return [{ group, resource: subresource === undefined ? plural : `${plural}/${subresource}`, verb, code }];
      });
      // What it would like to know of the whole cluster it can do without.
      expect(new Set(answered.filter(({ code }) => code === 403).map(words))).toEqual(new Set(UNASKED));
      const used = new Set(answered.filter(({ code }) => code < 300).map(({ group, resource }) => `${group}/${resource}`));
      const needless: string[] = [];
      for (const left of rules.filter(({ apiGroups, resources }) => used.has(`${apiGroups[0] ?? ''}/${resources[0] ?? ''}`))) {
        await grant(rules.filter((rule) => rule !== left));
        await renew();
        const isNeedless = goesWithout.includes(left.resources.join(''));
        const { code } = await developer(run(isNeedless ? '60s' : '3s'));
        if (code === 0) needless.push(left.resources.join(''));
      }
      expect(needless.toSorted()).toEqual(goesWithout);
      expect(used.size).toBe(12);
    },
  );
});
