import { DEPLOYMENT, EVENT, LEASE, POD, SECRET, SERVICE } from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { CommandRights, OtherRight } from '../../shared/auth/rights-of-command.ts';
import { marieKind } from './marie-target.ts';

const ENDPOINT_SLICE: ResourceType = { ...SERVICE, group: 'discovery.k8s.io', kind: 'EndpointSlice', plural: 'endpointslices' };

/** The way to a gateway from outside the cluster. */
const PORT_FORWARD: readonly OtherRight[] = [
  { type: SERVICE, verbs: ['get'] },
  { type: ENDPOINT_SLICE, verbs: ['list'] },
  { type: POD, verbs: ['list'] },
  { type: { ...POD, plural: 'pods/portforward' }, verbs: ['get', 'create'] },
];

/** Whether an operator runs, and what it said last. */
const TELLING: readonly OtherRight[] = [
  { type: DEPLOYMENT, verbs: ['get', 'list'] },
  { type: LEASE, verbs: ['get', 'list'] },
  { type: EVENT, verbs: ['list'] },
];

const JOB = marieKind('MarieJob');
const CLUSTER = marieKind('MarieCluster');

/** The rights of the commands about jobs and clusters of Marie. */
export const MARIE_RIGHTS: Readonly<Record<string, CommandRights>> = {
  'job attach': { others: [{ type: JOB, verbs: ['get'] }] },
  'job cancel': { others: [{ type: JOB, verbs: ['get', 'patch'] }], optional: TELLING },
  // It asks a gateway only.
  'job deliver': {},
  'job list': { others: [{ type: JOB, verbs: ['get', 'list', 'watch'] }] },
  'job logs': {
    others: [
      { type: JOB, verbs: ['get'] },
      { type: POD, verbs: ['list'] },
      { type: { ...POD, plural: 'pods/log' }, verbs: ['get'] },
    ],
  },
  'job result': { others: [{ type: JOB, verbs: ['get'] }] },
  'job retry': { others: [{ type: JOB, verbs: ['get', 'create'] }], optional: TELLING },
  'job status': {
    others: [{ type: JOB, verbs: ['get'] }],
    // The tasks, from the gateway itself.
    optional: [{ type: CLUSTER, verbs: ['get'] }, ...PORT_FORWARD],
  },
  'job submit': {
    others: [{ type: JOB, verbs: ['create', 'get'] }],
    optional: [{ type: CLUSTER, verbs: ['get'] }, { type: SECRET, verbs: ['get'] }, ...TELLING],
  },
  'session cluster': { others: [{ type: CLUSTER, verbs: ['get'] }, ...PORT_FORWARD] },
};
