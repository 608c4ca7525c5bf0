import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect } from 'vitest';
import type { CliResult } from '../support/run-cli.ts';
import { nodeFolder, runCli } from '../support/run-cli.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import type { SharedControlPlane } from '../support/control-plane-setup.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { findControlPlane } from '../support/control-plane-source.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';

const run = promisify(execFile);

/** The definitions are shared by the whole server, so these tests have one of their own. */
let plane: Awaited<ReturnType<typeof startControlPlane>> | undefined;

beforeAll(async () => {
  await run(process.execPath, [path.join(PROJECT_ROOT, 'tools', 'build.ts')]);
  const source = findControlPlane(process.env, PROJECT_ROOT);
  if (source.from === 'nowhere') return undefined;
  plane = await startControlPlane({}, source);
  return plane.close;
}, 120_000);

function own(): NonNullable<typeof plane> {
  if (plane === undefined) throw new Error('no control plane');
  return plane;
}

async function maia(args: string, options: Parameters<typeof runCli>[1] = {}): Promise<CliResult> {
  return runCli(args.split(' ').filter(Boolean), { kubeconfig: own().kubeconfig, ...options });
}

async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(own().kubectl, ['--kubeconfig', own().kubeconfig, ...args]);
  return stdout;
}

const CRD = 'customresourcedefinition.apiextensions.k8s.io';
