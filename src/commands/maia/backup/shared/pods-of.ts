import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { maiaLabels, type Component } from '../../../../templates/maia/metadata.ts';
import { JOB, POD } from '../../../shared/describe-object/known-types.ts';
import type { Session } from '../../../shared/session.ts';

type Place = { readonly name: string; readonly namespace: string };

function selector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** The pods of one part of an instance. */
export async function podsOfInstance(
  session: Session,
  { name, namespace }: Place,
  component: Component,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const options = { namespace, labelSelector: selector(maiaLabels(name, component)), signal };
  return (await session.during({ verb: 'list', type: POD, namespace }, () => session.api.list(POD, options))).items;
}

/** The pods of a Job. */
export async function podsOfJob(session: Session, { name, namespace }: Place, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const options = { namespace, labelSelector: `job-name=${name}`, signal };
  return (await session.during({ verb: 'list', type: POD, namespace }, () => session.api.list(POD, options))).items;
}

/** The backup Jobs of an instance, the newest first: those of its CronJob and those that were started by hand. */
export async function backupJobs(session: Session, { name, namespace }: Place, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const options = { namespace, labelSelector: selector(maiaLabels(name, 'backup')), signal };
  const { items } = await session.during({ verb: 'list', type: JOB, namespace }, () => session.api.list(JOB, options));
  const created = ({ metadata }: KubeObject): string => `${metadata.creationTimestamp} ${metadata.name}`;
  return items.toSorted((left, right) => (created(left) < created(right) ? 1 : -1));
}
