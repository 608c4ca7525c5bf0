import type { V1CronJob, V1Job } from '@kubernetes/client-node';
import { controllerOf, type KubeObject } from '../../../../kernel/kube-object.ts';
import { PAUSE_ANNOTATION } from '../../../../reconcile/maia/paused.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionsOf } from '../../why/evidence.ts';
import { objectName } from '../../why/related.ts';
import { at, DAY_MS, HOUR_MS, listAt, numberAt, ownOf, since, textAt, type Facts, type OwnObject } from '../facts.ts';
import type { Hit } from '../finding.ts';
import { objectWord, patchOwn, programOf } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

const LONG_SUSPENDED_DAYS = 30;
const SOON_DAYS = 14;
const NEARLY_FULL = 90;
/** A backup that was due so long ago and did not succeed is missing. */
const BACKUP_PATIENCE_MS: number = 6 * HOUR_MS;

function cronJobOf(facts: Facts, { object }: OwnObject): KubeObject | undefined {
  return facts.all('CronJob').find((candidate) => controllerOf(candidate)?.uid === object.metadata.uid);
}

function backsUp(own: OwnObject): boolean {
  return at(own.spec, 'backup', 'enabled') === true;
}

function hits(facts: Facts, kind: string, judge: (own: OwnObject) => Omit<Hit, 'object'> | undefined): readonly Hit[] {
  return ownOf(facts, kind).flatMap((own): readonly Hit[] => {
    const hit = judge(own);
    return hit === undefined ? [] : [{ object: objectName(own.object), ...hit }];
  });
}

function days(ms: number): string {
  return `${String(Math.floor(ms / DAY_MS))} days`;
}

function triggerBackup(facts: Facts, { object, kind }: OwnObject): string {
  const { name, namespace = 'default' } = object.metadata;
  return `${programOf(facts, kind.system)} backup trigger ${name} -n ${namespace}`;
}

/** The instance that a tenant names. */
function instanceOf(facts: Facts, { spec, object }: OwnObject): OwnObject | undefined {
  const name = textAt(spec, 'instanceRef', 'name');
  const namespace = textAt(spec, 'instanceRef', 'namespace') ?? object.metadata.namespace;
  return ownOf(facts, 'MaiaInstance').find(({ object: { metadata } }) => metadata.name === name && metadata.namespace === namespace);
}

/** MAIA. */
export const maiaRules: readonly DoctorRule[] = [
  {
    id: 'AIS601',
    area: 'maia',
    severity: 'error',
    title: 'backups do not succeed',
    find: (facts) =>
      hits(facts, 'MaiaInstance', (own) => {
        const cronJob = cronJobOf(facts, own);
        const { lastScheduleTime, lastSuccessfulTime } = (cronJob === undefined ? undefined : partsOf<V1CronJob>(cronJob).status) ?? {};
        if (!backsUp(own) || cronJob === undefined || lastScheduleTime === undefined) return undefined;
        const due = since(facts, lastScheduleTime) ?? 0;
        const done = since(facts, lastSuccessfulTime) ?? Number.POSITIVE_INFINITY;
        if (due < BACKUP_PATIENCE_MS || done <= due) return undefined;
        const last = lastSuccessfulTime === undefined ? 'none ever succeeded' : `the last one succeeded at ${String(lastSuccessfulTime)}`;
        return {
          message: `the backup of ${String(lastScheduleTime)} did not succeed; ${last}`,
          evidence: [`CronJob/${cronJob.metadata.name}: lastScheduleTime ${String(lastScheduleTime)}`],
          fix: `${programOf(facts, 'maia')} backup logs ${own.object.metadata.name} -n ${own.object.metadata.namespace ?? 'default'}`,
        };
      }),
  },
  {
    id: 'AIS602',
    area: 'maia',
    severity: 'error',
    title: 'the last backup failed',
    find: (facts) =>
      hits(facts, 'MaiaInstance', (own) => {
        const cronJob = cronJobOf(facts, own);
        if (cronJob === undefined) return undefined;
        const [last] = facts
          .all('Job')
          .filter((job) => controllerOf(job)?.uid === cronJob.metadata.uid)
          .toSorted((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp));
        const failed =
          last === undefined
            ? undefined
            : partsOf<V1Job>(last).status?.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True');
        if (last === undefined || failed === undefined) return undefined;
        const { name, namespace = 'default' } = own.object.metadata;
        return {
          message: `backup ${last.metadata.name} failed: ${failed.message ?? failed.reason ?? 'no reason given'}`,
          evidence: [`Job/${last.metadata.name}: Failed=True (${failed.reason ?? ''})`],
          fix: `${programOf(facts, 'maia')} backup logs ${name} --job ${last.metadata.name} -n ${namespace}`,
        };
      }),
  },
  {
    id: 'AIS603',
    area: 'maia',
    severity: 'warning',
    title: 'the newest backup is old',
    find: (facts) =>
      hits(facts, 'MaiaInstance', (own) => {
        const last = textAt(own.object['status'], 'lastBackup');
        const retention = numberAt(own.spec, 'backup', 'retentionDays') ?? 0;
        const age = since(facts, last);
        if (!backsUp(own) || last === undefined || age === undefined || age <= retention * DAY_MS) return undefined;
        const message = `the newest backup is ${days(age)} old and backups are kept for ${String(retention)}: the next one that is made removes it`;
        return { message, evidence: [`status.lastBackup ${last}`], fix: triggerBackup(facts, own) };
      }),
  },
  {
    id: 'AIS604',
    area: 'maia',
    severity: 'info',
    title: 'no backups are made',
    find: (facts) =>
      hits(facts, 'MaiaInstance', (own) =>
        backsUp(own)
          ? undefined
          : {
              message: 'spec.backup.enabled is not true: a lost volume is lost data',
              evidence: ['spec.backup.enabled: false'],
              fix: patchOwn(own, ['spec', 'backup', 'enabled'], true),
            },
      ),
  },
  {
    id: 'AIS605',
    area: 'maia',
    severity: 'warning',
    title: 'a server asks for no API key',
    find: (facts) =>
      hits(facts, 'MaiaInstance', (own) =>
        at(own.spec, 'security', 'apiKeySecretRef') === undefined
          ? {
              message: 'without spec.security.apiKeySecretRef its Admin API asks for no key: whoever reaches the server may do everything',
              evidence: ['spec.security.apiKeySecretRef is not set'],
              fix: patchOwn(own, ['spec', 'security', 'apiKeySecretRef', 'name'], 'SECRET'),
            }
          : undefined,
      ),
  },
  {
    id: 'AIS606',
    area: 'maia',
    severity: 'warning',
    title: 'an instance is paused',
    find: (facts) =>
      hits(facts, 'MaiaInstance', (own) => {
        if (own.object.metadata.annotations?.[PAUSE_ANNOTATION] !== 'true') return undefined;
        const { name, namespace = 'default' } = own.object.metadata;
        return {
          message: 'its operator leaves it alone: changes of its spec have no effect',
          evidence: [`annotation ${PAUSE_ANNOTATION}=true`],
          fix: `kubectl annotate ${own.kind.plural}.${own.kind.group} ${name} -n ${namespace} ${PAUSE_ANNOTATION}-`,
        };
      }),
  },
  {
    id: 'AIS607',
    area: 'maia',
    severity: 'error',
    title: 'the instance of a tenant is missing',
    find: (facts) =>
      hits(facts, 'MaiaTenant', (own) => {
        const look = own.references.find(({ reference }) => reference.type.kind === 'MaiaInstance');
        if (look?.state !== 'absent') return undefined;
        const { name, namespace = 'default' } = look.reference;
        return {
          message: `there is no MaiaInstance ${name} in namespace ${namespace}`,
          evidence: [`MaiaInstance/${namespace}/${name}: not found`],
          fix: `${programOf(facts, 'maia')} create maiainstance ${name} -n ${namespace}`,
        };
      }),
  },
  {
    id: 'AIS608',
    area: 'maia',
    severity: 'warning',
    title: 'a tenant is on an instance that does not keep tenants apart',
    find: (facts) =>
      hits(facts, 'MaiaTenant', (own) => {
        const instance = instanceOf(facts, own);
        if (instance === undefined || at(instance.spec, 'tenancy', 'enabled') === true) return undefined;
        return {
          message: `MaiaInstance ${instance.object.metadata.name} has spec.tenancy.enabled false: its tenants see each other's memories`,
          evidence: ['spec.tenancy.enabled: false'],
          fix: patchOwn(instance, ['spec', 'tenancy', 'enabled'], true),
        };
      }),
  },
  {
    id: 'AIS609',
    area: 'maia',
    severity: 'warning',
    title: 'a tenant has been suspended for long',
    find: (facts) =>
      hits(facts, 'MaiaTenant', (own) => {
        const told = conditionsOf(own.object).find(({ reason, type }) => type === 'Ready' && reason === 'Suspended');
        const age = since(facts, told?.lastTransitionTime);
        if (at(own.spec, 'suspended') !== true || age === undefined || age < LONG_SUSPENDED_DAYS * DAY_MS) return undefined;
        const why = textAt(own.spec, 'suspendReason');
        return {
          message: `it has been suspended for ${days(age)}${why === undefined ? '' : ` (${why})`} and still takes room on its server`,
          evidence: [`Ready=${told?.status ?? ''} (Suspended)`],
          fix: `${programOf(facts, 'maia')} resume ${objectWord(own)}`,
        };
      }),
  },
  {
    id: 'AIS610',
    area: 'maia',
    severity: 'warning',
    title: 'a tenant has nearly used up its quota',
    find: (facts) =>
      hits(facts, 'MaiaTenant', (own) => {
        const usage = Object.entries((at(own.object['status'], 'quotaUsage') ?? {}) as Readonly<Record<string, unknown>>);
        const full = usage.flatMap(([what, share]) =>
          typeof share === 'number' && share >= NEARLY_FULL ? [`${what} ${share.toFixed(0)} %`] : [],
        );
        if (full.length === 0) return undefined;
        const { name, namespace = 'default' } = own.object.metadata;
        return {
          message: `nearly used up: ${full.join(', ')}`,
          evidence: full.map((one) => `status.quotaUsage: ${one}`),
          fix: `${programOf(facts, 'maia')} quota show ${name} -n ${namespace}`,
        };
      }),
  },
  {
    id: 'AIS611',
    area: 'maia',
    severity: 'warning',
    title: 'an API key runs out',
    find: (facts) =>
      hits(facts, 'MaiaTenant', (own) => {
        const ending = listAt(own.spec, 'apiKeys').flatMap((key) => {
          const ends = textAt(key, 'expiresAt');
          const left = -(since(facts, ends) ?? Number.NEGATIVE_INFINITY);
          return left < SOON_DAYS * DAY_MS
            ? [{ name: textAt(key, 'name') ?? '', words: left <= 0 ? `ended at ${ends ?? ''}` : `ends at ${ends ?? ''}` }]
            : [];
        });
        const [first] = ending;
        if (first === undefined) return undefined;
        const { name, namespace = 'default' } = own.object.metadata;
        return {
          message: `${ending.map((key) => `API key ${key.name} ${key.words}`).join(', ')}; a request with an ended key counts as one of the default tenant`,
          evidence: ending.map((key) => `spec.apiKeys[${key.name}].expiresAt`),
          fix: `${programOf(facts, 'maia')} keys list ${name} -n ${namespace}`,
        };
      }),
  },
];
