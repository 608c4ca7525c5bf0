import type { OperatorIdentity } from './operator-identity.ts';

/** Says whose program an object belongs to: `operator status` and `uninstall` look for it. */
export const PART_OF_LABEL = 'app.kubernetes.io/part-of';
export const PART_OF = 'aistack';
/** On the Deployment: the systems that it reconciles, comma-separated. */
export const SYSTEMS_ANNOTATION = 'aistack.dev/systems';
/** On the Deployment, as on the leases: the namespaces that it works in, comma-separated; `*` for all. */
export const SCOPE_ANNOTATION = 'aistack.dev/scope';

/** The labels of everything that a manager consists of. */
export function managerLabels({ podLabels }: OperatorIdentity, version: string): Readonly<Record<string, string>> {
  return { ...podLabels, [PART_OF_LABEL]: PART_OF, 'app.kubernetes.io/version': version };
}
