import type { V1ResourceRequirements } from '@kubernetes/client-node';
import { compareQuantities } from '../../kernel/quantity.ts';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';

type Budget = NonNullable<TenantSpec['resources']>;

interface Amounts {
  readonly limit: string;
  readonly request: string;
}

/** Defaults of the guide, by component and resource. */
export const RESOURCE_DEFAULTS = {
  server: { cpu: { limit: '500m', request: '100m' }, memory: { limit: '512Mi', request: '128Mi' } },
  redis: { cpu: { limit: '300m', request: '100m' }, memory: { limit: '256Mi', request: '128Mi' } },
} as const satisfies Readonly<Record<string, Readonly<Record<'cpu' | 'memory', Amounts>>>>;

/** The resources of a component's container, and what was changed to make both sides fit. */
export interface ComponentResources {
  readonly cpu: Amounts;
  readonly memory: Amounts;
  /** A sentence for each default that gave way to what the user wrote on the other side. */
  readonly adjusted: readonly string[];
  /** The user's own request is above the user's own limit. */
  readonly problem?: string;
}

function merged(
  field: string,
  user: Budget['cpu'],
  defaults: Amounts,
): Amounts & { readonly adjusted?: string; readonly problem?: string } {
  const limit = user?.limit === undefined ? defaults.limit : String(user.limit);
  const request = user?.request === undefined ? defaults.request : String(user.request);
  if ((compareQuantities(request, limit) ?? 0) <= 0) return { limit, request };
  if (user?.request === undefined) return { limit, request: limit, adjusted: `${field}.request is ${limit}, as much as its limit` };
  if (user.limit === undefined) return { limit: request, request, adjusted: `${field}.limit is ${request}, as much as its request` };
  return { limit, request, problem: `${field}.request (${request}) is more than ${field}.limit (${limit})` };
}

/** Merges what the user wrote over the defaults, leaf by leaf. A default gives way where it conflicts with what the user wrote. */
export function componentResources(component: keyof typeof RESOURCE_DEFAULTS, spec: TenantSpec): ComponentResources {
  const budget = spec[component].resources;
  const field = `spec.${component}.resources`;
  const defaults = RESOURCE_DEFAULTS[component];
  const cpu = merged(`${field}.cpu`, budget?.cpu, defaults.cpu);
  const memory = merged(`${field}.memory`, budget?.memory, defaults.memory);
  const problem = cpu.problem ?? memory.problem;
  return {
    cpu: { limit: cpu.limit, request: cpu.request },
    memory: { limit: memory.limit, request: memory.request },
    adjusted: [cpu.adjusted, memory.adjusted].filter((text) => text !== undefined),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** The same as a container has it. */
export function containerResources({ cpu, memory }: ComponentResources): V1ResourceRequirements {
  return { limits: { cpu: cpu.limit, memory: memory.limit }, requests: { cpu: cpu.request, memory: memory.request } };
}
