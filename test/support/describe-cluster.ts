import { describe, inject, test } from 'vitest';
import type { SharedControlPlane } from './control-plane-setup.ts';
import { sandboxPlane } from './sandbox-plane.ts';

/** What a case needs beyond an API server. */
export interface ClusterNeeds {
  /** Controllers, scheduler and kubelets: without them the case is skipped. Default: none. */
  readonly needs?: 'controllers';
}

function whySkipped(options: ClusterNeeds): string | undefined {
  if (sandboxPlane() !== undefined) return undefined;
  const why = inject('clusterSkipped');
  if (why !== undefined) return why;
  return options.needs === 'controllers' && !inject('controllers') ? 'needs controllers, and only API server and etcd run' : undefined;
}

function sharedPlane(): SharedControlPlane {
  const plane = sandboxPlane() ?? inject('controlPlane');
  if (plane === undefined) throw new Error('no control plane: this file is neither in project `cluster` nor in `sandbox`');
  return plane;
}

/**
 * A suite against an API server: the real one in project `cluster`, the sandbox of the file in project `sandbox`. `body` gets it. Where it
 * cannot run, one skipped test says why. Tests share the server: use a namespace of your own (`uniqueNamespace`), and cluster-scoped names that nobody else uses.
 */
export function describeCluster(name: string, body: (plane: SharedControlPlane) => void, options: ClusterNeeds = {}): void {
  const why = whySkipped(options);
  if (why !== undefined) {
    test(name, (context) => context.skip(why));
    return;
  }
  describe(name, () => {
    body(sharedPlane());
  });
}

/** One test against the API server of the project. */
export function clusterTest(name: string, body: (plane: SharedControlPlane) => Promise<void>, options: ClusterNeeds = {}): void {
  test(name, async (context) => {
    const why = whySkipped(options);
    if (why !== undefined) context.skip(why);
    await body(sharedPlane());
  });
}
