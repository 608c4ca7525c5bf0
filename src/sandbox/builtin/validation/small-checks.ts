import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { qualifiedNameProblems } from '../../values/name-rules.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import { listIn, numberIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { addressProblems } from './address-checks.ts';
import { checkNotNegative, checkSupported, invalidField, invalidFields, unsupported, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { checkAccessModes, checkStorageSize } from './claim-checks.ts';
import { portNumberProblems } from './name-checks.ts';

/** What is wrong with a Lease. */
export function checkLease(object: Draft): readonly FieldError[] {
  const spec = objectIn(object['spec']);
  const duration = spec['leaseDurationSeconds'];
  const errors: Errors = [];
  if (typeof duration === 'number' && duration <= 0)
    errors.push(invalidField('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  return [...errors, ...checkNotNegative('spec.leaseTransitions', spec['leaseTransitions'])];
}

/** What is wrong with a StorageClass. */
export function checkStorageClass(object: Draft): readonly FieldError[] {
  const provisioner = textIn(object['provisioner']);
  return [
    ...(provisioner === ''
      ? [requiredValue('provisioner')]
      : invalidFields('provisioner', provisioner, qualifiedNameProblems(provisioner.toLowerCase()))),
    ...checkSupported('reclaimPolicy', object['reclaimPolicy'], ['Delete', 'Retain']),
    ...checkSupported('volumeBindingMode', object['volumeBindingMode'], ['Immediate', 'WaitForFirstConsumer']),
  ];
}

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];

/** What is wrong with an EndpointSlice. */
export function checkEndpointSlice(object: Draft): readonly FieldError[] {
  const type = textIn(object['addressType']);
  const errors: Errors = type === '' ? [requiredValue('addressType')] : [...checkSupported('addressType', type, ADDRESS_TYPES)];
  listIn(object['endpoints']).forEach((endpoint, index) => {
    const at = `endpoints[${String(index)}].addresses`;
    const addresses = textsIn(endpoint['addresses']);
    if (addresses.length === 0) errors.push(requiredValue(at, 'must contain at least 1 address'));
    if (type !== 'FQDN') {
      addresses.forEach((address, place) => errors.push(...invalidFields(`${at}[${String(place)}]`, address, addressProblems(address))));
    }
  });
  return errors;
}

/** What is wrong with Endpoints. */
export function checkEndpoints(object: Draft): readonly FieldError[] {
  return listIn(object['subsets']).flatMap((subset, index) => {
    const at = `subsets[${String(index)}]`;
    const addresses = ['addresses', 'notReadyAddresses'].flatMap((list) =>
      listIn(subset[list]).flatMap(({ ip }, place) => {
        const here = `${at}.${list}[${String(place)}].ip`;
        const problems = addressProblems(textIn(ip));
        // Told twice: as an address, and as one that an endpoint may have.
        return [
          ...invalidFields(here, ip, problems),
          ...(problems.length > 0 ? [invalidField(here, ip, 'must be a valid IP address')] : []),
        ];
      }),
    );
    const ports = listIn(subset['ports']).flatMap(({ port }, place) =>
      invalidFields(`${at}.ports[${String(place)}].port`, numberIn(port), portNumberProblems(numberIn(port))),
    );
    return [...addresses, ...ports];
  });
}

/** The priority classes that only the system may have. */
export const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** What is wrong with a PriorityClass. */
export function checkPriorityClass(object: Draft): readonly FieldError[] {
  const { name } = object.metadata;
  const value = numberIn(object['value']);
  const errors: Errors = [];
  if (name.startsWith('system-')) {
    if (SYSTEM_PRIORITIES[name] === undefined) {
      const why = `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
      errors.push(forbiddenValue('metadata.name', why));
    }
  } else if (value > 1_000_000_000) {
    errors.push(forbiddenValue('value', 'maximum allowed value of a user defined priority is 1000000000'));
  }
  const policy = object['preemptionPolicy'];
  if (policy !== undefined) errors.push(...checkSupported('preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']));
  return errors;
}

/** What is wrong with a ControllerRevision. */
export function checkRevision(object: Draft): readonly FieldError[] {
  const data = object['data'] === undefined || object['data'] === null ? [requiredValue('data', 'data is mandatory')] : [];
  return [...data, ...checkNotNegative('revision', object['revision'])];
}

const VOLUME_FIELDS = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

/** What is wrong with a PersistentVolume's spec. */
export function checkVolume(spec: JsonObject): readonly FieldError[] {
  const modes = textsIn(spec['accessModes']);
  const capacity = objectIn(spec['capacity']);
  const errors: Errors = [];
  if (modes.length === 0) errors.push(requiredValue('spec.accessModes'));
  errors.push(...checkAccessModes(modes, 'spec.accessModes'));
  if (Object.keys(capacity).length === 0) errors.push(requiredValue('spec.capacity'));
  if (capacity['storage'] === undefined || Object.keys(capacity).length > 1)
    errors.push(unsupported('spec.capacity', spec['capacity'] ?? null, ['storage']));
  else errors.push(...checkStorageSize(capacity['storage'], 'spec.capacity[storage]'));
  errors.push(
    ...checkSupported('spec.persistentVolumeReclaimPolicy', spec['persistentVolumeReclaimPolicy'], ['Delete', 'Recycle', 'Retain']),
  );
  const sources = Object.keys(spec).filter((field) => !VOLUME_FIELDS.has(field));
  if (sources.length === 0) errors.push(requiredValue('spec', 'must specify a volume type'));
  sources.slice(1).forEach((source) => errors.push(forbiddenValue(`spec.${source}`, 'may not specify more than 1 volume type')));
  if (objectIn(spec['hostPath'])['path'] === '') errors.push(requiredValue('spec.hostPath.path'));
  return [...errors, ...checkSupported('spec.volumeMode', spec['volumeMode'], ['Block', 'Filesystem'])];
}
