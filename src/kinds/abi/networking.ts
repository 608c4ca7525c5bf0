import { z } from 'zod';
import { port } from '../shared/integers.ts';
import { withRule } from '../shared/rule.ts';

/** `spec.networking`: the ports and the type of the Service. */
export const networking = withRule(
  z.object({
    httpPort: port().default(8080).describe('HTTP port.'),
    metricsPort: port().default(9090).describe('Port of the metrics.'),
    grpcPort: port().default(50_051).describe('gRPC port.'),
    serviceType: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).default('ClusterIP').describe('Type of the Service.'),
  }),
  {
    rule: 'self.httpPort != self.metricsPort && self.httpPort != self.grpcPort && self.metricsPort != self.grpcPort',
    message: 'httpPort, metricsPort and grpcPort must differ',
    check: ({ httpPort, metricsPort, grpcPort }) => new Set([httpPort, metricsPort, grpcPort]).size === 3,
  },
);
