import type { JsonObject } from '../../../kernel/json.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { listIn, objectIn, textIn } from '../../values/read-values.ts';
import { checkClaimSpec } from './claim-checks.ts';
import { checkSupported, duplicate, invalidField, invalidFields, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { labelProblems } from './name-checks.ts';

/** The order in which the server looks at the sorts of volumes: the second that is set is the one too many. */
const SORTS = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'downwardAPI',
  'fc',
  'flexVolume',
  'azureFile',
  'configMap',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'projected',
  'portworxVolume',
  'scaleIO',
  'storageos',
  'csi',
  'ephemeral',
  'image',
];
const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

function checkMode(mode: unknown, at: string): readonly FieldError[] {
  const fits = mode === undefined || (typeof mode === 'number' && mode >= 0 && mode <= 0o777);
  return fits ? [] : [invalidField(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}

function checkRelativePath(path: string, at: string): readonly FieldError[] {
  if (path.startsWith('/')) return [invalidField(at, path, 'must be a relative path')];
  if (path.split('/').includes('..')) return [invalidField(at, path, "must not contain '..'")];
  return path.startsWith('..') ? [invalidField(at, path, "must not start with '..'")] : [];
}

function checkItems(items: unknown, at: string): readonly FieldError[] {
  return listIn(items).flatMap((item, index) => {
    const here = `${at}[${String(index)}]`;
    const { key, path } = { key: textIn(item['key']), path: textIn(item['path']) };
    return [
      ...(key === '' ? [requiredValue(`${here}.key`)] : []),
      ...(path === '' ? [requiredValue(`${here}.path`)] : checkRelativePath(path, `${here}.path`)),
      ...checkMode(item['mode'], `${here}.mode`),
    ];
  });
}

function checkFiles(source: JsonObject, name: string, at: string): readonly FieldError[] {
  return [
    ...(textIn(source[name]) === '' ? [requiredValue(`${at}.${name}`)] : []),
    ...checkMode(source['defaultMode'], `${at}.defaultMode`),
    ...checkItems(source['items'], `${at}.items`),
  ];
}

function checkHostPath(source: JsonObject, at: string): readonly FieldError[] {
  const path = textIn(source['path']);
  if (path === '') return [requiredValue(`${at}.path`)];
  const above = path.split('/').includes('..') ? [invalidField(`${at}.path`, path, "must not contain '..'")] : [];
  return [...above, ...checkSupported(`${at}.type`, source['type'] ?? '', HOST_PATH_TYPES)];
}

function checkSizeLimit(source: JsonObject, at: string): readonly FieldError[] {
  const limit = textIn(source['sizeLimit']);
  const negative = limit !== '' && (parseQuantity(limit) ?? 0n) < 0n;
  return negative ? [forbiddenValue(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')] : [];
}

const CHECKS: Readonly<Record<string, (source: JsonObject, at: string) => readonly FieldError[]>> = {
  emptyDir: checkSizeLimit,
  hostPath: checkHostPath,
  secret: (source, at) => checkFiles(source, 'secretName', at),
  configMap: (source, at) => checkFiles(source, 'name', at),
  persistentVolumeClaim: (source, at) => (textIn(source['claimName']) === '' ? [requiredValue(`${at}.claimName`)] : []),
  downwardAPI: (source, at) => checkMode(source['defaultMode'], `${at}.defaultMode`),
  projected: (source, at) => checkMode(source['defaultMode'], `${at}.defaultMode`),
  ephemeral: (source, at) => {
    const template = source['volumeClaimTemplate'];
    if (template === undefined) return [requiredValue(`${at}.volumeClaimTemplate`)];
    return checkClaimSpec(objectIn(objectIn(template)['spec']), `${at}.volumeClaimTemplate.spec`);
  },
};

function checkSource(volume: JsonObject, at: string): readonly FieldError[] {
  const given = SORTS.filter((sort) => volume[sort] !== undefined);
  if (given.length === 0) return [requiredValue(at, 'must specify a volume type')];
  return given.flatMap((sort, index) =>
    index === 0
      ? (CHECKS[sort]?.(objectIn(volume[sort]), `${at}.${sort}`) ?? [])
      : [forbiddenValue(`${at}.${sort}`, 'may not specify more than 1 volume type')],
  );
}

/** What is wrong with the volumes of a pod's spec. */
export function checkVolumes(volumes: readonly JsonObject[], at: string): readonly FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, index) => {
    const here = `${at}[${String(index)}]`;
    const name = textIn(volume['name']);
    const errors: Errors = [...checkSource(volume, here)];
    if (name === '') errors.push(requiredValue(`${here}.name`));
    else errors.push(...invalidFields(`${here}.name`, name, labelProblems(name)));
    if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
    names.add(name);
    return errors;
  });
}
