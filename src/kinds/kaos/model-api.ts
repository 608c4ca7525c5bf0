import { SECRET } from '../../kernel/builtin-types.ts';
import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import { environmentReferences } from '../shared/environment-references.ts';
import type { ModelApiSpec } from './model-api-spec.ts';
import { modelApiSpec } from './model-api-spec.ts';
import type { ModelApiStatus } from './model-api-status.ts';
import { modelApiStatus } from './model-api-status.ts';

export type { ModelApiSpec } from './model-api-spec.ts';
export type { ModelApiStatus } from './model-api-status.ts';

/** Names of ModelAPIs: their Service is `modelapi-<name>`. */
export const modelApiName = nameRule('RFC 1123 label', 54, 'its Service is called modelapi-<name>');

/** A model behind an OpenAI-compatible endpoint. */
export const modelApi: KindDefinition<ModelApiSpec, ModelApiStatus> = {
  system: 'kaos',
  group: 'kaos.tools',
  version: 'v1alpha1',
  kind: 'ModelAPI',
  listKind: 'ModelAPIList',
  plural: 'modelapis',
  singular: 'modelapi',
  scope: 'Namespaced',
  shortNames: ['api', 'apis'],
  categories: ['kaos'],
  description: 'A model behind an OpenAI-compatible endpoint: LiteLLM in front of a backend, or Ollama with a model of its own.',
  columns: [
    { name: 'Mode', type: 'string', jsonPath: '.spec.mode' },
    { name: 'Ready', type: 'boolean', jsonPath: '.status.ready' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Endpoint', type: 'string', jsonPath: '.status.endpoint', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  references: [
    { path: ['spec', 'proxyConfig', 'apiKey', 'valueFrom', 'secretKeyRef'], to: SECRET },
    { path: ['spec', 'proxyConfig', 'configYaml', 'fromSecretKeyRef'], to: SECRET },
    ...environmentReferences('spec', 'proxyConfig', 'env'),
    ...environmentReferences('spec', 'serverConfig', 'env'),
    ...environmentReferences('spec', 'hostedConfig', 'env'),
    ...environmentReferences('spec', 'container', 'env'),
  ],
  smallestSpec: { mode: 'Proxy', proxyConfig: {} },
  nameProblem: modelApiName.problem,
  rules: modelApiName.rules,
  specPresence: 'required',
  spec: modelApiSpec,
  status: modelApiStatus,
};
