import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import type { SharedControlPlane } from '../../support/control-plane-setup.ts';
import { type FaultProxy, type RecordedRequest, startFaultProxy } from '../../support/fault-proxy.ts';
import { type HttpWorld, openHttpWorld } from '../../conformance/support/http-world.ts';

/** What a command did. */
export interface KubectlRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Its requests as `METHOD path?query`, discovery and OpenAPI left out, names of this run written as NS and GROUP. */
  readonly requests: readonly string[];
}

/** A kubectl before an API server whose requests are recorded. */
export interface KubectlTrace {
  readonly world: HttpWorld;
  /** Runs a command, words by spaces; `env` and `input` as for any program. */
  run(command: string, options?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string }): Promise<KubectlRun>;
  /** Runs words as they are. */
  words(
    words: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ): Promise<KubectlRun>;
  /** Every request since the last command began, discovery included. */
  everything(): readonly string[];
  /** Writes a manifest and gives the file's name. */
  file(name: string, text: string): Promise<string>;
  close(): Promise<void>;
}

const DISCOVERY = /^\/(api(s(\/[^/]+(\/[^/]+)?)?)?|api\/v1|openapi\/.*|version)$/;
/** Differs from run to run. */
const CHANGING = new Set(['resourceVersion', 'timeoutSeconds', 'hash']);
/** Added by kubectl 1.32 to the first requests of a process only. */
const DROPPED = new Set(['timeout']);

function shown({ method, path: url, query }: RecordedRequest): string {
  const parts = [...query]
    .filter(([name]) => !DROPPED.has(name))
    .map(([name, value]) => `${name}=${CHANGING.has(name) && value !== '0' ? '#' : value}`);
  return `${method} ${url}${parts.length === 0 ? '' : `?${parts.toSorted().join('&')}`}`;
}

/** The server makes the OpenAPI document of a new CRD in its own time. */
async function described({ client, group }: HttpWorld): Promise<void> {
  const look = async (): Promise<void> => {
    const { text } = await client.request('GET', `/openapi/v3/apis/${group}/v1`);
    if (!text.includes('"kind":"Gizmo"')) throw new Error(`${group} has no OpenAPI document yet`);
  };
  await vi.waitFor(look, { timeout: 60_000 });
}

/** Opens a world of its own for one kubectl. */
export async function openKubectlTrace(plane: SharedControlPlane, kubectl: string): Promise<KubectlTrace> {
  const world = await openHttpWorld(plane);
  await described(world);
  const proxy: FaultProxy = await startFaultProxy(plane.kubeconfig);
  const home = await mkdtemp(path.join(os.tmpdir(), 'aistack-kubectl-'));
  const anonymous = (text: string): string => text.replaceAll(world.namespace, 'NS').replaceAll(world.group, 'GROUP');
  const words: KubectlTrace['words'] = async (given, { env = {}, input } = {}) => {
    proxy.reset();
    const flags = ['--kubeconfig', proxy.kubeconfig, '--cache-dir', path.join(home, 'cache'), '--namespace', world.namespace];
    const { PATH = '' } = process.env;
    const child = spawn(kubectl, [...flags, ...given], { cwd: home, env: { PATH, HOME: home, TMPDIR: home, ...env } });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve(status ?? -1));
    });
    const requests = proxy.requests.filter((request) => !DISCOVERY.test(request.path)).map((request) => anonymous(shown(request)));
    return { code, stdout: anonymous(out.stdout), stderr: anonymous(out.stderr), requests };
  };
  return {
    world,
    words,
    run: async (command, options) => words(command.split(' '), options),
    everything: () => proxy.requests.map((request) => anonymous(shown(request))),
    file: async (name, text) => {
      const file = path.join(home, name);
      await writeFile(file, text, { mode: 0o700 });
      return file;
    },
    close: async () => {
      await proxy.close();
      await world.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
