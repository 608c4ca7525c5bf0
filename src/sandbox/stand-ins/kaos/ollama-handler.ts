import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { timestamp, type Clock } from '../../../kernel/clock.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { chatMessages, modelCompletion, modelEvents, type ChatHead } from './chat-answers.ts';
import { bodyText, randomHex, sendEvents, sendJson } from './http-answer.ts';
import { modelMind } from './model-mind.ts';

/** What an Ollama runs on. */
export interface OllamaHandlerOptions {
  /** The models that were pulled. */
  readonly models: readonly string[];
  readonly clock: Clock;
  /** In [0, 1): ids come from it. */
  readonly random: () => number;
}

/** A model without a tag is its latest. */
function tagged(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).includes(':') ? model : `${model}:latest`;
}

/** Bytes that a model takes, by the number in its tag: 135m, 7b. */
function sizeOf(model: string): number {
  const [, number, unit] = /[:-](\d+(?:\.\d+)?)([mb])\b/i.exec(model) ?? [];
  return Math.round(Number(number ?? 1) * (unit?.toLowerCase() === 'm' ? 1e6 : 1e9) * 2);
}

/** Ollama as a listener for Node's HTTP server: its models, and chat by OpenAI's routes. It answers always the same to the same question. */
export function ollamaHandler({
  clock,
  models,
  random,
}: OllamaHandlerOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const pulled = clock.now();
  const held = models.map(tagged);
  const tags = held.map((name) => ({
    name,
    model: name,
    modified_at: timestamp(pulled),
    size: sizeOf(name),
    digest: createHash('sha256').update(name).digest('hex'),
    details: { parent_model: '', format: 'gguf', family: 'llama', families: ['llama'], parameter_size: '', quantization_level: 'F16' },
  }));

  const chat = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, message: string, type: string): void =>
      sendJson(response, status, { error: { message, type, param: null, code: null } });
    let body: unknown;
    try {
      body = JSON.parse(await bodyText(request));
    } catch {
      return refuse(400, 'invalid JSON', 'invalid_request_error');
    }
    const { messages: sent, model, stream } = isJsonObject(body) ? body : {};
    if (typeof model !== 'string' || model === '') return refuse(400, 'model is required', 'invalid_request_error');
    if (!held.includes(tagged(model))) return refuse(404, `model "${model}" not found, try pulling it first`, 'api_error');
    const messages = chatMessages(sent);
    const head: ChatHead = { id: `chatcmpl-${randomHex(random, 3)}`, created: Math.floor(clock.now() / 1000), model };
    const text = modelMind(model, messages);
    if (stream === true) return sendEvents(response, modelEvents(head, text));
    return sendJson(response, 200, modelCompletion(head, text, messages));
  };

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://ollama');
    if (pathname === '/') return void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('Ollama is running');
    if (pathname === '/api/version') return sendJson(response, 200, { version: '0.5.7' });
    if (pathname === '/api/tags') return sendJson(response, 200, { models: tags });
    if (pathname === '/v1/models') {
      const data = held.map((id) => ({ id, object: 'model', created: Math.floor(pulled / 1000), owned_by: 'library' }));
      return sendJson(response, 200, { object: 'list', data });
    }
    if (pathname === '/v1/chat/completions' && request.method === 'POST') return chat(request, response);
    return void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  };
}
