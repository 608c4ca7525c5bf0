import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';

function hosted(values: readonly string[]): readonly SpecField[] {
  const [model = ''] = values;
  if (model === '') throw usageError('--hosted needs a model', 'name one of Ollama, such as smollm2:135m');
  return [
    { path: ['mode'], value: 'Hosted' },
    { path: ['serverConfig', 'model'], value: model },
  ];
}

function proxy(values: readonly string[]): readonly SpecField[] {
  const [url = ''] = values;
  if (!URL.canParse(url)) throw usageError(`--proxy "${url}" is no URL`, 'write it like http://ollama.models:11434');
  return [
    { path: ['mode'], value: 'Proxy' },
    { path: ['proxyConfig', 'apiBase'], value: url },
  ];
}

function models(values: readonly string[]): readonly SpecField[] {
  return [
    { path: ['proxyConfig', 'models'], value: [...new Set(values.flatMap((value) => value.split(',')).filter((name) => name !== ''))] },
  ];
}

/** The short flags of `create modelapi`. */
export const MODEL_API_FLAGS: readonly CreateFlag[] = [
  { name: 'hosted', description: 'Run Ollama with this model.', helpValue: 'MODEL', fields: hosted },
  { name: 'proxy', description: 'Run LiteLLM before the backend at this URL.', helpValue: 'URL', fields: proxy },
  {
    name: 'models',
    description: 'Models that the proxy serves, separated by commas; may be repeated. Default: all of the backend.',
    helpValue: 'NAME,...',
    multiple: true,
    fields: models,
  },
];
