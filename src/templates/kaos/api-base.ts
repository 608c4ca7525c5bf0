import { isOllama, isOpenAi } from './provider.ts';

/** The address of a backend as LiteLLM needs it for a provider, and what was changed. */
export interface ApiBase {
  readonly url: string;
  readonly note?: string;
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** Whether LiteLLM reads the address from its environment. */
function isReference(url: string): boolean {
  return /^os\.environ\/[A-Za-z_][A-Za-z0-9_]*$/.test(url);
}

/** What is wrong with the address of a backend, or undefined. */
export function apiBaseProblem(url: string): string | undefined {
  if (isReference(url)) return undefined;
  const { host, protocol } = parsed(url) ?? { host: '', protocol: '' };
  const isUrl = (protocol === 'http:' || protocol === 'https:') && host !== '' && !/\s/.test(url);
  return isUrl ? undefined : `spec.proxyConfig.apiBase is ${JSON.stringify(url)}: it must be a URL such as http://host:8080`;
}

/** Whether an address is that of an Ollama server: by its port, or by a part of its host name. */
export function isOllamaBase(url: string): boolean {
  const found = parsed(url);
  return found !== undefined && (found.port === '11434' || found.hostname.split(/[.-]/).includes('ollama'));
}

/**
 * `openai/` calls `<base>/chat/completions`, so the base ends in /v1; `ollama/` calls `<base>/api/…`, so it must not (measured with LiteLLM
 * 1.106). A path of another kind is left as it is.
 */
export function apiBaseFor(provider: string | undefined, base: string): ApiBase {
  if (isReference(base)) return { url: base };
  const trimmed = base.replace(/\/+$/, '');
  const { pathname } = parsed(trimmed) ?? { pathname: '' };
  if (isOpenAi(provider) && (pathname === '' || pathname === '/')) {
    return { url: `${trimmed}/v1`, note: `/v1 is added to ${base}, as OpenAI-compatible backends have it` };
  }
  if (isOllama(provider) && trimmed.endsWith('/v1')) {
    return { url: trimmed.replace(/\/+v1$/, ''), note: `/v1 is taken off ${base}, since Ollama is asked under /api` };
  }
  return { url: trimmed };
}
