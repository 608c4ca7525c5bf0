import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { LeaseHolder } from '../../../reconcile/engine/lease.ts';
import type { System } from '../../../registry.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import { keyOfDeployment, nameOfDeployment, replicasOf } from './deployment-facts.ts';

/** What a take-over does to one system: what is scaled down, and whose leases are taken. */
export interface SystemTakeOver {
  readonly system: System;
  /** Which namespaces the run is over; absent: all. */
  readonly namespaces: readonly string[] | undefined;
  readonly deployments: readonly KubeObject[];
  readonly holders: readonly LeaseHolder[];
}

function unattended({ namespaces, system }: SystemTakeOver): string {
  if (namespaces === undefined) return '';
  const kinds = KIND_IDENTITIES.filter((kind) => kind.system === system.id)
    .map(({ kind }) => kind)
    .join(', ');
  return `; meanwhile nobody reconciles ${kinds} outside of ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${namespaces.join(', ')}`;
}

/** What a person is asked before an operator is stopped or a lease is taken: everything that it touches. No question mark. */
export function blastRadius(parts: readonly SystemTakeOver[]): string {
  const told = parts
    .filter(({ deployments, holders }) => deployments.length + holders.length > 0)
    .map((part) => {
      const scaled = part.deployments.map((deployment) => {
        const size = replicasOf(deployment);
        const what = nameOfDeployment(keyOfDeployment(deployment));
        return size === 0 ? `keep ${what} at 0 while this runs` : `scale ${what} from ${String(size)} to 0 while this runs`;
      });
      const taken = part.holders.map(({ ageMs, identity, name, namespace }) => {
        const age = String(Math.max(0, Math.round(ageMs / 1_000)));
        return `take lease ${namespace}/${name} from ${identity}, who renewed it ${age} s ago and stops working when it sees that`;
      });
      return `${part.system.title}: ${[...scaled, ...taken].join(', ')}${unattended(part)}`;
    });
  return told.join('. ');
}
