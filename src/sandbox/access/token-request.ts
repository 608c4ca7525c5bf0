import { timestamp } from '../../kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { apiFailure } from '../failures/api-failure.ts';
import { badRequest, invalid, notFound } from '../failures/common-failures.ts';
import type { ActionHandler } from '../requests/action-handler.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { ISSUER } from './service-account-token.ts';
import type { ServiceAccountTokens, TokenWish } from './service-account-tokens.ts';

const GROUP = 'authentication.k8s.io';
const REQUEST: Pick<ResourceType, 'group' | 'plural' | 'kind'> = { group: GROUP, plural: 'tokenrequests', kind: 'TokenRequest' };
const ACCOUNT: Pick<ResourceType, 'group' | 'plural' | 'kind'> = { group: '', plural: 'serviceaccounts', kind: 'ServiceAccount' };
const HOUR = 3_600;
const SHORTEST = 600;
const LONGEST = 2 ** 32;

/** What the handler needs. */
export interface TokenRequestOptions {
  readonly storage: ObjectStorage;
  readonly tokens: ServiceAccountTokens;
}

function durationProblem(seconds: number): string | undefined {
  if (seconds < SHORTEST) return 'may not specify a duration less than 10 minutes';
  return seconds > LONGEST ? 'may not specify a duration larger than 2^32 seconds' : undefined;
}

function invalidDuration(seconds: number, why: string): Error {
  const field = 'spec.expirationSeconds';
  const message = `Invalid value: ${String(seconds)}: ${why}`;
  // The server does not name the object here.
  return apiFailure(422, 'Invalid', `TokenRequest.${GROUP} "" is invalid: ${field}: ${message}`, {
    group: GROUP,
    kind: 'TokenRequest',
    causes: [{ reason: 'FieldValueInvalid', message, field }],
  });
}

/** The action `serviceaccounts/token`: issues a token of a service account, as `kubectl create token` asks for. */
export function createTokenRequest({ storage, tokens }: TokenRequestOptions): ActionHandler {
  const boundTo = (ref: JsonObject, namespace: string): NonNullable<TokenWish['bound']> => {
    const { kind, apiVersion = '', name, uid } = ref;
    const [version, group] = String(apiVersion).split('/').toReversed();
    if ((kind !== 'Pod' && kind !== 'Secret') || apiVersion !== 'v1') {
      throw badRequest(`cannot bind token to object of type ${group ?? ''}/${version ?? ''}, Kind=${String(kind)}`);
    }
    if (typeof name !== 'string' || name === '') throw badRequest('Name parameter required.');
    const plural = kind === 'Pod' ? 'pods' : 'secrets';
    const type = { group: '', plural, kind };
    const object = storage.get(plural, { namespace, name });
    if (object === undefined) throw notFound(type, name);
    if (typeof uid === 'string' && uid !== '' && uid !== object.metadata.uid) {
      const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
      throw apiFailure(409, 'Conflict', `Operation cannot be fulfilled on ${plural} "${name}": ${why}`, { name, kind: plural });
    }
    const { spec } = object;
    const nodeName = isJsonObject(spec) ? spec['nodeName'] : undefined;
    const node: KubeObject | undefined = typeof nodeName === 'string' ? storage.get('nodes', { name: nodeName }) : undefined;
    return { kind, object, ...(node === undefined ? {} : { node: { name: node.metadata.name, uid: node.metadata.uid } }) };
  };

  return ({ namespace = '', name }: ObjectKey, body) => {
    const account = storage.get('serviceaccounts', { namespace, name });
    if (account === undefined) throw notFound(ACCOUNT, name);
    const { metadata, spec } = isJsonObject(body) ? body : {};
    const ownName = isJsonObject(metadata) ? metadata['name'] : undefined;
    if (typeof ownName === 'string' && ownName !== '' && ownName !== name) {
      const message = `Invalid value: ${JSON.stringify(ownName)}: must match the service account name if specified`;
      throw invalid(REQUEST, name, [{ type: 'FieldValueInvalid', field: 'metadata.name', message }]);
    }
    const { audiences, expirationSeconds, boundObjectRef } = isJsonObject(spec) ? spec : {};
    const meant = Array.isArray(audiences) && audiences.length > 0 ? audiences.map(String) : [ISSUER];
    const seconds = typeof expirationSeconds === 'number' ? expirationSeconds : HOUR;
    const problem = durationProblem(seconds);
    if (problem !== undefined) throw invalidDuration(seconds, problem);
    const bound = isJsonObject(boundObjectRef) ? boundTo(boundObjectRef, namespace) : undefined;
    const { token, expires } = tokens.issue({ account, audiences: meant, seconds, ...(bound === undefined ? {} : { bound }) });
    const { uid } = account.metadata;
    return {
      kind: 'TokenRequest',
      apiVersion: `${GROUP}/v1`,
      metadata: { name, namespace, uid, creationTimestamp: timestamp(expires - seconds * 1000) },
      spec: { audiences: meant, expirationSeconds: seconds, boundObjectRef: boundObjectRef ?? null },
      status: { token, expirationTimestamp: timestamp(expires) },
    };
  };
}
