import { z } from 'zod';
import type { Manifest } from '../../../../../kernel/kube-object.ts';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import { isAddressBlock } from './address-block.ts';
import type { Direction, Policy, Rule } from './policy.ts';
import { PROTOCOLS } from './port-set.ts';

/** A field that may be left out; null says the same, as everywhere in the API. */
function optional<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema> | undefined> {
  return schema.nullish().transform((value): z.output<Schema> | undefined => value ?? undefined);
}

const selector = z.object({
  matchLabels: optional(z.record(z.string(), z.string())),
  matchExpressions: optional(
    z.array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: optional(z.array(z.string())),
      }),
    ),
  ),
});

const block = z.string().refine(isAddressBlock, 'must be an address block such as 10.0.0.0/8');

const peer = z
  .object({
    podSelector: optional(selector),
    namespaceSelector: optional(selector),
    ipBlock: optional(z.object({ cidr: block, except: optional(z.array(block)) })),
  })
  .refine(
    ({ podSelector, namespaceSelector, ipBlock }) =>
      ipBlock === undefined ? (podSelector ?? namespaceSelector) !== undefined : (podSelector ?? namespaceSelector) === undefined,
    'must have a podSelector, a namespaceSelector or both, or an ipBlock alone',
  );

const portNumber = z.number().int().min(1).max(65_535);

const port = z
  .object({
    protocol: optional(z.enum(PROTOCOLS)),
    port: optional(z.union([portNumber, z.string()])),
    endPort: optional(portNumber),
  })
  .refine(
    ({ port: first, endPort }) => endPort === undefined || (typeof first === 'number' && first <= endPort),
    'endPort needs a port with a number that is not above it',
  );

const side = { ports: optional(z.array(port)) };

const policySpec = z.object({
  podSelector: optional(selector),
  policyTypes: optional(z.array(z.enum(['Ingress', 'Egress']))),
  ingress: optional(z.array(z.object({ ...side, from: optional(z.array(peer)) }))),
  egress: optional(z.array(z.object({ ...side, to: optional(z.array(peer)) }))),
});

function directionsOf(types: readonly string[], egressRules: number): readonly Direction[] {
  // The API server's defaults: Ingress always, Egress where there are rules for it.
  if (types.length === 0) return egressRules > 0 ? ['ingress', 'egress'] : ['ingress'];
  return (['ingress', 'egress'] as const).filter((direction) => types.some((type) => type.toLowerCase() === direction));
}

/**
 * Reads a NetworkPolicy (`networking.k8s.io/v1`) with the defaults of the API server. `namespace` stands in where it names none. Throws a
 * CliError (exit 2) that names object and fields for one that the API server would refuse.
 */
export function readPolicy(manifest: Manifest, namespace: string): Policy {
  const { name, namespace: own = namespace, labels = {}, annotations = {} } = manifest.metadata;
  const read = policySpec.safeParse(manifest['spec'] ?? {});
  if (!read.success) {
    throw new CliError({
      exit: EXIT.usage,
      message: `NetworkPolicy ${name} in namespace ${own} is not valid`,
      why: read.error.issues.map(({ path, message }) => `spec.${path.join('.')}: ${message}`).join('; '),
      fix: 'correct the fields named above',
    });
  }
  const { podSelector, policyTypes, ingress, egress } = read.data;
  return {
    namespace: own,
    name,
    labels,
    annotations,
    podSelector: podSelector ?? {},
    directions: directionsOf(policyTypes ?? [], egress?.length ?? 0),
    ingress: (ingress ?? []).map(({ from, ports }): Rule => ({ peers: from ?? [], ports: ports ?? [] })),
    egress: (egress ?? []).map(({ to, ports }): Rule => ({ peers: to ?? [], ports: ports ?? [] })),
  };
}
