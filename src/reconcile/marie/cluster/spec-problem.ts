import type { JsonObject } from '../../../kernel/json.ts';
import { marieClusterNameProblem } from '../../../kinds/marie/marie-cluster.ts';
import { objectsIn, templateParts } from '../../../templates/marie/main-container.ts';
import type { MarieClusterPrimary } from './cluster-key.ts';

/** One thing that is wrong, or worth a word: a reason for programs and a sentence for people. */
export interface ClusterProblem {
  readonly reason: string;
  readonly message: string;
}

function templateProblem(field: string, template: JsonObject): string | undefined {
  const { containers, spec } = templateParts(template);
  if (containers.length === 0) return `${field}.spec.containers must name at least one container`;
  if (objectsIn(spec['containers']).length !== (spec['containers'] as readonly unknown[]).length) {
    return `${field}.spec.containers must be a list of containers`;
  }
  for (const [index, container] of containers.entries()) {
    const at = `${field}.spec.containers[${index}]`;
    if (typeof container['name'] !== 'string' || container['name'] === '') return `${at}.name must be set`;
    if (typeof container['image'] !== 'string' || container['image'] === '') return `${at}.image must be set`;
  }
  return undefined;
}

/** The first thing that the schema cannot judge and that keeps the objects from being made; undefined where the spec is fine. */
export function specProblem({ metadata, spec }: MarieClusterPrimary): ClusterProblem | undefined {
  const nameProblem = marieClusterNameProblem(metadata.name, spec);
  if (nameProblem !== undefined) return { reason: 'InvalidName', message: nameProblem };
  const templates: readonly (readonly [string, JsonObject])[] = [
    ['spec.serverSpec.template', spec.serverSpec.template],
    ...spec.executorGroupSpecs.map(({ template }, index) => [`spec.executorGroupSpecs[${index}].template`, template] as const),
  ];
  const [message] = templates.flatMap(([field, template]) => templateProblem(field, template) ?? []);
  return message === undefined ? undefined : { reason: 'InvalidTemplate', message };
}
