import type { TestProject } from 'vitest/node';
import type { ControlPlane } from './control-plane-types.ts';
import { controlPlaneFiles, startControlPlane } from './control-plane.ts';
import { findControlPlane } from './control-plane-source.ts';
import { PROJECT_ROOT } from './project-root.ts';

/** The control plane that the tests of project `cluster` share, as plain data. */
export type SharedControlPlane = Pick<ControlPlane, 'kubeconfig' | 'kubeconfigs' | 'dir' | 'kubectl' | 'controllers'>;

declare module 'vitest' {
  interface ProvidedContext {
    /** A cluster admin's kubeconfig; undefined where no API server was found. */
    kubeconfig: string | undefined;
    /** Whether controllers and make-believe kubelets run. */
    controllers: boolean;
    controlPlane: SharedControlPlane | undefined;
    /** Why the tests that need an API server are skipped; undefined when they run. */
    clusterSkipped: string | undefined;
  }
}

/**
 * vitest's global set-up of project `cluster`: one control plane for all its files. The returned function ends it. `AISTACK_TEST_PLANE`
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
    return async () => {};
  }
  const running = process.env['AISTACK_TEST_PLANE'];
  const plane =
    running === undefined || running === ''
      ? await startControlPlane({ nodes: 3, gpus: 8 }, source)
      : { ...controlPlaneFiles(running), controllers: true, close: async () => {} };
  const { kubeconfig, kubeconfigs, dir, kubectl, controllers } = plane;
  if (!controllers)
    process.stderr.write('cluster tests that need controllers are skipped: KUBEBUILDER_ASSETS has only API server and etcd\n');
  project.provide('clusterSkipped', undefined);
  project.provide('kubeconfig', kubeconfig);
  project.provide('controllers', controllers);
  project.provide('controlPlane', { kubeconfig, kubeconfigs, dir, kubectl, controllers });
  return plane.close;
}
