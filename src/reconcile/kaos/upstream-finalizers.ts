import type { KubeObject } from '../../kernel/kube-object.ts';

/** Steps of a plan that only release. */
export interface ReleaseStep {
  readonly do: 'release';
  readonly finalizer: string;
}

/** Upstream's operator puts these on its objects and does nothing with them: without it a deletion would hang for ever. */
const UPSTREAM: readonly string[] = ['kaos.tools/agent-finalizer', 'kaos.tools/modelapi-finalizer', 'kaos.tools/mcpserver-finalizer'];

/** Takes off what upstream's operator left. */
export function releaseUpstream({ metadata }: KubeObject): readonly ReleaseStep[] {
  return (metadata.finalizers ?? []).filter((finalizer) => UPSTREAM.includes(finalizer)).map((finalizer) => ({ do: 'release', finalizer }));
}
