import type { RuleCase } from './rule-case.ts';

const instance = (spec: unknown, refused?: string): RuleCase => ({
  kind: 'AbiInstance',
  spec,
  ...(refused === undefined ? {} : { refused }),
});

const budget = (podDisruptionBudget: unknown): unknown => ({ highAvailability: { podDisruptionBudget } });

export const abiRuleCases: readonly RuleCase[] = [
  instance({}),
  instance({ networking: { httpPort: 9090 } }, 'must differ'),
  instance({ networking: { grpcPort: 8080 } }, 'must differ'),
  instance({ networking: { metricsPort: 50_051 } }, 'must differ'),
  instance({ networking: { httpPort: 9090, metricsPort: 8080 } }),
  instance({ llm: { provider: 'local' } }, 'llm.model is required'),
  instance({ llm: { provider: 'local', model: 'llama-7b' } }),
  instance({ llm: { provider: 'openai' } }),
  instance({ autoscaling: { minReplicas: 11 } }, 'must not be more than maxReplicas'),
  instance({ autoscaling: { minReplicas: 3, maxReplicas: 3 } }),
  instance(budget({ minAvailable: 1, maxUnavailable: 1 }), 'either minAvailable or maxUnavailable'),
  instance(budget({ minAvailable: '50%' })),
  instance(budget({ maxUnavailable: 0 })),
  instance(budget({ maxUnavailable: '101%' }), 'maxUnavailable'),
  instance({ storage: { accessModes: ['ReadWriteOnce', 'ReadWriteOnce'] } }, 'accessModes'),
  instance({ storage: { size: '4095Pi' } }),
  instance({ storage: { size: '99999999999999999Ti' } }, 'must be less than 4Ei'),
  instance({ storage: { accessModes: ['ReadWriteOncePod'] } }),
  instance({ storage: { accessModes: ['ReadWriteOncePod', 'ReadWriteMany'] } }, 'cannot be combined'),
];
