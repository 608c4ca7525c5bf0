import { connect, type Connection } from '../../src/cluster/connect.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { marieCluster } from '../../src/kinds/marie/marie-cluster.ts';
import { marieJob } from '../../src/kinds/marie/marie-job.ts';
import { marieHandler } from '../../src/sandbox/stand-ins/marie/marie-handler.ts';
import { createMarieSite } from '../../src/sandbox/stand-ins/marie/marie-site.ts';
import type { SharedControlPlane } from './control-plane-setup.ts';
import { MARIE_KEY } from './marie-stand-in.ts';
import type { CliResult } from './run-cli.ts';
import { runHere, type HereOptions } from './run-here.ts';
import { applyServedPods } from './served-pods.ts';
import { standBehind } from './standing-server.ts';
import { uniqueNamespace } from './unique-namespace.ts';

/** A namespace with the MarieCluster `docs`, a gateway behind its Service, and the hands to play the operator of jobs. */
export interface MarieCommandScene {
  readonly connection: Connection;
  readonly namespace: string;
  /** Runs `kubectl marie` in this process, in the namespace. */
  marie(words: string | readonly string[], options?: HereOptions): Promise<CliResult>;
  job(name: string): Promise<KubeObject>;
  /** Writes the status of a job. */
  tell(job: string, status: JsonObject): Promise<void>;
  close(): Promise<void>;
}

const TEMPLATE = { spec: { containers: [{ name: 'marie', image: 'marieai/marie:4.0.0' }] } };
const GROUPS = [
  { groupName: 'ocr', replicas: 2, template: TEMPLATE },
  { groupName: 'ner', replicas: 1, template: TEMPLATE },
];

/** Sets the scene. */
export async function marieCommandScene(plane: SharedControlPlane): Promise<MarieCommandScene> {
  const { kubeconfig } = plane;
  const connection = await connect({ kubeconfig, program: 'marie-test', version: '0', fieldManager: 'marie-cli' });
  const installed = await runHere(['install', '--adopt'], { kubeconfig });
  if (installed.code !== 0) throw new Error(installed.stderr);
  const namespace = await uniqueNamespace(connection.api, 'marie-commands');
  const clock = createSystemClock({ holdsProcess: false });
  const handler = marieHandler({ site: createMarieSite(), keys: [MARIE_KEY], clock, random: Math.random });
  const where = { namespace, service: 'docs-server-svc', port: 8080 };
  const standing = await standBehind(plane, where, (request, response) => void handler.handle(request, response));
  await applyServedPods(connection.api, { namespace, name: 'docs-server-svc', port: 8080 });
  await connection.api.create(marieCluster, {
    apiVersion: 'marie.ai/v1alpha1',
    kind: 'MarieCluster',
    metadata: { name: 'docs', namespace },
    spec: { serverSpec: { template: TEMPLATE }, executorGroupSpecs: GROUPS },
  });
  await standing.reached();
  return {
    connection,
    namespace,
    marie: async (words, options = {}) =>
      await runHere([...(typeof words === 'string' ? words.split(' ') : words), '-n', namespace], {
        executable: 'kubectl-marie',
        kubeconfig,
        ...options,
      }),
    job: async (name) => await connection.api.get(marieJob, { name, namespace }),
    tell: async (name, status) => {
      await connection.api.patch(marieJob, { name, namespace }, { type: 'merge', body: { status } }, { subresource: 'status' });
    },
    close: async () => {
      handler.end();
      await standing.close();
      connection.close();
    },
  };
}
