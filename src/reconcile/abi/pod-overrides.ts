import type { KubeObject } from '../../kernel/kube-object.ts';
import type { PodOverrides } from '../../templates/abi/instance-values.ts';
import { ABI_SERVER } from '../../templates/abi/server-facts.ts';

/** Annotations of an instance by which its pods differ from the default: servers answer under other paths, images want other arguments. */
export const OVERRIDE_ANNOTATIONS = {
  livenessPath: 'abi.io/liveness-path',
  readinessPath: 'abi.io/readiness-path',
  args: 'abi.io/args',
} as const;

/** What the annotations say, or what is wrong with one. */
export type OverridesRead = { readonly overrides: PodOverrides } | { readonly problem: string };

function argsIn(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the annotations that change the pods. */
export function podOverrides(primary: KubeObject): OverridesRead {
  const { annotations = {} } = primary.metadata;
  const defaults: PodOverrides = { livenessPath: ABI_SERVER.livenessPath, readinessPath: ABI_SERVER.readinessPath };
  const paths: { livenessPath?: string; readinessPath?: string } = {};
  for (const field of ['livenessPath', 'readinessPath'] as const) {
    const name = OVERRIDE_ANNOTATIONS[field];
    const path = annotations[name];
    if (path === undefined) continue;
    if (!/^\/\S*$/.test(path)) return { problem: `the annotation ${name} is ${JSON.stringify(path)}: it must be a path such as /health` };
    paths[field] = path;
  }
  const text = annotations[OVERRIDE_ANNOTATIONS.args];
  if (text === undefined) return { overrides: { ...defaults, ...paths } };
  const args = argsIn(text);
  if (args === undefined) {
    return { problem: `the annotation ${OVERRIDE_ANNOTATIONS.args} must be a JSON list of texts, such as ["serve", "--port", "8080"]` };
  }
  return { overrides: { ...defaults, ...paths, args } };
}
