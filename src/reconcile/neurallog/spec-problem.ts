import { compareQuantities } from '../../kernel/quantity.ts';
import { tenantName } from '../../kinds/neurallog/tenant.ts';
import { componentResources } from '../../templates/neurallog/component-resources.ts';
import { HEALTH_PATH_ANNOTATION } from '../../templates/neurallog/facts.ts';
import { redisConfigProblem } from '../../templates/neurallog/redis-config-text.ts';
import { serverPort } from '../../templates/neurallog/server-env.ts';
import type { TenantPrimary } from './tenant-key.ts';

/** Why nothing can be made of a spec that its schema lets pass. */
export interface SpecProblem {
  readonly reason: 'InvalidSpec' | 'NameTooLong';
  readonly message: string;
}

/** Ends in nothing that a pod could use. */
const LEAST_MEMORY = '1Mi';

function messageFor({ metadata, spec }: TenantPrimary): string | undefined {
  const config = redisConfigProblem(spec.redis.config);
  if (config !== undefined) return `spec.redis.config: ${config}`;
  const port = serverPort(spec);
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) return `spec.server.env: PORT is ${JSON.stringify(port)}, which is no port`;
  for (const component of ['server', 'redis'] as const) {
    if (/\s/.test(spec[component].image)) return `spec.${component}.image must not contain white space`;
    const { memory, problem } = componentResources(component, spec);
    if (problem !== undefined) return problem;
    if ((compareQuantities(memory.limit, LEAST_MEMORY) ?? 0) < 0) {
      return `spec.${component}.resources.memory.limit is ${memory.limit}: no pod starts with so little`;
    }
  }
  const path = metadata.annotations?.[HEALTH_PATH_ANNOTATION];
  return path === undefined || /^\/\S*$/.test(path)
    ? undefined
    : `annotation ${HEALTH_PATH_ANNOTATION} is ${JSON.stringify(path)}: it must be a path such as /`;
}

/** The first thing that the schema cannot judge and that keeps the objects from being made; undefined where the spec is fine. */
export function specProblem(primary: TenantPrimary): SpecProblem | undefined {
  const name = tenantName.problem(primary.metadata.name);
  if (name !== undefined) return { reason: 'NameTooLong', message: name };
  const message = messageFor(primary);
  return message === undefined ? undefined : { reason: 'InvalidSpec', message };
}
