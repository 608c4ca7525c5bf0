import { usedRights } from './privilege-rights.ts';

/** A call of one of the users that are looked for, as the server's audit log has it. */
export interface AuditedCall {
  readonly user: string;
  /** The rights that it used, by name; none for a path that is no resource, and for reviews of one's own rights, which are everybody's. */
  readonly rights: readonly string[];
  /** What was asked and what the authorizer said, where it refused. A refusal by admission (a quota, a namespace that ends) is none. */
  readonly refusal?: string;
}

/** What is read of an entry (audit.k8s.io/v1, level Metadata). */
interface AuditEntry {
  readonly verb: string;
  readonly requestURI: string;
  readonly user?: { readonly username?: string };
  readonly impersonatedUser?: { readonly username?: string };
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly apiGroup?: string };
  readonly responseStatus?: { readonly code?: number; readonly message?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Of a right that is only asked for while a request is under way: an apply that creates, a Role that gives more than its maker has. */
const REFUSED_WITHIN = /^[^:]* is forbidden: .*(User ".*" cannot |is attempting to grant )/;

function refusalOf({ annotations, requestURI, responseStatus, verb }: AuditEntry): string | undefined {
  const { code, message = '' } = responseStatus ?? {};
  const isForbidden = annotations?.['authorization.k8s.io/decision'] === 'forbid' || (code === 403 && REFUSED_WITHIN.test(message));
  return isForbidden ? `${verb} ${requestURI}: ${message}` : undefined;
}

/** One line of an audit log; undefined for what somebody else did. */
export function auditedCall(line: string, users: readonly string[]): AuditedCall | undefined {
  // Most lines are of others: reading them all would take longer than the search.
  if (!users.some((user) => line.includes(user))) return undefined;
  const entry = JSON.parse(line) as AuditEntry;
  const user = entry.impersonatedUser?.username ?? entry.user?.username ?? '';
  if (!users.includes(user)) return undefined;
  const { apiGroup = '', resource = '', subresource } = entry.objectRef ?? {};
  const isOwnReview = resource.startsWith('selfsubject');
  const made = entry.verb === 'patch' && entry.responseStatus?.code === 201;
  const refusal = refusalOf(entry);
  return {
    user,
    rights:
      resource === '' || isOwnReview || refusal !== undefined
        ? []
        : usedRights({ verbs: made ? ['patch', 'create'] : [entry.verb], resource, subresource, group: apiGroup }),
    ...(refusal === undefined ? {} : { refusal }),
  };
}
