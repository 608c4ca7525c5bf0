import type { Clock } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Requester } from '../requests/requester.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { serviceAccountGroups, serviceAccountUser } from './role-subject.ts';
import { ISSUER, type NamedUid, readToken, signToken, type TokenClaims } from './service-account-token.ts';

/** What to issue a token for. */
export interface TokenWish {
  readonly account: KubeObject;
  readonly audiences: readonly string[];
  readonly seconds: number;
  /** The token is void once this object is gone. */
  readonly bound?: { readonly kind: 'Pod' | 'Secret'; readonly object: KubeObject; readonly node?: NamedUid };
}

/** A token that is good, or why it is not; `why` is empty for what is none of ours. */
export type TokenVerdict = { readonly requester: Requester; readonly audiences: readonly string[] } | { readonly why: string };

/** Issues and reads tokens of service accounts. */
export interface ServiceAccountTokens {
  /** `expires` in milliseconds since the epoch. */
  issue(wish: TokenWish): { readonly token: string; readonly expires: number };
  /** `audiences`: the token must be meant for one of these. */
  verify(token: string, audiences: readonly string[]): TokenVerdict;
}

/** What issuing tokens needs. */
export interface TokenSources {
  readonly storage: ObjectStorage;
  readonly clock: Clock;
  /** In [0, 1), seeded: makes the signing key and the ids. */
  readonly random: () => number;
}

const QUOTED_LIST = (list: readonly string[]): string => `[${list.map((one) => JSON.stringify(one)).join(' ')}]`;

function named(object: KubeObject): NamedUid {
  return { name: object.metadata.name, uid: object.metadata.uid };
}

function requesterOf(claims: TokenClaims): Requester {
  const { namespace, serviceaccount, pod, node } = claims['kubernetes.io'];
  const about = (part: string, what: NamedUid | undefined): Record<string, string[]> =>
    what === undefined
      ? {}
      : { [`authentication.kubernetes.io/${part}-name`]: [what.name], [`authentication.kubernetes.io/${part}-uid`]: [what.uid] };
  return {
    name: serviceAccountUser(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: [...serviceAccountGroups(namespace), 'system:authenticated'],
    extra: {
      'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`],
      ...about('node', node),
      ...about('pod', pod),
    },
  };
}

/** Tokens that the account, the pod or the secret they are bound to takes with it when it goes. */
export function createServiceAccountTokens({ storage, clock, random }: TokenSources): ServiceAccountTokens {
  const bytes = (count: number): Buffer => Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
  const key = bytes(32);

  const goneObject = (claims: TokenClaims): string | undefined => {
    const { namespace, serviceaccount, pod, secret } = claims['kubernetes.io'];
    const held: readonly (readonly [string, NamedUid | undefined])[] = [
      ['serviceaccounts', serviceaccount],
      ['pods', pod],
      ['secrets', secret],
    ];
    for (const [resource, wanted] of held) {
      if (wanted === undefined) continue;
      const found = storage.get(resource, { namespace, name: wanted.name });
      if (found === undefined) return `${resource} "${wanted.name}" not found`;
      if (found.metadata.uid !== wanted.uid)
        return `the ${resource.slice(0, -1)} UID (${found.metadata.uid}) does not match the claim (${wanted.uid})`;
    }
    return undefined;
  };

  return {
    issue: ({ account, audiences, seconds, bound }) => {
      const { namespace = '', name } = account.metadata;
      const now = Math.floor(clock.now() / 1000);
      const exp = now + seconds;
      const token = signToken(
        {
          aud: audiences,
          exp,
          iat: now,
          iss: ISSUER,
          jti: bytes(16)
            .toString('hex')
            .replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-'),
          'kubernetes.io': {
            namespace,
            ...(bound?.node === undefined ? {} : { node: bound.node }),
            ...(bound === undefined ? {} : { [bound.kind === 'Pod' ? 'pod' : 'secret']: named(bound.object) }),
            serviceaccount: named(account),
          },
          nbf: now,
          sub: serviceAccountUser(namespace, name),
        },
        key,
      );
      return { token, expires: exp * 1000 };
    },
    verify: (token, audiences) => {
      const claims = readToken(token, key);
      if (claims === undefined) return { why: '' };
      const common = claims.aud.filter((audience) => audiences.includes(audience));
      if (common.length === 0) {
        return { why: `token audiences ${QUOTED_LIST(claims.aud)} is invalid for the target audiences ${QUOTED_LIST(audiences)}` };
      }
      if (clock.now() >= claims.exp * 1000) return { why: 'service account token has expired' };
      const why = goneObject(claims);
      return why === undefined ? { requester: requesterOf(claims), audiences: common } : { why };
    },
  };
}
