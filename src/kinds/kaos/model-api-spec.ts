import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import { envList, keyedEnvVar } from '../shared/environment.ts';
import type { Immutable } from '../shared/immutable.ts';
import { resourceRequirements } from '../shared/resources.ts';
import { withRule } from '../shared/rule.ts';
import { boundedString, nonEmptyString, patternString } from '../shared/text.ts';
import { configYaml } from './config-yaml.ts';
import { podOverrides, telemetry } from './pod-overrides.ts';

const { value, valueFrom } = keyedEnvVar.shape;

const apiKey = withRule(z.object({ value, valueFrom }), {
  rule: 'has(self.value) != has(self.valueFrom)',
  message: 'an API key has either a value or a valueFrom',
  check: (key) => (key.value === undefined) !== (key.valueFrom === undefined),
});

const proxyConfig = z.object({
  apiBase: boundedString().describe('URL of the backend. Alone it serves every model that the backend has.').exactOptional(),
  model: boundedString().describe('The one model to serve.').exactOptional(),
  models: boundedList(nonEmptyString())
    .min(1, 'must name at least one model')
    .describe('The models to serve; "*" and "prefix/*" are patterns.')
    .exactOptional(),
  provider: boundedString().describe("LiteLLM's prefix of the models, such as openai or ollama.").exactOptional(),
  apiKey: apiKey.describe('Key for the backend.').exactOptional(),
  configYaml: configYaml
    .describe(
      "LiteLLM's own configuration: a text, or an object with fromString or fromSecretKeyRef. It replaces apiBase, model and models.",
    )
    .exactOptional(),
  env: envList().describe('Environment variables of the proxy.').exactOptional(),
});

const hostedConfig = z.object({
  model: patternString(/^[A-Za-z0-9][-_.:/@A-Za-z0-9]*$/, 'be the name of an Ollama model, such as smollm2:135m').describe(
    'Ollama model to pull and serve.',
  ),
  env: envList().describe('Environment variables of Ollama.').exactOptional(),
  resources: resourceRequirements.describe('Resources of its container.').exactOptional(),
});

const fields = z.object({
  mode: z.enum(['Proxy', 'Hosted']).describe('Proxy: LiteLLM in front of other backends. Hosted: Ollama with a model of its own.'),
  proxyConfig: proxyConfig.describe('The backend of a proxy.').exactOptional(),
  serverConfig: hostedConfig.describe('The model of a hosted API.').exactOptional(),
  hostedConfig: hostedConfig.describe('Newer name of serverConfig, which wins where both are set.').exactOptional(),
  telemetry: telemetry.describe('OpenTelemetry.').exactOptional(),
  ...podOverrides,
});

const withProxy = withRule(fields, {
  rule: "self.mode != 'Proxy' || has(self.proxyConfig)",
  message: 'mode Proxy needs proxyConfig',
  check: (spec) => spec.mode !== 'Proxy' || spec.proxyConfig !== undefined,
});

/** Spec of a ModelAPI: the guide's fields, and beside them the names that newer releases of KAOS use. */
export const modelApiSpec = withRule(withProxy, {
  rule: "self.mode != 'Hosted' || has(self.serverConfig) || has(self.hostedConfig)",
  message: 'mode Hosted needs serverConfig',
  check: (spec) => spec.mode !== 'Hosted' || spec.serverConfig !== undefined || spec.hostedConfig !== undefined,
});

export type ModelApiSpec = Immutable<z.output<typeof modelApiSpec>>;
