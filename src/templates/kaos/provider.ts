/** Prefixes by which LiteLLM tells providers apart. A name that begins with anything else has no provider (a model of Hugging Face, say). */
const PROVIDERS: ReadonlySet<string> = new Set(
  (
    'openai ollama ollama_chat azure azure_ai anthropic bedrock vertex_ai gemini groq mistral cohere cohere_chat huggingface together_ai ' +
    'openrouter deepseek hosted_vllm vllm replicate perplexity fireworks_ai xai nvidia_nim databricks watsonx sagemaker cloudflare deepinfra ' +
    'lm_studio litellm_proxy text-completion-openai custom_openai codestral voyage jina_ai llamafile xinference friendliai github sambanova cerebras'
  ).split(' '),
);

/** The provider that a model's name begins with, if any. */
export function providerOf(model: string): string | undefined {
  const prefix = model.slice(0, Math.max(0, model.indexOf('/')));
  return PROVIDERS.has(prefix) ? prefix : undefined;
}

/** A model's name without the provider before it. */
export function withoutProvider(model: string): string {
  const provider = providerOf(model);
  return provider === undefined ? model : model.slice(provider.length + 1);
}

/** Whether a provider speaks Ollama's own protocol. */
export function isOllama(provider: string | undefined): boolean {
  return provider === 'ollama' || provider === 'ollama_chat';
}

/** Whether a provider is asked as OpenAI is: it wants some key, even for a backend without one. */
export function isOpenAi(provider: string | undefined): boolean {
  return provider === 'openai' || provider === 'text-completion-openai' || provider === 'custom_openai';
}
