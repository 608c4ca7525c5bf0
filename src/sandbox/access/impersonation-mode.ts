import type { ApiFailure } from '../failures/api-failure.ts';
import { MASTERS_GROUP, type Requester } from '../requests/requester.ts';
import type { AccessAttributes, ResourceAttributes } from './access-attributes.ts';
import type { AccessCheck } from './access-check.ts';
import { accessForbidden } from './access-forbidden.ts';
import type { ImpersonatedUser } from './impersonated-user.ts';
import { serviceAccountGroups } from './role-subject.ts';

/** One attempt: by whom, of whom, for which request. */
export interface ImpersonationAttempt {
  readonly requester: Requester;
  readonly wanted: ImpersonatedUser;
  readonly attributes: AccessAttributes;
  readonly check: AccessCheck;
}

/** One way to be allowed to act as somebody: gives the user to be, the refusal, or undefined where the way is not for this user. */
export type ImpersonationMode = (attempt: ImpersonationAttempt) => Requester | ApiFailure | undefined;

const AUTHENTICATION = 'authentication.k8s.io';
const SERVICE_ACCOUNT = /^system:serviceaccount:([a-z0-9][-a-z0-9]*):([a-z0-9][-a-z0-9.]*)$/u;
const NODE = /^system:node:([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)$/u;
const DOMAIN_PREFIXED = /^[a-z0-9][-a-z0-9.]*\/.+$/u;

function withEverybody(groups: readonly string[], name: string): readonly string[] {
  if (name === 'system:anonymous') return groups.includes('system:unauthenticated') ? groups : [...groups, 'system:unauthenticated'];
  return groups.includes('system:unauthenticated') || groups.includes('system:authenticated')
    ? groups
    : [...groups, 'system:authenticated'];
}

/** Where the right stands that one field of a user needs: old rights name users and groups in the core group. */
interface FieldRight {
  readonly attributes: ResourceAttributes;
  /** Refused whatever the rights are. */
  readonly never?: string;
}

function extraProblem(extra: ImpersonatedUser['extra']): string | undefined {
  for (const [key, list] of Object.entries(extra)) {
    if (!DOMAIN_PREFIXED.test(key)) {
      const why = `extra.key: Invalid value: ${JSON.stringify(key)}: must be a domain-prefixed path (such as "acme.io/foo")`;
      return `impersonating an invalid key in extra is not allowed: ${why}`;
    }
    if (list.includes('')) return 'impersonating the empty string value in extra is not allowed';
  }
  return undefined;
}

function fieldRights(verb: string, wanted: ImpersonatedUser, constrained: boolean): readonly FieldRight[] {
  const base = { verb, subresource: '', namespace: '' };
  const group = constrained ? AUTHENTICATION : '';
  const account = SERVICE_ACCOUNT.exec(wanted.name);
  const node = constrained ? NODE.exec(wanted.name) : null;
  const user: FieldRight =
    account !== null
      ? { attributes: { ...base, group, resource: 'serviceaccounts', namespace: account[1] ?? '', name: account[2] ?? '' } }
      : node !== null
        ? { attributes: { ...base, group, resource: 'nodes', name: node[1] ?? '' } }
        : { attributes: { ...base, group, resource: 'users', name: wanted.name } };
  const rights = [user];
  if (wanted.uid !== '') rights.push({ attributes: { ...base, group: AUTHENTICATION, resource: 'uids', name: wanted.uid } });
  if (constrained && wanted.groups.includes(MASTERS_GROUP)) {
    const attributes = { ...base, group, resource: 'groups', name: MASTERS_GROUP };
    return [...rights, { attributes, never: 'impersonating the system:masters group is not allowed' }];
  }
  for (const name of wanted.groups) rights.push({ attributes: { ...base, group, resource: 'groups', name } });
  const never = constrained ? extraProblem(wanted.extra) : undefined;
  const extras = { ...base, group: AUTHENTICATION, resource: 'userextras' };
  if (never !== undefined) return [...rights, { attributes: { ...extras, name: '' }, never }];
  for (const [key, list] of Object.entries(wanted.extra)) {
    for (const name of list) rights.push({ attributes: { ...extras, subresource: key, name } });
  }
  return rights;
}

function asUser({ requester, wanted, check }: ImpersonationAttempt, verb: string, constrained: boolean): Requester | ApiFailure {
  for (const { attributes, never } of fieldRights(verb, wanted, constrained)) {
    const { allowed, reason } = never === undefined ? check(requester, attributes) : { allowed: false, reason: never };
    if (!allowed) return accessForbidden(requester, attributes, reason);
  }
  const { name, uid, extra } = wanted;
  const account = SERVICE_ACCOUNT.exec(name);
  const fixed = account !== null ? serviceAccountGroups(account[1] ?? '') : constrained && NODE.test(name) ? ['system:nodes'] : [];
  return {
    name,
    ...(uid === '' ? {} : { uid }),
    groups: withEverybody(wanted.groups.length === 0 ? fixed : wanted.groups, name),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function constrainedMode(mode: string, isFor: (wanted: ImpersonatedUser) => boolean): ImpersonationMode {
  return (attempt) => {
    const { requester, wanted, attributes, check } = attempt;
    if (!isFor(wanted)) return undefined;
    const action = { ...attributes, verb: `impersonate-on:${mode}:${attributes.verb}` };
    const { allowed, reason } = check(requester, action);
    return allowed ? asUser(attempt, `impersonate:${mode}`, true) : accessForbidden(requester, action, reason);
  };
}

function onlyName({ uid, groups, extra }: ImpersonatedUser): boolean {
  return uid === '' && groups.length === 0 && Object.keys(extra).length === 0;
}

/**
 * The ways, in the order the server tries them (Kubernetes 1.36, KEP-5284): three that limit what may be done as the user, by the verbs
 * `impersonate-on:<mode>:<verb>` and `impersonate:<mode>`, and the old one by the verb `impersonate`. The one for a node that a service
 * account's pod runs on is left out.
 */
export const IMPERSONATION_MODES: readonly ImpersonationMode[] = [
  constrainedMode('arbitrary-node', (wanted) => onlyName(wanted) && NODE.test(wanted.name)),
  constrainedMode('serviceaccount', (wanted) => onlyName(wanted) && SERVICE_ACCOUNT.test(wanted.name)),
  constrainedMode('user-info', ({ name }) => !NODE.test(name) && !SERVICE_ACCOUNT.test(name)),
  (attempt) => asUser(attempt, 'impersonate', false),
];
