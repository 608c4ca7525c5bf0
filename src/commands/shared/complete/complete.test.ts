import { beforeAll, expect, test } from 'vitest';
import { knownCommands } from '../../../../test/support/command-examples.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { entryPointOf } from '../entry-point.ts';
import { globalFlags } from '../flags.ts';
import type { Facts } from './command-facts.ts';
import { complete } from './complete.ts';
import { connectionIn } from './connection-in.ts';
import { DIRECTIVE } from './completion.ts';
import type { Completion } from './completion.ts';

let facts: Facts;

beforeAll(async () => {
  const commands = (await knownCommands()).map(
    ({ command, loaded }) => [command, { summary: loaded.summary ?? '', flags: { ...loaded.baseFlags, ...loaded.flags } }] as const,
  );
  facts = { commands: new Map(commands), topics: { backup: 'Backups.' } };
});

/** What lives in the cluster of these tests, by type and namespace. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'maiainstances.maia.cuemby.com default': ['maia', 'maia-production'],
  'maiatenants.maia.cuemby.com default': ['acme', 'demo'],
  'maiatenants.maia.cuemby.com other': ['elsewhere'],
  'tenants.neurallog.io default': ['orbit'],
  'agents.kaos.tools default': ['chat', 'search', 'sum'],
  'marieclusters.marie.ai default': ['docs', 'docs-gpu'],
  'mariejobs.marie.ai default': ['job-1', 'job-2'],
  'abiinstances.abi.io default': ['my-abi'],
  'namespaces default': ['default', 'other'],
  'pods default': ['docs-0'],
};

/** Lists inside objects: what was asked for, in words. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'acme spec.apiKeys name': ['ci', 'web'],
  'chat spec.agentNetwork.access': ['search'],
  'docs spec.executorGroupSpecs groupName': ['cpu', 'gpu'],
};

/** Completes a line whose last word (behind the last space) is being typed. */
async function at(line: string, executable = 'kubectl-aistack'): Promise<Completion> {
  const args = line.split(' ');
  return await complete(args.slice(0, -1), args.at(-1) ?? '', {
    entry: entryPointOf(executable),
    facts,
    ways: (given) => {
      const { namespace = 'default', kubeconfig } = connectionIn(given);
      return {
        live: {
          names: (type) => Promise.resolve(NAMES[`${resourceNameOf(type)} ${namespace}`] ?? []),
          types: () => Promise.resolve(['pods', 'deployments.apps', 'maiatenants.maia.cuemby.com']),
          texts: (_, name, path, key) =>
            Promise.resolve(TEXTS[[name, path.join('.'), ...(key === undefined ? [] : [key])].join(' ')] ?? []),
        },
        kubeconfig: (what) => Promise.resolve([`${what} of ${kubeconfig ?? 'home'}`]),
      };
    },
  });
}

async function words(line: string, executable?: string): Promise<readonly string[]> {
  return (await at(line, executable)).candidates.map(({ word }) => word);
}

const MAIA = 'kubectl-maia';

/** A line, and the words that are offered, in their order. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  // Commands.
  [MAIA, 'b', ['backup']],
  [MAIA, 'backup ', ['create', 'list', 'logs', 'restore', 'trigger', 'verify']],
  [MAIA, 'backup l', ['list', 'logs']],
  [MAIA, 'tenant keys ', ['list', 'revoke', 'rotate']],
  [MAIA, 'keys acme ', ['list', 'revoke', 'rotate']],
  [MAIA, 'nothing ', []],
  [MAIA, 'job', []],
  ['kubectl-marie', 'jo', ['job']],
  ['kubectl-aistack', 'ma', ['maia', 'marie']],
  ['kubectl-aistack', 'maia ke', ['keys']],
  ['kubectl-aistack', 'maia gp', []],
  ['kubectl-kaos', 'agent p', ['peers']],
  ['kubectl-kaos', 'agent peers ', ['add', 'remove']],
  [MAIA, '-n other ge', ['generate', 'get']],
  [MAIA, 'generate ', ['crds', 'install', 'rbac']],
  [MAIA, 'completion ', ['bash', 'fish', 'install', 'kubectl', 'zsh']],
  ['kubectl-abi', 'features my-abi ', ['get', 'set']],
  [MAIA, 'tenants sus', ['suspend']],
  // Help.
  [MAIA, 'help en', ['env']],
  [MAIA, 'help backup v', ['verify']],
  [MAIA, 'help fields inst', ['instances']],
  // Types.
  [MAIA, 'get ', ['instances', 'tenants', 'all']],
  [MAIA, 'get m', ['maia', 'mi', 'maiainstances', 'maiainstance', 'mt', 'maiatenants', 'maiatenant'].toSorted()],
  ['kubectl-aistack', 'get ten', ['tenants.neurallog.io']],
  ['kubectl-aistack', 'get mc', ['mcpservers', 'mc']],
  [MAIA, 'get instances,', ['instances,tenants']],
  [MAIA, 'create ten', ['tenants']],
  [MAIA, 'auth can-i get ', ['instances', 'tenants', 'pods', 'deployments.apps']],
  [MAIA, 'auth can-i get dep', ['deployments.apps']],
  // Names.
  [MAIA, 'get instances ', ['maia', 'maia-production']],
  [MAIA, 'get instances maia ', ['maia-production']],
  [MAIA, 'get instances maia-', ['maia-production']],
  [MAIA, 'instances get ', ['maia', 'maia-production']],
  [MAIA, 'get instances,tenants ', []],
  [MAIA, 'get instances -A ', []],
  [MAIA, 'get tenants -n other ', ['elsewhere']],
  [MAIA, 'get tenants --namespace=other ', ['elsewhere']],
  [MAIA, 'get tenant/', ['tenant/acme', 'tenant/demo']],
  [MAIA, 'get tenant/acme mt/', ['mt/demo']],
  [MAIA, 'get tenant/acme ', ['instances/', 'tenants/']],
  [MAIA, 'get nothing/', []],
  [MAIA, 'get nothing ', []],
  [MAIA, 'upgrade instance maia ', []],
  [MAIA, 'logs instance/maia ', []],
  [MAIA, 'create instance ', []],
  ['kubectl-aistack', 'describe tenants.neurallog.io ', ['orbit']],
  ['kubectl-aistack', 'neurallog describe tenants ', ['orbit']],
  [MAIA, 'auth can-i get tenants ', ['acme', 'demo']],
  // Commands about one kind.
  [MAIA, 'keys list ', ['acme', 'demo']],
  [MAIA, 'keys list acme ', []],
  [MAIA, 'keys list tenant ', ['acme', 'demo']],
  [MAIA, 'tenant keys rotate acme ', ['ci', 'web']],
  [MAIA, 'keys rotate acme ci ', ['web']],
  [MAIA, 'keys rotate tenant/acme w', ['web']],
  [MAIA, 'quota show tenant/', ['tenant/acme', 'tenant/demo']],
  [MAIA, 'quota set acme maxMem', ['maxMemories=']],
  [MAIA, 'backup list m', ['maia', 'maia-production']],
  ['kubectl-abi', 'autoscale ', ['my-abi']],
  ['kubectl-abi', 'features set my-abi gpu=t', ['gpu=true']],
  ['kubectl-kaos', 'agent graph chat ', ['search', 'sum']],
  ['kubectl-kaos', 'graph ch', ['chat']],
  ['kubectl-kaos', 'agent graph --from ', ['chat', 'search', 'sum']],
  ['kubectl-kaos', 'agent peers add chat s', ['search', 'sum']],
  ['kubectl-kaos', 'agent peers remove chat ', ['search']],
  ['kubectl-marie', 'job cancel job-1 ', ['job-2']],
  ['kubectl-marie', 'job submit --on ', ['docs', 'docs-gpu']],
  ['kubectl-marie', 'suspend cluster docs --group ', ['cpu', 'gpu']],
  ['kubectl-marie', 'scale cluster/docs --replicas 2 --group=g', ['gpu']],
  ['kubectl-marie', 'scale --group ', []],
  ['kubectl-marie', 'scale clusters docs --delete-pod ', ['docs-0']],
  ['kubectl-neurallog', 'storage grow ', ['orbit']],
  // Flags.
  [MAIA, 'get --all', ['--all-namespaces']],
  [MAIA, 'get -A --all', []],
  [MAIA, 'get -- --all', []],
  [MAIA, 'apply --no', ['--no-input', '--no-wait']],
  [MAIA, 'apply -f a.yaml --file', ['--filename']],
  [MAIA, 'create instance x --image-t', ['--image-tag']],
  [MAIA, 'version --cl', ['--cluster', '--client']],
  ['kubectl-aistack', 'run --lo', ['--local', '--log-format']],
  // Values.
  [MAIA, '-n ', ['default', 'other']],
  [MAIA, 'get tenants -n o', ['other']],
  [MAIA, 'get -n=o', ['other']],
  [MAIA, 'get -no', ['-nother']],
  [MAIA, 'get --namespace=o', ['other']],
  [MAIA, 'get -ojs', ['-ojson', '-ojsonpath=', '-ojsonpath-file=', '-ojsonpath-as-json=']],
  [MAIA, 'get -o wi', ['wide']],
  [MAIA, 'version -o ', ['text', 'json', 'yaml']],
  [MAIA, 'apply --dry-run=', ['none', 'client', 'server']],
  [MAIA, 'apply --dry-run ', []],
  [MAIA, 'apply --wait=f', ['false']],
  [MAIA, 'get --color ', ['auto', 'always', 'never']],
  [MAIA, 'get --context ', ['contexts of home']],
  [MAIA, 'get --kubeconfig here --user ', ['users of here']],
  [MAIA, 'get --cluster ', ['clusters of home']],
  [MAIA, 'wait --for cond', ['condition=']],
  [MAIA, 'events --for tenant/', ['tenant/acme', 'tenant/demo']],
  [MAIA, 'events --types Normal,', ['Normal,Warning']],
  ['kubectl-aistack', 'install --systems maia,m', ['maia,marie']],
  [MAIA, 'get --unknown=', []],
  [MAIA, 'get --token ', []],
];

test.each(CASES)('%s %s', async (executable, line, expected) => {
  const found = await words(line, executable);
  expect(line === 'get m' ? found.toSorted() : found).toEqual(expected);
});

test.each([
  ['apply -f ', DIRECTIVE.filesByEnding],
  ['apply --filename=', DIRECTIVE.filesByEnding],
  ['apply -k ', DIRECTIVE.folders],
  ['get --kubeconfig ', DIRECTIVE.files],
  ['get --token ', DIRECTIVE.noFiles],
  ['get instances ', DIRECTIVE.noFiles],
  ['wait --for cond', DIRECTIVE.noFiles + DIRECTIVE.noSpace],
  ['wait --for rea', DIRECTIVE.noFiles],
  ['keys list acme ', DIRECTIVE.noFiles],
])('%s: directive %i', async (line, directive) => {
  expect((await at(line, MAIA)).directive).toBe(directive);
});

test('endings of files are told whatever is typed of the file', async () => {
  expect(await words('apply -f exam')).toEqual(['yaml', 'yml', 'json']);
});

test('what is offered says what it is', async () => {
  const { candidates } = await at('', MAIA);
  expect(candidates.find(({ word }) => word === 'get')?.about).toMatch(/\.$/);
  expect(candidates.find(({ word }) => word === 'backup')?.about).toBe('Backups.');
  expect(candidates.find(({ word }) => word === 'tenant')?.about).toBe('keys, quota');
  expect(candidates.filter(({ about }) => about === undefined || /[\t\n]/.test(about))).toEqual([]);
  expect((await at('get t', MAIA)).candidates).toEqual([{ word: 'tenants', about: 'MaiaTenant (maia.cuemby.com)' }]);
});

test('whatever is typed, every flag and position of every command is answered', async () => {
  for (const [command, { flags }] of facts.commands) {
    for (const name of Object.keys(flags).filter((one) => command === 'get' || !(one in globalFlags))) {
      const { directive } = await at(`${command} --${name} `);
      expect(directive, `${command} --${name}`).toBeGreaterThanOrEqual(0);
    }
    for (const line of [
      `${command} `,
      `${command} x `,
      `${command} --`,
      `${command} - `,
      `${command} = `,
      `${command} /`,
      `${command} -`,
    ]) {
      const { candidates } = await at(line);
      expect(candidates.filter(({ word }) => /\s/.test(word))).toEqual([]);
    }
  }
});
