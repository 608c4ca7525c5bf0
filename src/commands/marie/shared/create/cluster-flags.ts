import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';

/** Without a tag: it gets that of the version. */
const IMAGE = 'marieai/marie';

const SERVER_TEMPLATE = ['serverSpec', 'template'];

function podTemplate(image: string): Readonly<Record<string, unknown>> {
  return { spec: { containers: [{ name: 'marie', image }] } };
}

function withGpu(template: Readonly<Record<string, unknown>>, gpus: string): Readonly<Record<string, unknown>> {
  const { spec } = template as { readonly spec: { readonly containers: readonly object[] } };
  const containers = spec.containers.map((container) => ({ ...container, resources: { limits: { 'nvidia.com/gpu': gpus } } }));
  return { spec: { ...spec, containers } };
}

const GROUP = 'write it like --group ocr:2, --group ocr:2:gpu or --group ocr:0-4:gpu';

/** `NAME:REPLICAS[:gpu]`, with `MIN-MAX` for a group that scales itself. */
function groupOf(text: string): Readonly<Record<string, unknown>> {
  const [name = '', count = '1', kind, ...more] = text.split(':');
  const [, only, least, most] = /^(?:(\d{1,9})|(\d{1,9})-(\d{1,9}))$/.exec(count) ?? [];
  const isWrong = name === '' || more.length > 0 || (only === undefined && least === undefined) || (kind !== undefined && kind !== 'gpu');
  if (isWrong) throw usageError(`--group "${text}" is no NAME:REPLICAS[:gpu]`, GROUP);
  const template = podTemplate(IMAGE);
  return {
    groupName: name,
    executorType: name,
    ...(only === undefined
      ? { replicas: Number(least), minReplicas: Number(least), maxReplicas: Number(most) }
      : { replicas: Number(only) }),
    ...(kind === 'gpu' ? { gpu: true, template: withGpu(template, '1') } : { template }),
  };
}

function groupFields(texts: readonly string[]): readonly SpecField[] {
  const groups = texts.map((text, index) => ({ path: ['executorGroupSpecs', index], value: groupOf(text) }));
  return [{ path: SERVER_TEMPLATE, value: podTemplate(IMAGE) }, ...groups];
}

function versionFields(texts: readonly string[]): readonly SpecField[] {
  return [
    { path: ['marieVersion'], value: texts.at(-1) ?? '' },
    { path: SERVER_TEMPLATE, value: podTemplate(IMAGE) },
  ];
}

function imageFields(texts: readonly string[]): readonly SpecField[] {
  return [{ path: SERVER_TEMPLATE, value: podTemplate(texts.at(-1) ?? '') }];
}

function secretFields(texts: readonly string[]): readonly SpecField[] {
  const text = texts.at(-1) ?? '';
  const [name = '', key, ...more] = text.split('/');
  if (name === '' || key === '' || more.length > 0) {
    throw usageError(`--from-secret "${text}" is no NAME or NAME/KEY`, 'write it like --from-secret docs-api-key');
  }
  const path = ['auth', 'secretRef'];
  return [{ path: [...path, 'name'], value: name }, ...(key === undefined ? [] : [{ path: [...path, 'key'], value: key }])];
}

/** The short flags of `create cluster`. */
export const CLUSTER_FLAGS: readonly CreateFlag[] = [
  { name: 'version', description: 'Version of Marie: the tag of images without one.', helpValue: 'TAG', fields: versionFields },
  {
    name: 'group',
    description: 'A group of executors; may be repeated. MIN-MAX for one that scales itself.',
    helpValue: 'NAME:REPLICAS[:gpu]',
    multiple: true,
    fields: groupFields,
  },
  {
    name: 'from-secret',
    description: 'Secret with the API key of the gateway. Default: <cluster>-api-key.',
    helpValue: 'NAME[/KEY]',
    fields: secretFields,
  },
  // Behind those that set a server too.
  { name: 'server-image', description: 'Image of the server.', helpValue: 'IMAGE', fields: imageFields },
];
