import { DEPLOYMENT, STATEFUL_SET } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { controllerOf } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { tenantNames } from '../../../templates/neurallog/names.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { JOB } from '../describe-object/known-types.ts';

/** What runs pods for an object. */
export const WORKLOAD_TYPES: readonly ResourceType[] = [DEPLOYMENT, STATEFUL_SET, JOB];

/** One workload of an object. */
export interface WorkloadPart {
  /** What its labels say that it is for; where they say nothing, its name. */
  readonly component: string;
  readonly name: string;
  /** Label selector of its pods. */
  readonly selector: string;
}

const COMPONENT_LABELS = ['app.kubernetes.io/component', 'neurallog.io/component', 'component'];

/** Where the children of cluster-scoped kinds live. */
const NAMESPACE_OF: Readonly<Record<string, (name: string) => string>> = { 'tenants.neurallog.io': tenantNames.namespace };

/** The namespace in which an object's workloads run. Throws where nobody knows (a cluster-scoped kind that is not in the table). */
export function workloadNamespace(kind: KindIdentity, object: KubeObject): string {
  const namespace = object.metadata.namespace ?? NAMESPACE_OF[resourceNameOf(kind)]?.(object.metadata.name);
  if (namespace === undefined) throw new Error(`the workloads of ${resourceNameOf(kind)} have no known namespace`);
  return namespace;
}

function selectorOf({ spec }: KubeObject): string | undefined {
  const selector = isJsonObject(spec) && isJsonObject(spec['selector']) ? spec['selector']['matchLabels'] : undefined;
  if (!isJsonObject(selector) || Object.keys(selector).length === 0) return undefined;
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

/** The workloads among some objects that are there for an object, by component. */
export function workloadParts(primary: KubeObject, workloads: readonly KubeObject[]): readonly WorkloadPart[] {
  return workloads
    .filter((workload) => controllerOf(workload)?.uid === primary.metadata.uid)
    .flatMap((workload): readonly WorkloadPart[] => {
      const selector = selectorOf(workload);
      const { labels = {}, name } = workload.metadata;
      const component = COMPONENT_LABELS.flatMap((label) => labels[label] ?? [])[0] ?? name;
      return selector === undefined ? [] : [{ component, name, selector }];
    })
    .toSorted((left, right) => (left.component < right.component ? -1 : Number(left.component > right.component)));
}

/** The parts that the words name; all without words. Throws a CliError (exit 4) that lists what there is. */
export function chosenParts(parts: readonly WorkloadPart[], words: readonly string[], what: string): readonly WorkloadPart[] {
  const unknown = words.find((word) => !parts.some(({ component, name }) => component === word || name === word));
  if (unknown !== undefined) {
    throw new CliError({
      exit: EXIT.notFound,
      message: `${what} has no component ${unknown}`,
      fix: parts.length === 0 ? 'it runs nothing yet' : `it has ${[...new Set(parts.map(({ component }) => component))].join(', ')}`,
    });
  }
  return words.length === 0 ? parts : parts.filter(({ component, name }) => words.includes(component) || words.includes(name));
}
