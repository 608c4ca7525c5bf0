import { z } from 'zod';
import { errorWords } from './error-words.ts';
import type { KaosOutside } from './kaos-outside.ts';
import type { ServicePort } from '../../cluster/service-caller.ts';

/** One model that a server lists. */
export interface ListedModel {
  readonly name: string;
  /** LiteLLM: who it says owns it. */
  readonly ownedBy?: string;
  /** LiteLLM, of models that it knows: chat, embedding. */
  readonly mode?: string;
  /** Ollama: bytes on its disk. */
  readonly sizeBytes?: number;
  /** Ollama: when it was pulled, RFC 3339. */
  readonly modifiedAt?: string;
}

/** Unauthorized: it wants a key, or another one. Protocol: the answer is no list of models. */
export type ModelCatalogFailure = 'Unauthorized' | 'Protocol';

/** Why the models of a server could not be listed though it answered. */
export class ModelCatalogError extends Error {
  override readonly name = 'ModelCatalogError';
  readonly reason: ModelCatalogFailure;

  constructor(reason: ModelCatalogFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What LiteLLM and Ollama list. No answer is an ApiError (see ServiceCaller), one that is none a {@link ModelCatalogError}. */
export interface ModelCatalog {
  /** LiteLLM, `/v1/models`. Its order; names that patterns serve are not among them, or only some. */
  proxied(server: ServicePort, apiKey: string | undefined, signal: AbortSignal): Promise<readonly ListedModel[]>;
  /** Ollama, `/api/tags`. */
  hosted(server: ServicePort, signal: AbortSignal): Promise<readonly ListedModel[]>;
}

const proxied = z.object({ data: z.array(z.object({ id: z.string(), owned_by: z.string().nullish(), mode: z.string().nullish() })) });

const hosted = z.object({
  models: z.array(z.object({ name: z.string(), size: z.number().nullish(), modified_at: z.string().nullish() })).nullable(),
});

const TIMEOUT_MS = 15_000;

/** What LiteLLM without a database says, with status 400, to a key that is not its master key. */
const WRONG_KEY = /No connected db/;

/** Asks for the models of servers. */
export function createModelCatalog({ services }: KaosOutside): ModelCatalog {
  const ask = async (server: ServicePort, path: string, apiKey: string | undefined, signal: AbortSignal): Promise<unknown> => {
    const headers = { accept: 'application/json', ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) };
    const { status, body } = await services.call(server, { method: 'GET', path, headers, timeoutMs: TIMEOUT_MS, signal });
    const text = body.toString('utf8');
    if (status < 200 || status > 299) {
      const words = errorWords(text) ?? 'no explanation';
      const wantsKey = status === 401 || status === 403 || (status === 400 && WRONG_KEY.test(words));
      throw new ModelCatalogError(wantsKey ? 'Unauthorized' : 'Protocol', `GET ${path}: ${String(status)}: ${words}`);
    }
    try {
      return JSON.parse(text);
    } catch {
      throw new ModelCatalogError('Protocol', `GET ${path}: ${String(status)}, but the answer is no JSON`);
    }
  };
  return {
    proxied: async (server, apiKey, signal) => {
      const parsed = proxied.safeParse(await ask(server, '/v1/models', apiKey, signal));
      if (!parsed.success) throw new ModelCatalogError('Protocol', 'GET /v1/models: the answer is no list of models');
      return parsed.data.data.map(({ id, mode, owned_by: ownedBy }) => ({
        name: id,
        ...(typeof ownedBy === 'string' && { ownedBy }),
        ...(typeof mode === 'string' && { mode }),
      }));
    },
    hosted: async (server, signal) => {
      const parsed = hosted.safeParse(await ask(server, '/api/tags', undefined, signal));
      if (!parsed.success) throw new ModelCatalogError('Protocol', 'GET /api/tags: the answer is no list of models');
      return (parsed.data.models ?? []).map(({ modified_at: modifiedAt, name, size }) => ({
        name,
        ...(typeof size === 'number' && { sizeBytes: size }),
        ...(typeof modifiedAt === 'string' && { modifiedAt }),
      }));
    },
  };
}
