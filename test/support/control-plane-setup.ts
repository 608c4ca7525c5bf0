import path from 'node:path';
import type { TestProject } from 'vitest/node';
import type { ControlPlane } from './control-plane-types.ts';
import { controlPlaneFiles, startControlPlane } from './control-plane.ts';
import { findControlPlane, type ControlPlaneSource } from './control-plane-source.ts';
import { addLoopAccounts } from './operator-account-setup.ts';
import { complaintsOf, enterPlane, type PrivilegeLedger } from './privilege-ledger.ts';
import { usesIn } from './privilege-use.ts';
import { PROJECT_ROOT } from './project-root.ts';

/** The control plane that the tests of project `cluster` share, as plain data. */
export type SharedControlPlane = Pick<ControlPlane, 'kubeconfig' | 'kubeconfigs' | 'dir' | 'kubectl' | 'controllers'>;

interface Started extends SharedControlPlane {
  readonly ledger: PrivilegeLedger | undefined;
  close(): Promise<void>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** A cluster admin's kubeconfig; undefined where no API server was found. */
    kubeconfig: string | undefined;
    /** Whether controllers and make-believe kubelets run. */
    controllers: boolean;
    controlPlane: SharedControlPlane | undefined;
    /** Why the tests that need an API server are skipped; undefined when they run. */
    clusterSkipped: string | undefined;
    /** Undefined where the server runs already: then loops run as administrator, and nobody looks at what they do. */
    privilegeLedger: PrivilegeLedger | undefined;
  }
}

/** Whether this run has all files of the project, and all their tests. */
async function isWhole(project: TestProject): Promise<boolean> {
  const { config, state } = project.vitest;
  const chosen = new Set(state.getPaths());
  const { testFiles } = await project.globTestFiles();
  return config.testNamePattern === undefined && testFiles.every((file) => chosen.has(file));
}

async function startShared(project: TestProject, source: Exclude<ControlPlaneSource, { from: 'nowhere' }>): Promise<Started> {
  const plane = await startControlPlane({ nodes: 3, gpus: 8, audit: true }, source);
  try {
    await addLoopAccounts(plane.kubeconfig);
    const ledger = { folder: path.join(plane.dir, 'privileges'), isWhole: plane.controllers && (await isWhole(project)) };
    const close = async (): Promise<void> => {
      try {
        await judgePart(ledger, plane);
      } finally {
        await plane.close();
      }
    };
    return { ...plane, close, ledger };
  } catch (error) {
    await plane.close();
    throw error;
  }
}

/** Where the test that judges a whole run was not among those that were chosen. */
async function judgePart(ledger: PrivilegeLedger, plane: ControlPlane): Promise<void> {
  if ((await usesIn(ledger.folder)).some(({ name }) => name === 'shared')) return;
  await enterPlane(ledger, 'shared', plane);
  const complaints = await complaintsOf(ledger);
  if (complaints.length > 0) throw new Error(`the loops of the tests went beyond the generated rights:\n${complaints.join('\n')}`);
}

/**
 * vitest's global set-up of project `cluster`: one control plane for all its files, with accounts for the reconcile loops that tests start. The
 * returned function ends it; it fails where the loops did what the generated rights do not allow. `AISTACK_TEST_PLANE`
 * names the folder of one that runs already (with controllers): it is used and left as it is, which saves its start while tests are written.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const source = findControlPlane(process.env, PROJECT_ROOT);
  if (source.from === 'nowhere') {
    process.stderr.write(`cluster tests are skipped: ${source.why}\n`);
    project.provide('clusterSkipped', source.why);
    project.provide('kubeconfig', undefined);
    project.provide('controllers', false);
    project.provide('controlPlane', undefined);
    project.provide('privilegeLedger', undefined);
    return async () => {};
  }
  const running = process.env['AISTACK_TEST_PLANE'];
  const plane: Started =
    running === undefined || running === ''
      ? await startShared(project, source)
      : { ...controlPlaneFiles(running), controllers: true, ledger: undefined, close: async () => {} };
  const { kubeconfig, kubeconfigs, dir, kubectl, controllers } = plane;
  if (!controllers)
    process.stderr.write('cluster tests that need controllers are skipped: KUBEBUILDER_ASSETS has only API server and etcd\n');
  project.provide('clusterSkipped', undefined);
  project.provide('kubeconfig', kubeconfig);
  project.provide('controllers', controllers);
  project.provide('controlPlane', { kubeconfig, kubeconfigs, dir, kubectl, controllers });
  project.provide('privilegeLedger', plane.ledger);
  return plane.close;
}
