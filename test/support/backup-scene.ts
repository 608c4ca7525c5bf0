import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sandboxPrograms } from '../../src/commands/sandbox/shared/sandbox-programs.ts';
import { inProcessCli } from './in-process-cli.ts';
import type { CliResult } from './run-cli.ts';
import { rawClient, type RawClient } from './raw-client.ts';
import { startSandboxPlane } from './start-sandbox-plane.ts';

/** File names below a folder, with slashes, and their contents. */
export type FileTree = Readonly<Record<string, string>>;

/** A sandbox with one MaiaInstance that makes backups, whose Jobs run for real. */
export interface BackupScene {
  readonly kubeconfig: string;
  readonly client: RawClient;
  /** Runs `kubectl-maia` in this process; `kubeconfig` may be that of a proxy. */
  maia(args: string, options?: { readonly kubeconfig?: string; readonly signal?: AbortSignal }): Promise<CliResult>;
  /** The folder of a claim on this machine. */
  folder(claim: string): Promise<string>;
  /** The files on an instance's data volume, without what a restore keeps beside them. */
  data(instance: string): Promise<FileTree>;
  /** Puts these files on an instance's data volume, and nothing else. */
  setData(instance: string, files: FileTree): Promise<void>;
  close(): Promise<void>;
}

/** The instance's `spec`, as YAML in flow style. The image is one that nothing stands in for: it just runs. */
const SPEC = 'image: {repository: example/quiet}, storage: {dataDir: /var/lib/notes}, backup: {enabled: true}';
const INSTANCES = '/apis/maia.cuemby.com/v1alpha1/namespaces/default/maiainstances';

function filesIn(folder: string): FileTree {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const own = names.filter((name) => !name.startsWith('.restore-')).toSorted();
  return Object.fromEntries(own.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** Starts it with the instance `notes` in namespace `default`, ready. End it with `close()`. */
export async function startBackupScene(spec: string = SPEC): Promise<BackupScene> {
  const programs = await sandboxPrograms({ path: process.env['PATH'] ?? '/usr/bin:/bin', tempRoot: os.tmpdir() });
  const plane = await startSandboxPlane({ programs });
  const client = await rawClient(plane.kubeconfig);
  const { kubeconfig, sandbox } = plane;
  const folder = async (claim: string): Promise<string> => sandbox.folders.claim('default', claim);
  const scene: BackupScene = {
    kubeconfig,
    client,
    maia: async (args, options = {}) =>
      inProcessCli('kubectl-maia', args.split(' ').filter(Boolean), options.kubeconfig ?? kubeconfig, options.signal),
    folder,
    data: async (instance) => filesIn(await folder(`${instance}-data`)),
    setData: async (instance, files) => {
      const at = await folder(`${instance}-data`);
      for (const name of readdirSync(at)) rmSync(path.join(at, name), { recursive: true });
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
        writeFileSync(path.join(at, name), content);
      }
    },
    close: async () => {
      client.close();
      await plane.close();
    },
  };
  const body = `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: notes}\nspec: {${spec}}\n`;
  const installed = await scene.maia('install');
  const made = await client.request('POST', INSTANCES, { body, type: 'application/yaml' });
  const settled = await scene.maia('reconcile --timeout 2m');
  if (installed.code !== 0 || made.status !== 201 || settled.code !== 0) {
    await scene.close();
    throw new Error(`no scene: ${installed.stderr}${made.text}${settled.stderr}`);
  }
  return scene;
}
