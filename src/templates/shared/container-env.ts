import type { V1EnvVar } from '@kubernetes/client-node';

/** An environment variable that arrives as written: Kubernetes reads `$(NAME)` in a value as a reference and `$$` as one dollar. */
export function plainEnv(name: string, value: string): V1EnvVar {
  return { name, value: value.replaceAll('$', '$$$$') };
}

/** An environment variable with the value of one key of a Secret. */
export function secretEnv(name: string, secret: { readonly name: string; readonly key: string }): V1EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret.name, key: secret.key } } };
}
