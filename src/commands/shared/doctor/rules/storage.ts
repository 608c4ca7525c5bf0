import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { OWNER_ANNOTATION, ownerPathOf } from '../../../../kernel/owner-annotation.ts';
import { compareQuantities } from '../../../../kernel/quantity.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { KIND_IDENTITIES } from '../../kind-identities.ts';
import { conditionsOf } from '../../why/evidence.ts';
import { objectName } from '../../why/related.ts';
import { MINUTE_MS, since, type Facts } from '../facts.ts';
import type { Hit } from '../finding.ts';
import type { DoctorRule } from '../rule.ts';

const PATIENCE_MS: number = 5 * MINUTE_MS;

function describeClaim({ metadata: { name, namespace = 'default' } }: KubeObject): string {
  return `kubectl describe pvc ${name} -n ${namespace}`;
}

/** One hit for each claim that a rule finds something about. */
function claims(
  facts: Facts,
  judge: (parts: ReturnType<typeof partsOf<V1PersistentVolumeClaim>>, claim: KubeObject) => Omit<Hit, 'object'> | undefined,
): readonly Hit[] {
  return facts.all('PersistentVolumeClaim').flatMap((claim): readonly Hit[] => {
    const hit = judge(partsOf<V1PersistentVolumeClaim>(claim), claim);
    return hit === undefined ? [] : [{ object: objectName(claim), ...hit }];
  });
}

function missingClass(facts: Facts, name: string | undefined): boolean {
  return (
    name !== undefined &&
    name !== '' &&
    facts.sees('StorageClass') &&
    !facts.all('StorageClass').some(({ metadata }) => metadata.name === name)
  );
}

/** Volumes. */
export const storageRules: readonly DoctorRule[] = [
  {
    id: 'AIS301',
    area: 'storage',
    severity: 'error',
    title: 'a volume is lost',
    find: (facts) =>
      claims(facts, ({ status, spec }, claim) =>
        status?.phase !== 'Lost'
          ? undefined
          : {
              message: `its volume ${spec?.volumeName ?? ''} is gone, and the data with it: restore a backup into a new claim`,
              evidence: ['phase Lost'],
              fix: describeClaim(claim),
            },
      ),
  },
  {
    id: 'AIS302',
    area: 'storage',
    severity: 'warning',
    title: 'a claim has no volume for long',
    find: (facts) =>
      claims(facts, ({ status, spec }, claim) => {
        const isOld = (since(facts, claim.metadata.creationTimestamp) ?? 0) >= PATIENCE_MS;
        if (status?.phase !== 'Pending' || !isOld || missingClass(facts, spec?.storageClassName)) return undefined;
        return {
          message: 'it has had no volume for more than 5 minutes',
          evidence: [`phase Pending since ${claim.metadata.creationTimestamp}`],
          fix: describeClaim(claim),
        };
      }),
  },
  {
    id: 'AIS303',
    area: 'storage',
    severity: 'error',
    title: 'a claim asks for a storage class that does not exist',
    find: (facts) =>
      claims(facts, ({ status, spec }) => {
        const name = spec?.storageClassName;
        if (status?.phase === 'Bound' || status?.phase === 'Lost' || !missingClass(facts, name)) return undefined;
        const others = facts.all('StorageClass').map(({ metadata }) => metadata.name);
        const there = others.length === 0 ? 'there are none' : `there is ${others.join(', ')}`;
        return {
          message: `its storage class ${name ?? ''} does not exist; ${there}`,
          evidence: [`storageClassName ${name ?? ''}`],
          fix: 'kubectl get storageclass',
        };
      }),
  },
  {
    id: 'AIS304',
    area: 'storage',
    severity: 'info',
    title: 'a volume is left of an object that is gone',
    find: (facts) =>
      claims(facts, (_, claim) => {
        const owner = claim.metadata.annotations?.[OWNER_ANNOTATION];
        const [plural] = owner?.split('/') ?? [];
        const kind = KIND_IDENTITIES.find((one) => `${one.plural}.${one.group}` === plural);
        if (owner === undefined || kind === undefined || !facts.sees(kind.kind)) return undefined;
        if (facts.own.some(({ kind: own, object }) => ownerPathOf(own, object.metadata) === owner)) return undefined;
        const { name, namespace = 'default' } = claim.metadata;
        return {
          message: `it was kept when ${owner} was deleted; it is used again when that comes back`,
          evidence: [`annotation ${OWNER_ANNOTATION}=${owner}`],
          fix: `kubectl get pvc ${name} -n ${namespace}`,
        };
      }),
  },
  {
    id: 'AIS305',
    area: 'storage',
    severity: 'warning',
    title: 'a volume has yet to grow',
    find: (facts) =>
      claims(facts, ({ status, spec }, claim) => {
        const wanted = spec?.resources?.requests?.['storage'];
        const has = status?.capacity?.['storage'];
        const isSmaller = wanted !== undefined && has !== undefined && (compareQuantities(has, wanted) ?? 0) < 0;
        if (!isSmaller) return undefined;
        const growth = conditionsOf(claim).find(
          ({ type }) => type.endsWith('ResizePending') || type === 'Resizing' || type.endsWith('ResizeError'),
        );
        const evidence = [
          `capacity ${has}, asked for ${wanted}`,
          ...(growth === undefined ? [] : [`${growth.type}=${growth.status}: ${growth.message ?? ''}`]),
        ];
        return { message: `it is ${has} and should be ${wanted}`, evidence, fix: describeClaim(claim) };
      }),
  },
  {
    id: 'AIS306',
    area: 'storage',
    severity: 'error',
    title: 'a volume cannot grow',
    find: (facts) =>
      claims(facts, ({ status, spec }) => {
        const wanted = spec?.resources?.requests?.['storage'];
        const has = status?.capacity?.['storage'];
        const storageClass = facts.all('StorageClass').find(({ metadata }) => metadata.name === spec?.storageClassName);
        if (wanted === undefined || has === undefined || (compareQuantities(has, wanted) ?? 0) >= 0) return undefined;
        if (storageClass === undefined || storageClass['allowVolumeExpansion'] === true) return undefined;
        const { name } = storageClass.metadata;
        return {
          message: `it is ${has}, should be ${wanted}, and its storage class ${name} lets no volume grow`,
          evidence: ['allowVolumeExpansion is not true'],
          fix: `kubectl patch storageclass ${name} -p '{"allowVolumeExpansion":true}'`,
        };
      }),
  },
];
