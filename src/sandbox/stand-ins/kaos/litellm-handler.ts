import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../kernel/clock.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { chatMessages, modelCompletion, modelEvents, type ChatHead } from './chat-answers.ts';
import { bodyText, randomHex, sendEvents, sendJson } from './http-answer.ts';
import type { LitellmConfig } from './litellm-config.ts';
import { listedModels, routeModel } from './litellm-routing.ts';
import { modelMind } from './model-mind.ts';

/** What a proxy runs on. */
export interface LitellmHandlerOptions {
  readonly config: LitellmConfig;
  readonly clock: Clock;
  /** In [0, 1): ids come from it. */
  readonly random: () => number;
}

const OPEN = new Set(['/', '/health/liveliness', '/health/liveness', '/health/readiness']);

function refuse(response: ServerResponse, status: number, message: string, type: string, param: string | null = null): void {
  sendJson(response, status, { error: { message, type, param, code: String(status) } });
}

/**
 * A LiteLLM proxy as a listener for Node's HTTP server. It lets in, lists, routes and refuses as the real one does; behind it are no backends: it
 * answers by itself, always the same to the same question.
 */
export function litellmHandler({
  clock,
  config,
  random,
}: LitellmHandlerOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const list = (response: ServerResponse): void => {
    const data = listedModels(config).map((id) => ({ id, object: 'model', created: 1_677_610_602, owned_by: 'openai' }));
    sendJson(response, 200, { data, object: 'list' });
  };

  const health = (response: ServerResponse): void => {
    const endpoints = config.models.map(({ model }) => {
      const named = model === '*' ? 'openai/container' : model.replace(/\*$/, 'container');
      return { model: named, model_id: createHash('sha256').update(model).digest('hex') };
    });
    sendJson(response, 200, { healthy_endpoints: endpoints, unhealthy_endpoints: [], healthy_count: endpoints.length, unhealthy_count: 0 });
  };

  const chat = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body: unknown;
    try {
      body = JSON.parse(await bodyText(request));
    } catch {
      return refuse(response, 400, 'Invalid JSON payload', 'invalid_request_error');
    }
    const { messages: sent, model: given, stream } = isJsonObject(body) ? body : {};
    const model = typeof given === 'string' ? given : undefined;
    const routed = routeModel(config, model);
    if ('status' in routed)
      return refuse(response, routed.status, routed.message, routed.status === 400 ? 'invalid_request_error' : 'internal_server_error');
    const messages = chatMessages(sent);
    const head: ChatHead = {
      id: `chatcmpl-${randomHex(random, 32)}`,
      created: Math.floor(clock.now() / 1000),
      model: model ?? 'None/None',
    };
    const text = modelMind(routed.model, messages);
    if (stream === true) return sendEvents(response, modelEvents(head, text));
    return sendJson(response, 200, modelCompletion(head, text, messages));
  };

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://litellm');
    if (pathname === '/')
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!DOCTYPE html><title>LiteLLM API</title>\n');
    if (pathname === '/health/readiness') return sendJson(response, 200, { status: 'healthy', db: 'Not connected' });
    if (OPEN.has(pathname)) return sendJson(response, 200, "I'm alive!");
    const key = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    if (config.masterKey !== undefined && key === '')
      return refuse(response, 401, 'Authentication Error, No api key passed in.', 'auth_error', 'None');
    if (config.masterKey !== undefined && key !== config.masterKey) return refuse(response, 400, 'No connected db.', 'no_db_connection');
    if (pathname === '/health') return health(response);
    if (pathname === '/v1/models' || pathname === '/models') return list(response);
    if (/^(?:\/v1)?\/chat\/completions$/.test(pathname) && request.method === 'POST') return chat(request, response);
    return sendJson(response, 404, { detail: 'Not Found' });
  };
}
