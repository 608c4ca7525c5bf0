import { providerOf, type LitellmConfig, type ProxiedModel } from './litellm-config.ts';

/** Where a request goes, or why it goes nowhere. */
export type Routed = { readonly model: string } | { readonly status: 400 | 500; readonly message: string };

/** Whether an entry is kept: a model without a provider is dropped when the proxy starts, without a word. */
function isKept({ model }: ProxiedModel): boolean {
  return model === '*' || providerOf(model) !== undefined;
}

function isPattern(name: string): boolean {
  return name.endsWith('*');
}

function fits(pattern: string, model: string): boolean {
  return isPattern(pattern) && model.startsWith(pattern.slice(0, -1));
}

/** What the backend is asked for by a pattern: `openai/*` behind `local/*` makes `openai/b` of `local/b`. */
function behind({ model, name }: ProxiedModel, asked: string): string {
  if (!isPattern(model)) return model;
  if (model === '*') return asked;
  return `${model.slice(0, -1)}${name === '*' ? asked : asked.slice(name.length - 1)}`;
}

/** Finds the entry for a model as LiteLLM does (measured on 1.106.2): by name, by what stands behind a name, by pattern. */
export function routeModel({ models }: LitellmConfig, given: string | undefined): Routed {
  const asked = given ?? 'None';
  const kept = models.filter(isKept);
  const entry =
    kept.find(({ name }) => name === asked) ??
    kept.find(({ model }) => model === asked && !isPattern(model)) ??
    kept.filter(({ name }) => fits(name, asked)).toSorted((one, other) => other.name.length - one.name.length)[0];
  if (entry === undefined) {
    const isDropped = models.some(({ name }) => name === asked);
    if (isDropped || kept.some(({ name }) => isPattern(name))) {
      return {
        status: 400,
        message: `litellm.BadRequestError: You passed in model=${asked}. There are no healthy deployments for this model`,
      };
    }
    return {
      status: 400,
      message: `/chat/completions: Invalid model name passed in model=${asked}. Call \`/v1/models\` to view available models for your key.`,
    };
  }
  const model = behind(entry, asked);
  const provider = providerOf(model);
  if (provider === undefined) {
    const message = `litellm.BadRequestError: LLM Provider NOT provided. Pass in the LLM provider you are trying to call. You passed model=${asked}`;
    return { status: 400, message };
  }
  if (provider === 'openai' && !entry.hasKey) {
    const message =
      'litellm.InternalServerError: InternalServerError: OpenAIException - Missing credentials. Please pass an `api_key`, or set `OPENAI_API_KEY`.';
    return { status: 500, message };
  }
  return { model };
}

/** The names that `/v1/models` lists: what is no pattern, and of OpenAI's pattern some that it knows; of a bare `*` nothing. */
export function listedModels({ models }: LitellmConfig): readonly string[] {
  const known = ['gpt-4o', 'gpt-4o-mini'];
  const names = models.filter(isKept).flatMap(({ model, name }) => {
    if (!isPattern(name)) return [name];
    return model === 'openai/*' ? known.map((each) => `openai/${each}`) : [];
  });
  return [...new Set(names)];
}
