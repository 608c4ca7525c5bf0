import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonFlags, globalFlags } from '../../src/commands/shared/flags.ts';
import { knownCommands, type KnownCommand } from '../support/command-examples.ts';
import { commandLines, MANIFEST, patientLine, type CommandLine } from '../support/command-lines.ts';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { FLAG_VERBS } from '../support/flag-verbs.ts';
import { outputComplaints } from '../support/output-complaints.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';

/** Every shared flag on every verb: that it is there where it belongs, and that it means the same everywhere. */

const commands = await knownCommands();
const lines = await commandLines();

const GLOBAL =
  'namespace kubeconfig context cluster user server tls-server-name certificate-authority insecure-skip-tls-verify token as as-group as-uid request-timeout verbosity color quiet warnings-as-errors';

describe('a flag is where it belongs', () => {
  test.each(Object.entries(FLAG_VERBS))('--%s', (flag, verbs) => {
    const without = verbs.split(' ').filter((verb) => !(flag in (commands.find(({ command }) => command === verb)?.loaded.flags ?? {})));
    expect(without).toEqual([]);
  });

  test('the global ones are on every command', () => {
    expect(GLOBAL.split(' ').filter((name) => !(name in globalFlags))).toEqual([]);
    expect(commands.filter(({ loaded }) => loaded.baseFlags !== globalFlags).map(({ command }) => command)).toEqual([]);
  });

  test('the reserved letters mean nothing else', () => {
    const reserved: Readonly<Record<string, string>> = Object.fromEntries(
      Object.entries(commonFlags).flatMap(([name, { char }]) => (char === undefined ? [] : [[char, name]])),
    );
    const clashes = commands.flatMap(({ command, loaded }) =>
      Object.entries(loaded.flags).flatMap(([name, { char }]) =>
        char !== undefined && char in reserved && reserved[char] !== name ? [`${command} -${char} is --${name}`] : [],
      ),
    );
    // As kubectl's: nobody gives manifests to logs.
    expect(clashes).toEqual(['logs -f is --follow', 'operator logs -f is --follow']);
    expect(Object.keys(reserved)).toEqual(expect.arrayContaining('n A o l f w L R k s v q y i'.split(' ')));
  });
});

/** A value that no flag of the name takes, and what the message must name. */
const WRONG: Readonly<Record<string, readonly [value: string, message: RegExp]>> = {
  output: ['nonsense', /^error: unknown output format "nonsense"\nfix: use one of: \w+/],
  timeout: ['soon', /--timeout/],
  'dry-run': ['maybe', /none, client/],
  'request-timeout': ['soon', /--request-timeout/],
  color: ['sometimes', /auto, always, never/],
  verbosity: ['12', /verbosity/],
};

describeCluster('a flag means the same on every verb', (plane) => {
  let scene: CommandScene;
  let folder: string;
  /** The lines of verbs that have a flag. */
  const having = (flag: string): readonly (CommandLine & { readonly loaded: KnownCommand['loaded'] })[] =>
    lines.flatMap((line) => {
      const found = commands.find(({ command }) => command === line.command);
      return found !== undefined && (flag in found.loaded.flags || flag in globalFlags) ? [{ ...line, loaded: found.loaded }] : [];
    });

  /** The line so that it changes nothing. */
  function harmless(line: CommandLine): readonly string[] {
    const flags = commands.find(({ command }) => command === line.command)?.loaded.flags ?? {};
    return 'dry-run' in flags && !line.args.includes('--dry-run') ? [...patientLine(line), '--dry-run=server'] : patientLine(line);
  }

  async function run(line: CommandLine, args: readonly string[], before: readonly string[] = []): Promise<CliResult> {
    const place = [...args, ...line.args].some((word) => word === '-n' || word === '-A') ? [] : ['-n', scene.namespace];
    return await runHere([...before, ...harmless(line), ...args, ...place], {
      executable: line.executable,
      kubeconfig: plane.kubeconfig,
      stdin: MANIFEST,
    });
  }

  const known = lines.filter((line) => line.known);

  beforeAll(async () => {
    scene = await commandScene(plane, 'flags');
    await scene.kubectl('apply --server-side --field-manager=maia-cli -f -', MANIFEST);
    folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-flags-'));
  }, 60_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.each(Object.keys(WRONG).flatMap((flag) => having(flag).map((line) => ({ ...line, flag }))))(
    '--$flag with a wrong value is wrong usage of $command',
    async ({ flag, ...line }) => {
      const [value, message] = WRONG[flag] ?? ['', /^$/];
      if (flag === 'request-timeout' && !line.online) return;
      const result = await run(line, [`--${flag}=${value}`]);
      expect([result.code, result.stdout, outputComplaints(result)], result.stderr).toEqual([2, '', []]);
      expect(result.stderr).toMatch(message);
    },
  );

  test.each(lines)('$command refuses a flag that there is not, also before the verb', async (line) => {
    for (const args of [['--nope'], ['--nope=x'], ['-Z']]) {
      for (const result of [await run(line, args), await run(line, [], args)]) {
        expect([result.code, result.stdout, outputComplaints(result)], result.stderr).toEqual([2, '', []]);
        expect(result.stderr).toMatch(/^error: unknown flag -(-nope|Z)\n/);
      }
    }
  });

  test.each(having('all-namespaces').filter((line) => line.known))('$command: -A contradicts -n', async (line) => {
    const result = await run(line, ['-A', '-n', scene.namespace]);
    expect([result.code, outputComplaints(result)], result.stderr).toEqual([2, []]);
    expect(result.stderr).toContain('--all-namespaces contradicts --namespace');
  });

  test.each(lines)('$command -h and --help are help, exit 0, on stdout', async (line) => {
    const [first] = await Promise.all([run(line, ['-h']), run(line, ['--help'])]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain(`$ ${line.executable.replace('-', ' ')} ${line.command}`);
  });

  test.each(known.filter(({ command }) => command !== 'reconcile'))(
    '$command: flags before the verb, after it, and switches that are off change nothing',
    async (line) => {
      const plain = await run(line, []);
      const others = await Promise.all([
        run(line, [], ['-n', scene.namespace, '-v', '0']),
        run(line, [], [`--namespace=${scene.namespace}`, '--color', 'never', '--request-timeout=60s']),
        run(line, ['--quiet=false', '--insecure-skip-tls-verify=false', '-v=0']),
      ]);
      const shown = ({ code, stdout }: CliResult): unknown => [
        code,
        stdout
          .replaceAll(/\b(?:\d+(?:ms|[smhd]))+\b|\d{4}-\d\d-\d\dT[\d:]+Z/g, 'T')
          .replaceAll(/"(resourceVersion|uid)": "[^"]+"/g, '')
          // So many blanks as an age is long stand behind it.
          .replaceAll(/ +/g, ' '),
      ];
      for (const other of others) expect(shown(other), other.stderr).toEqual(shown(plain));
    },
  );

  test.each(known.filter(({ online }) => online))(
    '$command -v 6 tells every request on stderr, and nothing more on stdout',
    async (line) => {
      const [plain, told] = [await run(line, []), await run(line, ['-v', '6'])];
      expect(told.code, told.stderr).toBe(plain.code);
      expect(told.stderr).toMatch(/^(GET|POST|PATCH|DELETE) https:\S+ \d{3} in \d+ milliseconds$/m);
      expect(told.stdout).not.toMatch(/milliseconds/);
    },
  );

  test.each(known)('$command -q: where all goes well, nothing stands on stderr', async (line) => {
    const { code, stderr } = await run(line, ['-q']);
    if (code === 0) expect(stderr).toBe('');
    else expect(stderr).not.toMatch(/^note: /m);
  });

  test.each(known.filter(({ online }) => online))('$command: a context, cluster, user or authority that there is not', async (line) => {
    for (const [flag, told] of [
      ['--context=nowhere', /"nowhere"/],
      ['--cluster=nowhere', /"nowhere"/],
      ['--user=nowhere', /"nowhere"/],
      ['--certificate-authority=/nonexistent/ca', /\/nonexistent\/ca/],
      ['--tls-server-name=not.the.name', /certificate/],
    ] as const) {
      const result = await run(line, [flag]);
      expect([flag, result.code, result.stdout, outputComplaints(result)], result.stderr).toEqual([flag, 8, '', []]);
      expect(result.stderr).toMatch(told);
    }
  });

  test.each(having('output-file').filter((line) => line.known))(
    '$command: an --output-file that cannot be written is told before anything is done',
    async (line) => {
      const { code, stdout, stderr } = await run(line, [`--output-file=${path.join(folder, 'no', 'such', 'folder')}`]);
      expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^error: cannot write \S+\ncause: .*\nfix: choose another --output-file\n$/);
    },
  );

  // There is nothing to go back from.
  const recorded = having('output-file').filter(({ command, known: isKnown }) => isKnown && command !== 'migrate rollback');
  test.each(recorded)('$command --output-file has a JSON record for each step', async (line) => {
    const file = path.join(folder, `${line.command}.ndjson`);
    const { code, stderr } = await run(line, [`--output-file=${file}`]);
    // What nothing reconciles is waited for in vain.
    expect([0, 1, 124], stderr).toContain(code);
    const records = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) expect(record).toMatchObject({ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string });
  });

  test.each([
    'get maiainstances one',
    'get maiainstance one',
    'get maiainstance/one',
    'get MaiaInstance one',
    'get mi one',
    'get maiainstances.maia.cuemby.com one',
    'get maiainstances.v1alpha1.maia.cuemby.com/one',
    'maia get instance one',
    'maia get instances/one',
    'maia instance get one',
    'maia instance/one get',
    'mi get one',
    'mi/one get',
    '-n NS get mi one',
    '--namespace NS mi get one',
    '-nNS get mi one',
    '-n=NS get mi one',
    '-n NS maia instance get one',
    '--all-namespaces=false get mi one',
    '-A=false get mi one',
    '-w=false get mi one',
    'get mi one --watch=false --show-labels=0 --ignore-not-found=F',
    'get -o name mi one',
    'get mi -oname one',
    '-oname get mi one',
    'get mi --output name one',
    'get mi -- one',
    'get -- mi one',
    'get mi one --output=json --output=name',
    '-v get mi one',
    '-v 1 get mi one',
    'get mi one -vv',
    'get mi one --v=2',
    '--kubeconfig FILE get mi one',
  ])('%s: the spelling does not matter', async (spelling) => {
    const text = spelling.replaceAll('NS', scene.namespace).replaceAll('FILE', plane.kubeconfig);
    const given = spelling.includes('NS') ? [] : [`--namespace=${scene.namespace}`];
    // Of the words as they stand here: the names of folders are chance.
    const output = /-o|--output/.test(spelling.replace(/--output-\w+/g, '')) ? [] : ['-o', 'name'];
    const connection = spelling.includes('--kubeconfig') ? [] : [`--kubeconfig=${plane.kubeconfig}`];
    const result = await runHere([...connection, ...given, ...output, ...text.split(' ')], {});
    expect([result.code, result.stdout], result.stderr).toEqual([0, 'maiainstance.maia.cuemby.com/one\n']);
  });

  test.each([
    ['get mi one --watch=maybe', /invalid value "maybe" for --watch/],
    ['get mi one -n', /-n needs a value/],
    ['get mi/one two', /TYPE\/NAME and TYPE NAME do not mix/],
    ['get mi/', /is not TYPE\/NAME/],
    ['get mi,mt one', /names cannot follow several types/],
    ['get instance one', /may mean maiainstances\.maia\.cuemby\.com or abiinstances\.abi\.io/],
    ['get -- -o', /"-o" is no type/],
    ['maia get agents', /"agents" is no type/],
    ['one mi get', /unknown command "one"/],
  ])('%s is wrong usage', async (text, message) => {
    const result = await runHere(text.split(' '), {});
    expect([result.code, result.stdout, outputComplaints(result)], result.stderr).toEqual([2, '', []]);
    expect(result.stderr).toMatch(message);
  });

  test('a warning of the API server is told once on stderr, and a failure where that was asked for', async () => {
    const stdin = JSON.stringify({
      apiVersion: 'maia.cuemby.com/v1alpha1',
      kind: 'MaiaInstance',
      metadata: { name: 'warned', finalizers: ['no-domain'] },
      spec: {},
    });
    const apply = (...more: readonly string[]): Promise<CliResult> =>
      runHere(['apply', '-f', '-', '-n', scene.namespace, '--dry-run=server', ...more], { kubeconfig: plane.kubeconfig, stdin });
    const warning = /^warning: [^\n]*no-domain[^\n]*\n/;
    const plain = await apply();
    expect([plain.code, plain.stdout], plain.stderr).toEqual([0, 'maiainstance.maia.cuemby.com/warned created (server dry run)\n']);
    expect(plain.stderr).toMatch(new RegExp(`${warning.source}$`));
    const strict = await apply('--warnings-as-errors');
    expect([strict.code, strict.stdout, outputComplaints(strict)]).toEqual([1, plain.stdout, []]);
    expect(strict.stderr).toMatch(new RegExp(`${warning.source}error: the API server warned once\n`));
    expect((await apply('--warnings-as-errors=false')).code).toBe(0);
  });
});
