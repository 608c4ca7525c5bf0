import { isApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { parseScope } from '../../../kernel/shard.ts';
import { needResource } from '../../shared/auth/review-needs.ts';
import { operatorRules } from '../../shared/install-operator/operator-rules.ts';
import type { KindIdentity } from '../../shared/kind-identity.ts';
import type { Session } from '../../shared/session.ts';
import type { FoundManager } from './find-managers.ts';

const PATH = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

/**
 * The rights that a manager needs for these kinds and does not have, as `patch secrets`; undefined where one may not ask for others.
 * Asked by SubjectAccessReviews as its service account: nothing is stored.
 */
export async function missingRights(
  session: Session,
  { namespace, serviceAccount, scope }: FoundManager,
  kinds: readonly KindIdentity[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const { work, leases } = await operatorRules(kinds);
  const first = parseScope(scope).namespaces?.[0];
  const questions = [...work.map((rule) => ({ rule, at: first })), ...leases.map((rule) => ({ rule, at: first ?? namespace }))].flatMap(
    ({ rule, at }) =>
      rule.resources.flatMap((resource) => rule.verbs.map((verb) => ({ group: rule.apiGroups[0] ?? '', resource, verb, at }))),
  );
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  const user = `system:serviceaccount:${namespace}:${serviceAccount}`;
  const ask = async ({ group, resource, verb, at }: (typeof questions)[number]): Promise<string | undefined> => {
    const [plural, subresource] = resource.split('/');
    const resourceAttributes = {
      group,
      resource: plural,
      verb,
      ...(subresource !== undefined && { subresource }),
      ...(at !== undefined && { namespace: at }),
    };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user, groups, resourceAttributes } };
    const answer = await session.api.raw('POST', PATH, { body, signal });
    const status = isJsonObject(answer) && isJsonObject(answer['status']) ? answer['status'] : {};
    return status['allowed'] === true ? undefined : `${verb} ${needResource({ group, resource })}`;
  };
  try {
    const answers = await Promise.all(questions.map(ask));
    return [...new Set(answers.filter((missing) => missing !== undefined))];
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}
