import type { OperatorRule } from '../../src/manifests/operator/operator-values.ts';
import type { RecordedRequest } from './fault-proxy.ts';

/** `verb resource.group`, with the subresource behind the resource: `patch agents/status.kaos.tools`. */
function rightName(verb: string, resource: string, group: string): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}

/** Every right that rules give, by name. */
export function grantedBy(rules: readonly OperatorRule[]): readonly string[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => rightName(verb, resource, group)))),
  );
}

/** What was asked of a resource. */
interface Asked {
  readonly verbs: readonly string[];
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly group: string;
}

/** The names of the rights that it takes to do so. */
export function usedRights({ group, resource, subresource, verbs }: Asked): readonly string[] {
  const name = subresource === undefined ? resource : `${resource}/${subresource}`;
  return verbs.map((verb) => rightName(verb, name, group));
}

/** The rights that a request needs: an apply is a patch that may create. */
export function usedBy({ verb, resource, subresource, group, status }: RecordedRequest): readonly string[] {
  if (resource === '') return [];
  const verbs = verb !== 'apply' ? [verb] : status === 201 ? ['patch', 'create'] : ['patch'];
  return usedRights({ verbs, resource, subresource, group });
}

/** A resource that rules name. */
export interface NamedResource {
  readonly group: string;
  readonly resource: string;
}

/** Every resource that rules name. */
export function resourcesOf(rules: readonly OperatorRule[]): readonly NamedResource[] {
  return rules.flatMap(({ apiGroups, resources }) => apiGroups.flatMap((group) => resources.map((resource) => ({ group, resource }))));
}

/** The rules without any right on one resource. */
export function withoutResource(rules: readonly OperatorRule[], { group, resource }: NamedResource): readonly OperatorRule[] {
  return rules.flatMap((rule) => {
    if (!rule.apiGroups.includes(group)) return [rule];
    const resources = rule.resources.filter((name) => name !== resource);
    return resources.length === 0 ? [] : [{ ...rule, resources }];
  });
}
