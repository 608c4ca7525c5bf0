import type { RuleCase } from './rule-case.ts';

const tenant = (spec: unknown, refused?: string): RuleCase => ({ kind: 'Tenant', spec, ...(refused === undefined ? {} : { refused }) });

const ref = { name: 'a', key: 'b' };
const env = (...variables: readonly unknown[]): unknown => ({ server: { env: variables } });
const amount = (request: unknown, limit: unknown): unknown => ({ resources: { cpu: { request, limit } } });
const ingress = (rule: unknown): unknown => ({ networkPolicy: { ingressRules: [rule] } });
const egress = (rule: unknown): unknown => ({ networkPolicy: { egressRules: [rule] } });

const TWO_SOURCES = 'either a value or a valueFrom';
const ONE_REF = 'either a configMapKeyRef or a secretKeyRef';
const OPEN = 'it would allow everything';

export const neurallogRuleCases: readonly RuleCase[] = [
  tenant({}),
  tenant(env({ name: 'A', value: '', valueFrom: { secretKeyRef: ref } }), TWO_SOURCES),
  tenant(env({ name: 'A' })),
  tenant(env({ name: 'A', valueFrom: {} }), ONE_REF),
  tenant(env({ name: 'A', valueFrom: { secretKeyRef: ref, configMapKeyRef: ref } }), ONE_REF),
  tenant(env({ name: 'A', valueFrom: { configMapKeyRef: ref } })),
  tenant(env({ name: 'A' }, { name: 'A' }), 'env'),
  tenant(env({ name: 'PORT', valueFrom: { secretKeyRef: ref } }), 'PORT must be a literal'),
  tenant(env({ name: 'PORT', value: '80' })),
  tenant(amount('1', '1000m')),
  tenant(amount('1001m', 1), 'must not be more than limit'),
  tenant({ redis: { storage: 0 } }, 'must be more than 0'),
  tenant({ redis: { storage: '0.5Gi' } }),
  tenant({ redis: { storage: '4095Pi' } }),
  tenant({ redis: { storage: '9999999999999999Ti' } }, 'must be less than 4Ei'),
  tenant({ redis: { config: { port: '1' } } }, 'belong to the operator'),
  tenant({ redis: { config: { Save: '1' } } }, 'a directive is a word'),
  tenant({ redis: { config: { 'save 1\nport': '1' } } }, 'a directive is a word'),
  tenant({ redis: { config: { appendonly: 'yes' } } }),
  tenant(ingress({}), OPEN),
  tenant(ingress({ from: {} }), OPEN),
  tenant(ingress({ from: { app: 'x' } })),
  tenant(ingress({ to: { app: 'x' }, ports: [{ port: 1 }] }), 'not "to"'),
  tenant(egress({ to: {}, ports: [] }), OPEN),
  tenant(egress({ ports: [{ port: 443 }] })),
  tenant(egress({ from: { app: 'x' }, ports: [{ port: 1 }] }), 'not "from"'),
];
