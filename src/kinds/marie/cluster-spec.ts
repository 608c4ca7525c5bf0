import { z } from 'zod';
import { listMap, stringMap } from '../shared/collections.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { annotations } from '../shared/labels.ts';
import { hostName, objectName } from '../shared/names.ts';
import { opaqueObject } from '../shared/opaque.ts';
import { secretKeyRef } from '../shared/references.ts';
import { withRule } from '../shared/rule.ts';
import { boundedString, nonEmptyString } from '../shared/text.ts';
import { executorGroup } from './executor-group.ts';

const serviceType = z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']);

const serverSpec = z.object({
  replicas: int32(1).default(1).describe('Pods of the server. Each runs a scheduler of its own over one database.'),
  template: opaqueObject().describe('Pod template, as in a Deployment.'),
  serviceType: serviceType.describe("Type of the server's Service; it wins over spec.serviceType.").exactOptional(),
  serverStartParams: stringMap()
    .describe('More options of the server, by name, where the template gives it no command of its own.')
    .exactOptional(),
  configFile: nonEmptyString().default('/config/marie.yml').describe("The server's configuration file in its container."),
});

/** The API key with which jobs are submitted. */
export const gatewayAuth = z.object({ secretRef: secretKeyRef('api_key').describe('Secret with the API key of the gateway.') });

const ingress = withRule(
  z.object({
    host: hostName().describe('Host name.').exactOptional(),
    className: objectName().describe('Ingress class.').exactOptional(),
    annotations: annotations().describe('Annotations of the Ingress.').exactOptional(),
    tls: z.boolean().default(false).describe('Whether the Ingress speaks TLS, with the Secret <ingress>-tls.'),
  }),
  {
    rule: '!self.tls || has(self.host)',
    message: 'TLS needs a host',
    fieldPath: '.host',
    check: (value) => !value.tls || value.host !== undefined,
  },
);

/** Spec of a MarieCluster, and of the cluster that a job brings along. */
export const marieClusterSpec = z.object({
  serverSpec: serverSpec.describe('The server: gateway and scheduler.'),
  executorGroupSpecs: listMap(executorGroup, ['groupName']).default([]).describe('Pools of executors.'),
  suspend: z.boolean().describe('Whether the cluster has no pods for now.').exactOptional(),
  enableIngress: z
    .boolean()
    .describe("Whether an Ingress leads to the gateway. Most of the gateway's routes ask for no key: think before you open them.")
    .exactOptional(),
  ingress: ingress.describe('How the Ingress looks, with enableIngress.').exactOptional(),
  serviceType: serviceType.default('ClusterIP').describe("Type of the server's Service."),
  auth: gatewayAuth.describe('How jobs are submitted to the gateway. Default: the Secret <cluster>-api-key.').exactOptional(),
  marieVersion: boundedString(128).describe('Version of Marie, for people and for the tag of images that have none.').exactOptional(),
});

export type MarieClusterSpec = Immutable<z.output<typeof marieClusterSpec>>;
