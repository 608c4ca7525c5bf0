import { POD, SECRET, SERVICE } from '../../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../../kernel/resource-type.ts';
import type { CommandRights, OtherRight } from '../../../shared/auth/rights-of-command.ts';
import { serverKind } from './server-kind.ts';

/** What requests to servers behind Services go through. */
export const SERVICE_PROXY: ResourceType = { ...SERVICE, plural: 'services/proxy' };

const ENDPOINT_SLICE: ResourceType = { ...SERVICE, group: 'discovery.k8s.io', kind: 'EndpointSlice', plural: 'endpointslices' };

/** The other way there, where the service proxy does not let one through. */
export const PORT_FORWARD: readonly OtherRight[] = [
  { type: SERVICE, verbs: ['get'] },
  { type: ENDPOINT_SLICE, verbs: ['list'] },
  { type: POD, verbs: ['list'] },
  { type: { ...POD, plural: 'pods/portforward' }, verbs: ['get', 'create'] },
];

/** The rights of the commands that ask the servers of KAOS. */
export const REACH_RIGHTS: Readonly<Record<string, CommandRights>> = {
  'agent invoke': {
    others: [
      { type: serverKind('Agent'), verbs: ['get'] },
      { type: SERVICE_PROXY, verbs: ['create'] },
    ],
    optional: PORT_FORWARD,
  },
  'mcp tools': {
    others: [
      { type: serverKind('MCPServer'), verbs: ['get'] },
      { type: SERVICE_PROXY, verbs: ['create'] },
    ],
    // Delete: the session is ended behind it.
    optional: [{ type: SERVICE_PROXY, verbs: ['delete'] }, ...PORT_FORWARD],
  },
  'modelapi models': {
    others: [
      { type: serverKind('ModelAPI'), verbs: ['get'] },
      { type: SERVICE_PROXY, verbs: ['get'] },
    ],
    // The Secret with the master key of a proxy that has one.
    optional: [{ type: SECRET, verbs: ['get'] }, ...PORT_FORWARD],
  },
};
