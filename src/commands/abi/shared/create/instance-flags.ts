import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';
import { parseFeatures } from '../features/parse-features.ts';

/** `REPOSITORY[:TAG][@DIGEST]`; a digest alone takes the place of the tag. */
function imageFields(texts: readonly string[]): readonly SpecField[] {
  const text = texts.at(-1) ?? '';
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  if (repository === '') throw usageError(`--image "${text}" names no image`, 'write it like --image ghcr.io/acme/abi:v1.0.0');
  const tag = colon < 0 ? text.slice(named.length + 1) : text.slice(colon + 1);
  const fields = [{ path: ['image', 'repository'], value: repository }];
  if (named.length === text.length && colon < 0) return fields;
  if (tag === '') throw usageError(`--image "${text}" ends where its tag should stand`, 'write it like --image ghcr.io/acme/abi:v1.0.0');
  return [...fields, { path: ['image', 'tag'], value: tag }];
}

function featureFields(texts: readonly string[]): readonly SpecField[] {
  return parseFeatures(texts, '--feature').map(({ feature, isOn }) => ({ path: ['features', feature], value: isOn }));
}

/** `BACKEND[:COUNT]`. The block counts only with the feature, so both are set. */
function gpuFields(texts: readonly string[]): readonly SpecField[] {
  const text = texts.at(-1) ?? '';
  const [backend = '', count, ...more] = text.split(':');
  if (backend === '' || more.length > 0 || (count !== undefined && !/^\d{1,9}$/.test(count)))
    throw usageError(`--gpu "${text}" is not BACKEND[:COUNT]`, 'write it like --gpu cuda:1');
  return [
    { path: ['features', 'gpu'], value: backend !== 'none' },
    { path: ['gpu', 'backend'], value: backend },
    ...(count === undefined ? [] : [{ path: ['gpu', 'count'], value: Number(count) }]),
  ];
}

function storageFields(texts: readonly string[]): readonly SpecField[] {
  return [
    { path: ['storage', 'enabled'], value: true },
    { path: ['storage', 'size'], value: texts.at(-1) ?? '' },
  ];
}

/** `PROVIDER[/MODEL]`; names of models have slashes of their own. */
function llmFields(texts: readonly string[]): readonly SpecField[] {
  const text = texts.at(-1) ?? '';
  const slash = text.indexOf('/');
  const provider = slash < 0 ? text : text.slice(0, slash);
  const model = slash < 0 ? undefined : text.slice(slash + 1);
  if (provider === '' || model === '') throw usageError(`--llm "${text}" is not PROVIDER[/MODEL]`, 'write it like --llm ollama/llama3');
  return [{ path: ['llm', 'provider'], value: provider }, ...(model === undefined ? [] : [{ path: ['llm', 'model'], value: model }])];
}

function antiAffinityFields(texts: readonly string[]): readonly SpecField[] {
  const path = ['highAvailability', 'antiAffinity'];
  if (texts.at(-1) === 'false') return [{ path, value: 'soft' }];
  return [
    { path: ['highAvailability', 'enabled'], value: true },
    { path, value: 'hard' },
  ];
}

/** The short flags of `create instance`. `--replicas` is that of the field itself. */
export const ABI_INSTANCE_FLAGS: readonly CreateFlag[] = [
  { name: 'image', description: 'Image, with its tag or digest.', helpValue: 'IMAGE[:TAG]', fields: imageFields },
  {
    name: 'feature',
    description: 'Switch a feature on or off: ai, gpu, database, network, web, profiling; may be repeated.',
    helpValue: 'NAME=true|false',
    multiple: true,
    fields: featureFields,
  },
  { name: 'gpu', description: 'GPUs of each pod, with the feature gpu.', helpValue: 'BACKEND[:COUNT]', fields: gpuFields },
  { name: 'storage', description: 'Keep data on volumes of this size.', helpValue: 'SIZE', fields: storageFields },
  { name: 'llm', description: 'Who runs the language model, and which.', helpValue: 'PROVIDER[/MODEL]', fields: llmFields },
  {
    name: 'hard-anti-affinity',
    description: 'Never two pods on one node (and a disruption budget).',
    isSwitch: true,
    fields: antiAffinityFields,
  },
];
