import type { V1Node } from '@kubernetes/client-node';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionsOf } from '../../why/evidence.ts';
import { objectName } from '../../why/related.ts';
import type { CheckState } from '../../check/check-result.ts';
import type { Facts } from '../facts.ts';
import type { Hit, Severity } from '../finding.ts';
import type { DoctorRule } from '../rule.ts';

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** What `check` says under a name: its failures as errors, its warnings as warnings. */
function ofCheck(id: string, name: string, title: string, severity: Severity, state: CheckState): DoctorRule {
  const find = ({ checks }: Facts): readonly Hit[] =>
    checks
      .filter(({ check, state: found }) => found === state && (check === name || check.startsWith(`${name} `)))
      .map(({ check, message, fix = '' }) => ({ message: `${check}: ${message}`, fix }));
  return { id, area: name === 'operator' ? 'operators' : 'cluster', severity, title, find };
}

const PRESSURES: ReadonlySet<string> = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']);

/** The cluster itself: what `check` looks at, and its nodes. */
export const clusterRules: readonly DoctorRule[] = [
  ofCheck('AIS001', 'server', 'Kubernetes is too old', 'error', 'failed'),
  ofCheck('AIS002', 'apis', 'an API is not served', 'error', 'failed'),
  ofCheck('AIS003', 'definition', 'a definition is missing, not served or old', 'error', 'failed'),
  ofCheck('AIS004', 'definition', 'a definition drifted from this version of the program', 'warning', 'warning'),
  ofCheck('AIS005', 'rights', 'you lack rights that a command needs', 'warning', 'warning'),
  ofCheck('AIS006', 'storage-class', 'volumes that name no class stay unbound', 'warning', 'warning'),
  ofCheck('AIS007', 'operator', 'nothing acts on what is stored', 'warning', 'warning'),
  ofCheck('AIS008', 'operator', 'an operator is installed and has no ready pod', 'error', 'failed'),
  ofCheck('AIS009', 'write', 'the server would refuse new objects', 'error', 'failed'),
  {
    id: 'AIS010',
    area: 'cluster',
    severity: 'warning',
    title: 'a node is not ready',
    find: (facts) =>
      facts.all('Node').flatMap((node): readonly Hit[] => {
        const ready = conditionsOf(node).find(({ type }) => type === 'Ready');
        if (ready === undefined || ready.status === 'True') return [];
        const { name } = node.metadata;
        const evidence = [`Ready=${ready.status}${ready.reason === undefined ? '' : ` (${ready.reason})`}`];
        return [
          {
            object: objectName(node),
            message: `node ${name} is not ready: its pods may not run`,
            evidence,
            fix: `kubectl describe node ${name}`,
          },
        ];
      }),
  },
  {
    id: 'AIS011',
    area: 'cluster',
    severity: 'warning',
    title: 'a node is under pressure',
    find: (facts) =>
      facts.all('Node').flatMap((node): readonly Hit[] => {
        const pressed = conditionsOf(node).filter(({ type, status }) => PRESSURES.has(type) && status === 'True');
        const { name } = node.metadata;
        const message = `node ${name} reports ${pressed.map(({ type }) => type).join(', ')}: pods get evicted or have no network`;
        const evidence = pressed.map(({ type, message: told = '' }) => `${type}=True: ${told}`);
        return pressed.length === 0 ? [] : [{ object: objectName(node), message, evidence, fix: `kubectl describe node ${name}` }];
      }),
  },
  {
    id: 'AIS012',
    area: 'cluster',
    severity: 'info',
    title: 'a node takes no new pods',
    find: (facts) =>
      facts
        .all('Node')
        .filter((node) => partsOf<V1Node>(node).spec?.unschedulable === true)
        .map((node) => ({
          object: objectName(node),
          message: `node ${node.metadata.name} is cordoned`,
          evidence: ['spec.unschedulable is true'],
          fix: `kubectl uncordon ${node.metadata.name}`,
        })),
  },
  {
    id: 'AIS013',
    area: 'storage',
    severity: 'warning',
    title: 'more than one storage class is the default',
    find: (facts) => {
      const chosen = facts.all('StorageClass').filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true');
      const [, second] = chosen;
      if (second === undefined) return [];
      const names = chosen.map(({ metadata }) => metadata.name);
      const message = `${names.join(' and ')} are all the default: which one a volume gets depends on which was made last`;
      return [
        {
          message,
          evidence: names.map((name) => `StorageClass/${name} has ${IS_DEFAULT}=true`),
          fix: `kubectl annotate storageclass ${second.metadata.name} ${IS_DEFAULT}-`,
        },
      ];
    },
  },
];
