import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { ApiFailure, apiFailure, type FailureStatus } from '../failures/api-failure.ts';
import type { FaultAction } from '../requests/fault-hook.ts';
import type { Requester } from '../requests/requester.ts';
import type { RequestInfo, ResourceVerb } from '../requests/request-info.ts';
import type { ResourceRequestInfo } from '../requests/tunnels.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { type Answer, pageNotFound } from './answers/answer.ts';
import { negotiate } from './answers/negotiate.ts';
import { failureAnswer } from './answers/render.ts';
import { noSuchPath } from '../failures/common-failures.ts';
import type { ApiServerOptions } from './api-server-options.ts';
import { clientCertificate } from './client-certificate.ts';
import type { OpenApiServer } from './documents/serve-openapi.ts';
import type { ServedGroup } from './documents/served-types.ts';
import { meetFault, resetConnection } from './meet-fault.ts';
import { flag, parseRequest } from './requests/parse-request.ts';
import { serveResource } from './resources/serve-resource.ts';
import { serveReview } from './resources/serve-review.ts';
import { sendAnswer, startHeaders } from './send-answer.ts';
import { servePath } from './serve-path.ts';
import { warnOfDeprecation } from './warn-of-deprecation.ts';

/** What the server keeps besides its options. */
export interface ServerState {
  readonly served: () => readonly ServedGroup[];
  readonly openApi: OpenApiServer;
  /** Host and port. */
  readonly address: () => string;
  /** What is called when the server closes: ends watches. */
  readonly closers: Set<() => void>;
}

/** A request whose sender is known and who may ask for it. */
export interface Admitted {
  readonly info: RequestInfo;
  readonly requester: Requester;
}

/** 403 as the authorizer words it. */
function refused(info: RequestInfo, message: string, details: object | undefined): ApiFailure {
  const { resource } = info;
  const about =
    resource === undefined
      ? {}
      : {
          ...(resource.name === undefined ? {} : { name: resource.name }),
          ...(resource.group === '' ? {} : { group: resource.group }),
          kind: resource.plural,
        };
  return apiFailure(403, 'Forbidden', message, details ?? about);
}

/** Throws 403 where the requester may not do that. */
function checkRights({ authorizer }: Pick<ApiServerOptions, 'authorizer'>, info: RequestInfo, requester: Requester): void {
  const { allowed, message, details } = authorizer.authorize(requester, info);
  if (!allowed) throw refused(info, message, details);
}

/** Finds out who asks, and whether they may. Throws ApiFailure (401, 403); `onRequester` hears of the user before that. */
export function admit(
  options: ApiServerOptions,
  info: RequestInfo,
  request: IncomingMessage,
  onRequester: (requester: Requester) => void,
): Admitted {
  const certificate = clientCertificate(request.socket as TLSSocket);
  const user = options.authenticator.authenticate({ headers: request.headers, certificate });
  if (user === undefined) throw apiFailure(401, 'Unauthorized', 'Unauthorized');
  onRequester(user);
  const requester = options.authenticator.impersonate(user, request.headers, info);
  onRequester(requester);
  checkRights(options, info, requester);
  return { info, requester };
}

/** The type that a request names; undefined where it is not served in that version. */
export function resourceServed(options: Pick<ApiServerOptions, 'registry'>, { resource }: ResourceRequestInfo): ServedResource | undefined {
  const found = options.registry.find(resource.group, resource.plural);
  return found?.version === resource.version ? found : undefined;
}

/** Whether a request is about a resource. */
export function isResourceRequest(info: RequestInfo): info is ResourceRequestInfo {
  return info.resource !== undefined;
}

/** The answer to a resource that is not served: Kubernetes' own groups say so with a Status, of others the server knows nothing. */
export function notServed(state: ServerState, { resource }: ResourceRequestInfo): Answer {
  if (resource.group === '' || state.served().some(({ group, custom }) => group === resource.group && !custom)) throw noSuchPath();
  return pageNotFound();
}

/** Command line tools that people read get indented output (apiserver, `isPrettyPrint`). */
function wantsPretty(request: IncomingMessage, info: RequestInfo): boolean {
  if (info.query.has('pretty')) return flag(info.query, 'pretty');
  return /^(curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '');
}

async function answer(
  options: ApiServerOptions,
  state: ServerState,
  { info, requester }: Admitted,
  request: IncomingMessage,
  response: ServerResponse,
  fault: FaultAction | undefined,
  warnings: string[],
): Promise<Answer | undefined> {
  const pretty = wantsPretty(request, info);
  const { objects, clock, random, reviews = [], actions = new Map(), tunnels } = options;
  if (!isResourceRequest(info)) {
    const { accept, 'if-none-match': ifNoneMatch } = request.headers;
    const { openApi } = state;
    return servePath({ info, served: state.served(), openApi, accept, ifNoneMatch, pretty, address: state.address(), now: clock.now() });
  }
  const { group, version, plural } = info.resource;
  const review = reviews.find((one) => one.group === group && one.version === version && one.plural === plural);
  if (review !== undefined) return serveReview(review, info, requester, request, clock.now());
  const resource = resourceServed(options, info);
  if (resource === undefined) return notServed(state, info);
  const onClose = (callback: () => void): (() => void) => {
    state.closers.add(callback);
    return () => state.closers.delete(callback);
  };
  const onRetired = (callback: () => void): (() => void) => options.registry.onRetired(resourceNameOf(resource), callback);
  const warn = (text: string): void => {
    warnings.push(text);
  };
  const authorize = (verb: ResourceVerb): void => {
    checkRights(options, { ...info, resource: { ...info.resource, verb } }, requester);
  };
  const call = { info, requester, resource, request, response, objects, clock, random, pretty, fault, warn, onClose, onRetired, authorize };
  return warnOfDeprecation(resource, response, warnings, async () => serveResource(call, { actions, tunnels }));
}

/** What a thrown value says to the client. What is no ApiFailure is a mistake of the sandbox, and says where it happened. */
export function failureOf(error: unknown): FailureStatus {
  if (error instanceof ApiFailure) return error.status;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const details = { causes: [{ message: text }] };
  return apiFailure(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : text}`, details).status;
}

function failed(error: unknown, request: IncomingMessage): Answer {
  const status = failureOf(error);
  const headers = status.code === 403 && !(status.details?.causes !== undefined) ? { 'X-Content-Type-Options': 'nosniff' } : {};
  try {
    const { type, pretty } = negotiate(request.headers.accept);
    return failureAnswer(status, { type, pretty }, headers);
  } catch {
    return failureAnswer(status, undefined, headers);
  }
}

/** Handles one request from its head to the last byte of its answer; never rejects. */
export async function handleRequest(
  options: ApiServerOptions,
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const warnings: string[] = [];
  let requester: Requester | undefined;
  let info: RequestInfo = { method, path: url, query: new URLSearchParams() };
  let code = 0;
  startHeaders(response);
  try {
    info = parseRequest(method, url);
    const admitted = admit(options, info, request, (user) => {
      requester = user;
    });
    const outcome = await meetFault(options.faults?.before(info, admitted.requester), response, options.clock);
    if (!outcome.go) {
      code = outcome.answer?.status ?? 0;
      if (outcome.answer !== undefined) sendAnswer(response, outcome.answer, warnings, method);
      return;
    }
    const answered = await answer(options, state, admitted, request, response, outcome.fault, warnings);
    if (outcome.fault?.do === 'lose-answer') resetConnection(response);
    else if (answered !== undefined) sendAnswer(response, answered, warnings, method);
    code = outcome.fault?.do === 'lose-answer' ? 0 : (answered?.status ?? response.statusCode);
  } catch (error) {
    if (error instanceof URIError)
      sendAnswer(response, { status: 400, type: 'text/plain; charset=utf-8', body: '400 Bad Request' }, [], method);
    else if (response.headersSent) resetConnection(response);
    else sendAnswer(response, failed(error, request), warnings, method);
    code = response.statusCode;
  } finally {
    // What was not read of a body must not stand in the way of the next request on the connection.
    if (response.writableEnded && !request.readableEnded) request.resume();
    options.journal?.record({ info, requester, code, userAgent: request.headers['user-agent'] ?? '' });
  }
}
