import { SERVICE } from '../../../kernel/builtin-types.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import { mainContainer, templateParts } from '../../../templates/marie/main-container.ts';
import { clusterNames } from '../../../templates/marie/names.ts';
import { resourceTotals } from '../../../templates/marie/resource-totals.ts';
import { MARIE_SERVER } from '../../../templates/marie/server-facts.ts';
import { versionedImage } from '../../../templates/marie/versioned-image.ts';
import { imageVersion } from '../../../templates/shared/image-reference.ts';
import type { ClusterSituation } from './cluster-situation.ts';
import { readyPod } from './pod-findings.ts';

type Fields = Omit<MarieClusterStatus, 'phase' | 'conditions' | 'lastUpdateTime'>;

function endpointsOf({ observed, values }: ClusterSituation): Readonly<Record<string, string>> {
  const name = clusterNames.serverService(values.name);
  if (!observed.services.some((service) => service.kind === SERVICE.kind && service.metadata.name === name)) return {};
  const host = `${name}.${values.namespace}.svc`;
  return { grpc: `${host}:${MARIE_SERVER.grpcPort}`, http: `${host}:${MARIE_SERVER.httpPort}` };
}

/** The version that every server pod runs; what was known before while that is not sure. */
function versionOf({ primary, server, stored }: ClusterSituation): string | undefined {
  const { marieVersion, serverSpec } = primary.spec;
  const { image } = mainContainer(templateParts(serverSpec.template));
  if (!server.rollout.complete || server.want === 0 || typeof image !== 'string') return stored?.version;
  return imageVersion(versionedImage(image, marieVersion)).slice(0, 128);
}

/** Everything of the status that is counted or read: of groups that are gone nothing stays. */
export function clusterStatusFields(situation: ClusterSituation): Fields {
  const { groups, primary, problem, server, values } = situation;
  const pod = readyPod(server.pods);
  const version = versionOf(situation);
  const sum = (count: (group: (typeof groups)[number]) => number): number => groups.reduce((total, group) => total + count(group), 0);
  return {
    serverReady: server.rollout.readyReplicas > 0,
    desiredExecutorReplicas: sum(({ want }) => want),
    readyExecutorReplicas: sum(({ rollout }) => rollout.readyReplicas),
    availableExecutorReplicas: sum(({ availableReplicas }) => availableReplicas),
    executorGroupStatuses: Object.fromEntries(
      groups.map(({ availableReplicas, name, rollout, size, want }) => [
        name,
        {
          replicas: want,
          readyReplicas: rollout.readyReplicas,
          availableReplicas,
          ...(size.idleSince === undefined ? {} : { idleSince: size.idleSince }),
        },
      ]),
    ),
    ...(problem === undefined ? resourceTotals(values) : {}),
    endpoints: endpointsOf(situation),
    ...(pod === undefined ? {} : { serverInfo: { ...pod, serviceName: clusterNames.serverService(values.name) } }),
    ...(version === undefined ? {} : { version }),
    observedGeneration: primary.metadata.generation ?? 0,
  };
}
