import type { RuleCase } from './rule-case.ts';

const job = (spec: unknown, refused?: string): RuleCase => ({ kind: 'MarieJob', spec, ...(refused === undefined ? {} : { refused }) });
const cluster = (fields: object, refused?: string): RuleCase => ({
  kind: 'MarieCluster',
  spec: { serverSpec: { template: {} }, ...fields },
  ...(refused === undefined ? {} : { refused }),
});
const groups = (...executorGroupSpecs: readonly object[]): object => ({
  executorGroupSpecs: executorGroupSpecs.map((group) => ({ template: {}, ...group })),
});

const ONE_WAY = 'a job names its cluster in one way';
const whole = { serverSpec: { template: {} } };

export const marieRuleCases: readonly RuleCase[] = [
  job({}),
  job({ clusterRef: 'a' }),
  job({ clusterRef: 'a', clusterSelector: {} }, ONE_WAY),
  job({ clusterSelector: { app: 'x' }, clusterSpec: whole }, ONE_WAY),
  job({ shutdownAfterJobFinishes: true, clusterSpec: whole }),
  job({ shutdownAfterJobFinishes: true }, 'needs clusterSpec'),
  job({ shutdownAfterJobFinishes: false }),
  job({ input: { uri: 'a', data: 'b' } }, 'an input has one source'),
  job({ input: { data: 'b' } }),
  job({ sla: { softDeadline: '61m', hardDeadline: '1h' } }, 'must not be after hardDeadline'),
  job({ sla: { softDeadline: '60m', hardDeadline: '1h' } }),
  job({ sla: { hardDeadline: '0s' } }, 'more than 0'),
  cluster({ ingress: { tls: true } }, 'TLS needs a host'),
  cluster({ ingress: { tls: true, host: 'marie.example.com' } }),
  cluster(groups({ groupName: 'a' }, { groupName: 'b' })),
  cluster(groups({ groupName: 'a' }, { groupName: 'a' }), 'executorGroupSpecs'),
  cluster(groups({ groupName: 'a', minReplicas: 2, maxReplicas: 1 }), 'must not be more than maxReplicas'),
  cluster(groups({ groupName: 'a', minReplicas: 0, maxReplicas: 0 })),
];
