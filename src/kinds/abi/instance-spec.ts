import { z } from 'zod';
import { compareQuantities } from '../../kernel/quantity.ts';
import { boundedList, boundedSet } from '../shared/collections.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { qualifiedName, storageClassName } from '../shared/names.ts';
import { quantity } from '../shared/quantity.ts';
import { localReference, secretKeyRef } from '../shared/references.ts';
import { resourceRequirements } from '../shared/resources.ts';
import { withRule } from '../shared/rule.ts';
import { httpUrl, nonEmptyString, patternString } from '../shared/text.ts';
import { autoscaling, highAvailability } from './availability.ts';
import { networking } from './networking.ts';

const TAG = /^(?:sha256:[a-f0-9]{64}|[A-Za-z0-9_][-.A-Za-z0-9_]{0,127}(?:@sha256:[a-f0-9]{64})?)$/;

const image = z.object({
  repository: nonEmptyString().default('ghcr.io/abi/abi').describe('Image without its tag.'),
  tag: patternString(TAG, 'be an image tag such as v1.0.0, or a digest (sha256:…)', 256)
    .default('latest')
    .describe('Tag or digest (sha256:…) of the image.'),
  pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).default('IfNotPresent').describe('When a node pulls the image.'),
  pullSecrets: boundedList(localReference('Secret (kubernetes.io/dockerconfigjson)'))
    .describe('Secrets with which the image is pulled.')
    .exactOptional(),
});

const features = z.object({
  ai: z.boolean().default(true).describe('AI and LLM features.'),
  gpu: z.boolean().default(false).describe('GPU acceleration. Without it the gpu block is ignored.'),
  database: z.boolean().default(true).describe('Vector database.'),
  network: z.boolean().default(true).describe('Distributed networking, with the gRPC port.'),
  web: z.boolean().default(true).describe('Web features, with the HTTP port.'),
  profiling: z.boolean().default(false).describe('Performance profiling.'),
});

const gpu = z.object({
  backend: z
    .enum(['auto', 'cuda', 'vulkan', 'metal', 'webgpu', 'none'])
    .default('auto')
    .describe('GPU backend. No node of Kubernetes offers metal.'),
  count: int32(0, 8).default(1).describe('GPUs of each replica.'),
  memory: patternString(/^[0-9]+(?:Gi|Mi)$/, 'be an amount such as 8Gi (Mi or Gi)', 16)
    .describe('Memory that the GPU should have; nodes that have it are preferred.')
    .exactOptional(),
  resourceName: qualifiedName().describe('Extended resource of the GPU, such as amd.com/gpu. Default: by backend.').exactOptional(),
});

const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'] as const;

const accessModes = withRule(boundedSet(z.enum(ACCESS_MODES), 3).min(1, 'must name at least one access mode'), {
  rule: "size(self) == 1 || !('ReadWriteOncePod' in self)",
  message: 'ReadWriteOncePod cannot be combined with other access modes',
  check: (modes) => modes.length === 1 || !modes.includes('ReadWriteOncePod'),
});

// The server makes 8Ei of whatever is more: the volumes would seem too small for ever, and the StatefulSet would be made anew again and again.
const size = withRule(quantity(), {
  rule: "!isQuantity(string(self)) || quantity(string(self)).isLessThan(quantity('4Ei'))",
  message: 'must be less than 4Ei',
  check: (amount) => (compareQuantities(amount, '4Ei') ?? -1) < 0,
});

const storage = z.object({
  enabled: z.boolean().default(true).describe('Whether data is kept on volumes.'),
  size: size.default('10Gi').describe('Size of a volume. It may grow, never shrink.'),
  storageClassName: storageClassName()
    .describe("Storage class of the volumes. Default: the cluster's. It cannot be changed.")
    .exactOptional(),
  accessModes: accessModes
    .default(['ReadWriteOnce'])
    .describe('Access modes of the volumes. With ReadWriteMany all replicas share one volume. They cannot be changed.'),
  retentionPolicy: z.enum(['Retain', 'Delete']).default('Retain').describe('What becomes of the volumes when the instance is deleted.'),
});

const config = z.object({
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least severe level that is logged.'),
  logFormat: z.enum(['json', 'text']).default('json').describe('Form of a log line.'),
  tracing: z.boolean().default(false).describe('Whether traces are sent.'),
  jaegerEndpoint: httpUrl().describe('URL to which traces are sent.').exactOptional(),
});

const llm = withRule(
  z.object({
    provider: z.enum(['ollama', 'openai', 'anthropic', 'huggingface', 'local']).default('ollama').describe('Who runs the model.'),
    ollamaHost: httpUrl().default('http://ollama-service:11434').describe('URL of Ollama; used for provider ollama only.'),
    model: nonEmptyString()
      .describe('Name or path of the model. Default: llama3 for provider ollama, else none. Required for provider local.')
      .exactOptional(),
  }),
  {
    rule: "self.provider != 'local' || has(self.model)",
    message: 'llm.model is required for provider local',
    fieldPath: '.model',
    reason: 'FieldValueRequired',
    check: (value) => value.provider !== 'local' || value.model !== undefined,
  },
);

const secrets = z.object({
  openaiApiKeySecret: secretKeyRef('api-key').describe('API key of OpenAI.').exactOptional(),
  anthropicApiKeySecret: secretKeyRef('api-key').describe('API key of Anthropic.').exactOptional(),
  huggingfaceTokenSecret: secretKeyRef('token').describe('Token of Hugging Face.').exactOptional(),
});

/** What a pod gets when `resources` is absent. A block that is there stands as it is: a default limit could lie below a request. */
const DEFAULT_RESOURCES = { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1000m', memory: '1Gi' } };

/** `AbiInstance.spec`. */
export const abiInstanceSpec = z.object({
  replicas: int32(0, 100).default(1).describe('Number of pods; with autoscaling only the number to begin with.'),
  image: image.prefault({}).describe('Image of the server.'),
  features: features.prefault({}).describe('Features.'),
  gpu: gpu.describe('GPU of each pod; needs features.gpu.').exactOptional(),
  resources: resourceRequirements.default(DEFAULT_RESOURCES).describe('CPU, memory and other resources of a pod.'),
  storage: storage.describe('Volumes. Absent: data is lost with its pod.').exactOptional(),
  networking: networking.prefault({}).describe('Ports and type of the Service.'),
  config: config.prefault({}).describe('Configuration of the server.'),
  llm: llm.describe('The language model.').exactOptional(),
  secrets: secrets.describe('API keys.').exactOptional(),
  highAvailability: highAvailability.describe('Spreading of pods and protection from drains.').exactOptional(),
  autoscaling: autoscaling.describe('Horizontal autoscaling.').exactOptional(),
});

/** A spec with its defaults. Blocks that the user left out (`gpu`, `storage`, …) stay absent. */
export type AbiInstanceSpec = Immutable<z.output<typeof abiInstanceSpec>>;
