import { isJsonObject } from '../../../kernel/json.ts';
import type { Session } from '../session.ts';

/** One question to the API server: may I? `namespace` absent: in all namespaces, or of the cluster. */
export interface AccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

export interface AccessAnswer {
  readonly allowed: boolean;
  readonly reason: string | undefined;
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Asks by a SelfSubjectAccessReview, which stores nothing. */
export async function mayI(session: Session, question: AccessQuestion, signal: AbortSignal): Promise<AccessAnswer> {
  const resourceAttributes = Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined));
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  const answer = await session.during({ verb: 'create' }, () => session.api.raw('POST', PATH, { body, signal }));
  const status = isJsonObject(answer) && isJsonObject(answer['status']) ? answer['status'] : {};
  const { allowed, reason } = status;
  return { allowed: allowed === true, reason: typeof reason === 'string' && reason !== '' ? reason : undefined };
}
