const GUARDED = 'asked for where owner references that hold back a deletion are guarded (OpenShift)';

/** Rights that no test on a real server need use, by name or by verb, and what they are for. */
export const UNUSED_RIGHTS: Readonly<Record<string, string>> = {
  get: 'what stands there after a write that clashed, whose answer was lost or that is repeated; what a spec refers to outside of the watched namespaces',
  list: 'of a server that does not stream its lists (before 1.32)',
  'delete jobs.batch': 'the submitting Job of a MarieJob that is stopped while it still runs',
  'patch events': 'counts an event that is told again within minutes',
  'update maiainstances/finalizers.maia.cuemby.com': GUARDED,
  'update maiatenants/finalizers.maia.cuemby.com': GUARDED,
  'update abiinstances/finalizers.abi.io': GUARDED,
  'update tenants/finalizers.neurallog.io': GUARDED,
  'update agents/finalizers.kaos.tools': GUARDED,
  'update modelapis/finalizers.kaos.tools': GUARDED,
  'update mcpservers/finalizers.kaos.tools': GUARDED,
  'update marieclusters/finalizers.marie.ai': GUARDED,
  'update mariejobs/finalizers.marie.ai': GUARDED,
};

/** Whether one of the reasons is that of the right, which is named like `patch events`. */
export function hasReason(reasons: Readonly<Record<string, string>>, right: string): boolean {
  return right in reasons || (right.split(' ')[0] ?? '') in reasons;
}
