import { hashOf } from '../../kernel/hash.ts';
import type { Labels } from '../shared/labels.ts';
import { checksumAnnotations } from '../shared/checksum.ts';
import type { InstanceValues } from './instance-values.ts';
import { serverConfiguration } from './server-configuration.ts';

/** Annotation of the pods: the hash of everything that the server reads once, at its start. */
const CONFIG_HASH_ANNOTATION = 'abi.io/config-hash';

/** Prefix of the annotations with the checksum of each Secret's value; what the Secret is for follows. */
export const SECRET_HASH_PREFIX = 'abi.io/secret-hash-';

/** The hash of the configuration together with the Secrets' values. */
export function configHash({ spec, secretChecksums }: InstanceValues): string {
  return hashOf({ configuration: serverConfiguration(spec), secrets: secretChecksums });
}

/** The annotations that make a changed configuration or a rotated key replace the pods. */
export function configAnnotations(values: InstanceValues): Labels {
  return { ...checksumAnnotations(SECRET_HASH_PREFIX, values.secretChecksums), [CONFIG_HASH_ANNOTATION]: configHash(values) };
}
