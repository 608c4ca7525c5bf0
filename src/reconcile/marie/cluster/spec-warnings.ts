import type { MarieClusterSpec } from '../../../kinds/marie/cluster-spec.ts';
import { hasCommand, mainContainer, templateParts } from '../../../templates/marie/main-container.ts';
import type { ClusterProblem } from './spec-problem.ts';

/** What can be followed and is still likely not to do what its author wishes. */
export function specWarnings(spec: MarieClusterSpec): readonly ClusterProblem[] {
  const warnings: ClusterProblem[] = [];
  const warn = (reason: string, message: string): unknown => warnings.push({ reason, message });
  if (spec.serverSpec.replicas > 1) {
    warn(
      'ManyServers',
      `spec.serverSpec.replicas is ${spec.serverSpec.replicas}: each server pod runs a scheduler of its own over one database`,
    );
  }
  const opens = spec.enableIngress === true;
  if (opens) {
    warn(
      'IngressExposesGateway',
      "spec.enableIngress opens every route of the gateway: most ask for no key, and lists of jobs show their submitters' keys",
    );
  }
  if (!opens && spec.ingress !== undefined) warn('IngressUnused', 'spec.ingress has no effect without spec.enableIngress');
  for (const [index, group] of spec.executorGroupSpecs.entries()) {
    const field = `spec.executorGroupSpecs[${index}]`;
    if (!hasCommand(mainContainer(templateParts(group.template)))) {
      warn('NoCommand', `${field} (${group.groupName}) names no command and no args: Marie's own images then print their help and end`);
    }
  }
  return warnings;
}
