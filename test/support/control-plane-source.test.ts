import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findControlPlane } from './control-plane-source.ts';

const ENVTEST = ['assets/etcd', 'assets/kube-apiserver', 'assets/kubectl'];
const SCRIPT = 'shared/controlplane/controlplane';

/** A temporary folder with these programs and an empty project in it. */
function machine(programs: readonly string[]): { readonly root: string; readonly assets: string; readonly script: string } {
  const top = mkdtempSync(path.join(os.tmpdir(), 'aistack-source-'));
  onTestFinished(() => rmSync(top, { recursive: true }));
  for (const program of programs) {
    mkdirSync(path.dirname(path.join(top, program)), { recursive: true });
    writeFileSync(path.join(top, program), '', { mode: 0o755 });
  }
  return { root: path.join(top, 'project'), assets: path.join(top, 'assets'), script: path.join(top, SCRIPT) };
}

test('a plain folder of programs is used as it is', () => {
  const { root, assets } = machine([...ENVTEST, SCRIPT]);
  expect(findControlPlane({ KUBEBUILDER_ASSETS: assets }, root)).toEqual({ from: 'folder', folder: assets });
});

test('a folder with the all-in-one program is started by the script where there is one', () => {
  const both = machine([...ENVTEST, 'assets/controlplane', SCRIPT]);
  expect(findControlPlane({ KUBEBUILDER_ASSETS: both.assets }, both.root)).toEqual({ from: 'script', script: both.script });
  const alone = machine([...ENVTEST, 'assets/controlplane']);
  expect(findControlPlane({ KUBEBUILDER_ASSETS: alone.assets }, alone.root)).toEqual({ from: 'folder', folder: alone.assets });
});

test('without the variable the script beside the project is used', () => {
  const { root, script } = machine([SCRIPT]);
  expect(findControlPlane({}, root)).toEqual({ from: 'script', script });
  expect(findControlPlane({ KUBEBUILDER_ASSETS: '' }, root)).toEqual({ from: 'script', script });
});

test('a folder that lacks a program is named, and nothing else is tried', () => {
  const { root, assets } = machine(['assets/etcd', SCRIPT]);
  const why = `KUBEBUILDER_ASSETS is ${assets}, which has no kube-apiserver, kubectl`;
  expect(findControlPlane({ KUBEBUILDER_ASSETS: assets }, root)).toEqual({ from: 'nowhere', why });
});

test('where nothing is found the variable to set is named', () => {
  const { root } = machine([]);
  expect(findControlPlane({}, root)).toMatchObject({ from: 'nowhere', why: expect.stringContaining('KUBEBUILDER_ASSETS') as string });
});
