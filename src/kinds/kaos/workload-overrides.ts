import type { Immutable } from '../shared/immutable.ts';
import type { z } from 'zod';
import type { resourceRequirements } from '../shared/resources.ts';
import { mergeEnv, type EnvEntry } from './merge-env.ts';

export type ContainerResources = Immutable<z.output<typeof resourceRequirements>>;

/** How a user changes the pod that the operator makes: the same for the three kinds. */
export interface WorkloadOverrides {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** `resources` of the guide, then those of `container`. */
  readonly resources: readonly ContainerResources[];
  /** The user's environment: the guide's list, then that of `container`. */
  readonly env: readonly EnvEntry[];
  /** A pod spec to merge over the generated one. */
  readonly podSpec?: Readonly<Record<string, unknown>>;
  /** Time-out of the gateway's route. */
  readonly routeTimeout?: string;
}

interface OverridingSpec {
  readonly container?: {
    readonly image?: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly resources?: ContainerResources;
    readonly env?: readonly EnvEntry[];
  };
  readonly podSpec?: Readonly<Record<string, unknown>>;
  readonly gatewayRoute?: { readonly timeout?: string };
}

/** Reads the fields by which a pod is changed. `resources` and `env` are those of the guide. */
export function workloadOverrides(
  spec: OverridingSpec,
  guide: { readonly resources?: ContainerResources | undefined; readonly env?: readonly EnvEntry[] | undefined },
): WorkloadOverrides {
  const { container = {}, gatewayRoute, podSpec } = spec;
  const { args, command, image } = container;
  return {
    ...(image === undefined || image === '' ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    resources: [guide.resources, container.resources].filter((resources) => resources !== undefined),
    env: mergeEnv(guide.env, container.env),
    ...(podSpec === undefined ? {} : { podSpec }),
    ...(gatewayRoute?.timeout === undefined ? {} : { routeTimeout: gatewayRoute.timeout }),
  };
}
