import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { badRequest } from '../../failures/common-failures.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';
import type { PolicyRule } from '../policy-rule.ts';
import { joined, missingText, type Rbac } from '../rbac.ts';
import { AUTHORIZATION_GROUP, reviewType } from './review-type.ts';

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): JsonObject {
  return { verbs, apiGroups, resources, ...(resourceNames.length === 0 ? {} : { resourceNames }) };
}

/** What may I do here? The rules one by one, as roles have them. */
export function selfSubjectRulesReview(rbac: Rbac): ReviewResource {
  return {
    ...reviewType(AUTHORIZATION_GROUP, 'SelfSubjectRulesReview'),
    answer: ({ spec }, { requester }) => {
      const namespace = isJsonObject(spec) ? spec['namespace'] : undefined;
      if (typeof namespace !== 'string' || namespace === '') throw badRequest('no namespace on request');
      const { rules, missing } = rbac.rulesFor(requester, namespace);
      return {
        kind: 'SelfSubjectRulesReview',
        apiVersion: `${AUTHORIZATION_GROUP}/v1`,
        metadata: {},
        spec: {},
        status: {
          resourceRules: rules.filter(({ resources }) => resources.length > 0).map(resourceRule),
          nonResourceRules: rules
            .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
            .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
          incomplete: false,
          ...(missing.length === 0 ? {} : { evaluationError: joined(missing.map(missingText)) }),
        },
      };
    },
  };
}
