import { execFile } from 'node:child_process';
import { cp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from './support/project-root.ts';
import { nodeFolder } from './support/run-cli.ts';
import { tempDir } from './support/temp-dir.ts';

const run = promisify(execFile);
const read = async (file: string): Promise<string> => readFile(path.join(PROJECT_ROOT, file), 'utf8');
const dockerfile = (await read('Dockerfile')).replaceAll(/\\\n\s*/g, ' ');
const lines = dockerfile.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const stages = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1] ?? '');
const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

/** What the last stage takes from the build, as paths in the repository. */
const copied = last
  .filter((line) => line.startsWith('COPY --from=build '))
  .flatMap((line) => line.split(' ').slice(2, -1))
  .filter((from) => from.startsWith('/src/'))
  .map((from) => from.slice('/src/'.length));

/** Packages that the bundle can do without: auth providers of old kubeconfigs, faster WebSockets, and what oclif's loader of sources names. */
const WITHOUT: readonly string[] = ['@kubernetes/client-node', 'bufferutil', 'utf-8-validate', 'typescript'];

test('two stages, each pinned by a tag, and the last without a shell', () => {
  expect(stages).toHaveLength(2);
  for (const image of stages) expect(image).toMatch(/:[\w.-]+$/);
  expect(stages[1]).toContain('distroless');
  expect(last.some((line) => line.startsWith('RUN '))).toBe(false);
});

test('it runs as nobody, by number, so that runAsNonRoot can be checked', () => {
  expect(last).toContain('USER 65532:65532');
  expect(last.findIndex((line) => line.startsWith('USER '))).toBeLessThan(last.findIndex((line) => line.startsWith('ENTRYPOINT ')));
});

test('the image is built with the Node of this project, and runs its major version', async () => {
  const { devDependencies } = JSON.parse(await read('package.json')) as { readonly devDependencies: Readonly<Record<string, string>> };
  const version = devDependencies['node'] ?? '';
  expect(stages[0]).toContain(`node:${version}-`);
  expect(stages[1]).toContain(`nodejs${version.split('.')[0] ?? ''}-`);
});

test('what is copied is there, and no more than the program needs: no sources, no tests, no packages', async () => {
  expect(copied.toSorted()).toEqual(['LICENSE', 'bin', 'crds', 'dist', 'oclif.manifest.json', 'package.json']);
  for (const file of copied) await expect(stat(path.join(PROJECT_ROOT, file))).resolves.toBeDefined();
});

test('the build sees all that it reads, and nothing that it makes anew', async () => {
  const ignored = (await read('.dockerignore')).split('\n').filter((line) => line !== '');
  for (const needed of ['src', 'tools', 'bin', 'crds', 'package.json', 'package-lock.json', 'LICENSE'])
    expect(ignored).not.toContain(needed);
  for (const made of ['node_modules', 'dist', '.git']) expect(ignored).toContain(made);
});

test('the bundle needs no package', async () => {
  const graph = JSON.parse(await read('dist/graph.json')) as {
    readonly outputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>>;
  };
  const asked = Object.values(graph.outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external === true).map((one) => one.path),
  );
  const packages = new Set(asked.filter((name) => !isBuiltin(name)));
  expect([...packages].filter((name) => !WITHOUT.includes(name))).toEqual([]);
});

test('copied into an empty folder it runs, and each of its names is an entry point of its own', async () => {
  const root = tempDir();
  for (const file of copied) await cp(path.join(PROJECT_ROOT, file), path.join(root, file), { recursive: true });
  // In the image the launchers lie elsewhere too: a package.json beside them would make modules of them.
  const names = tempDir();
  const launcher = path.join(names, 'launcher');
  await writeFile(launcher, (await read('tools/image-launcher')).replace('/app/', `${root}/`));
  await symlink(launcher, path.join(names, 'kubectl-marie'));
  const words = [path.join(names, 'kubectl-marie'), 'reconcile', '--help'];
  const { stdout } = await run(path.join(nodeFolder(), 'node'), words, { cwd: root, env: { HOME: root } });
  expect(stdout).toContain('$ kubectl marie reconcile');
  expect(await readdir(root)).not.toContain('node_modules');
});
