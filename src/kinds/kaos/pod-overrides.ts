import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import { envList } from '../shared/environment.ts';
import { opaqueObject } from '../shared/opaque.ts';
import { resourceRequirements } from '../shared/resources.ts';
import { boundedString, patternString } from '../shared/text.ts';

const argumentList = (): z.ZodArray<z.ZodString> => boundedList(boundedString(16_384));

const container = z.object({
  image: boundedString().describe('Image in place of the default one.').exactOptional(),
  command: argumentList().describe('Command in place of the default one.').exactOptional(),
  args: argumentList().describe('Arguments in place of the default ones.').exactOptional(),
  resources: resourceRequirements.describe('Resources of the container.').exactOptional(),
  env: envList().describe('More environment variables; one of the same name replaces ours.').exactOptional(),
});

const gatewayRoute = z.object({
  timeout: patternString(/^([0-9]+(h|m|s|ms)){1,4}$/, 'be a duration such as 30s or 1m30s; 0s means none', 64)
    .describe('Longest time of one request through the gateway; 0s means no limit.')
    .exactOptional(),
});

/** The fields by which all three kinds let a user change the pod that the operator makes, and the way to it. */
export const podOverrides = {
  container: container.describe('Changes to the one container, in short.').exactOptional(),
  podSpec: opaqueObject()
    .describe(
      'A pod spec that is merged over the generated one as Kubernetes merges pods: lists by their keys. It need not list containers.',
    )
    .exactOptional(),
  gatewayRoute: gatewayRoute.describe('The HTTPRoute, where the cluster has a gateway.').exactOptional(),
};

/** OpenTelemetry, for the runtimes that speak it. */
export const telemetry = z.object({
  enabled: z.boolean().default(false).describe('Whether traces and metrics are sent.'),
  endpoint: boundedString().describe('OTLP gRPC endpoint, such as http://collector:4317.').exactOptional(),
});
