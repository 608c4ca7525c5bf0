import { builtinCase, tryCreate, type BuiltinCase } from './builtin-case.ts';
import { minimal, template } from './builtin-objects.ts';
import { paths } from './builtin-paths.ts';

const quantity = (value: unknown): BuiltinCase =>
  builtinCase(`quantity ${JSON.stringify(value)}`, tryCreate(paths.pods, minimal.pod({ resources: { limits: { memory: value } } })));

const size = (value: unknown): BuiltinCase =>
  builtinCase(
    `size limit ${JSON.stringify(value)}`,
    tryCreate(paths.pods, minimal.pod({}, { volumes: [{ name: 'v', emptyDir: { sizeLimit: value } }] })),
  );

/** How JSON is read into the types, and what is said where it does not fit. */
export const decodeCases: readonly BuiltinCase[] = [
  ...[
    '1024Mi',
    '1000m',
    '0.5',
    '1500M',
    '1.5Gi',
    '1e3',
    '1E3',
    '1e-3',
    '100',
    '1000',
    '1024',
    '0',
    '0.0001',
    '128974848',
    '129e6',
    '129M',
    '123Mi',
  ].map(quantity),
  ...['2048Ki', '1000Ki', '0.5Ki', '10000000Ti', '.5', '5.', '+1', '1500000000n', '12345678u', 1.5, 1e3, 0.1].map(quantity),
  ...['', 'abc', '1x', '1 Gi', '1GiB', '1gi', '1KI', '1.2.3', '--1', '1GG', true, {}].map(quantity),
  ...['0.0001', '1.5Ki', '0.1Gi', '100000000000000000000'].map(size),
  builtinCase(
    'unknown field, strictly',
    tryCreate(paths.deployments, minimal.deployment({ foo: 1, template: template({ bar: 1 }) }), true),
  ),
  builtinCase('unknown field', tryCreate(paths.deployments, minimal.deployment({ foo: 1 }))),
  builtinCase(
    'unknown metadata, strictly',
    tryCreate(paths.configMaps, { ...minimal.configMap(), metadata: { name: 'x', foo: 1 }, bar: 2 }, true),
  ),
  builtinCase('unknown field of other case, strictly', tryCreate(paths.deployments, minimal.deployment({ Replicas: 1 }), true)),
  builtinCase('text for a number', tryCreate(paths.deployments, minimal.deployment({ replicas: '3' }))),
  builtinCase('fraction for a number', tryCreate(paths.deployments, minimal.deployment({ replicas: 1.5 }))),
  builtinCase('number that is too large', tryCreate(paths.deployments, minimal.deployment({ replicas: 3_000_000_000 }))),
  builtinCase('truth for a number', tryCreate(paths.deployments, minimal.deployment({ replicas: true }))),
  builtinCase('object for a number', tryCreate(paths.deployments, minimal.deployment({ replicas: {} }))),
  builtinCase('list for an object', tryCreate(paths.deployments, minimal.deployment({ template: [] }))),
  builtinCase('text for an object', tryCreate(paths.deployments, { ...minimal.deployment(), spec: 'a' })),
  builtinCase('text for a list', tryCreate(paths.pods, minimal.pod({ env: 'a' }))),
  builtinCase('object for a list', tryCreate(paths.pods, minimal.pod({ env: { A: 'b' } }))),
  builtinCase('number for a text in a list', tryCreate(paths.pods, minimal.pod({ args: [1] }))),
  builtinCase('number for a text in a map', tryCreate(paths.configMaps, minimal.configMap({ data: { a: 1 } }))),
  builtinCase('truth for a label', tryCreate(paths.configMaps, { ...minimal.configMap(), metadata: { name: 'x', labels: { a: true } } })),
  builtinCase('number for a variable', tryCreate(paths.pods, minimal.pod({ env: [{ name: 'A', value: 5 }] }))),
  builtinCase('text for a container', tryCreate(paths.pods, minimal.pod({}, { containers: ['a'] }))),
  builtinCase('number for a protocol', tryCreate(paths.pods, minimal.pod({ ports: [{ containerPort: 1, protocol: 6 }] }))),
  builtinCase('text for a truth', tryCreate(paths.pods, minimal.pod({}, { hostNetwork: 'yes' }))),
  builtinCase('fraction for a port or name', tryCreate(paths.services, minimal.service({ ports: [{ port: 80, targetPort: 1.5 }] }))),
  builtinCase('truth for a port or name', tryCreate(paths.services, minimal.service({ ports: [{ port: 80, targetPort: true }] }))),
  builtinCase('data that is not base64', tryCreate(paths.secrets, minimal.secret({ data: { a: 'x y' } }))),
  builtinCase('data that is cut off', tryCreate(paths.secrets, minimal.secret({ data: { a: 'abc' } }))),
  builtinCase('number for data', tryCreate(paths.secrets, minimal.secret({ data: { a: 1 } }))),
  builtinCase('null for data', tryCreate(paths.secrets, minimal.secret({ data: { a: null } }))),
  builtinCase('no time', tryCreate(paths.events, minimal.event({ firstTimestamp: 'yesterday' }))),
  builtinCase('half a time', tryCreate(paths.events, minimal.event({ firstTimestamp: '2026-01-02' }))),
  builtinCase('number for a time', tryCreate(paths.events, minimal.event({ firstTimestamp: 5 }))),
  builtinCase('no precise time', tryCreate(paths.leases, minimal.lease({ renewTime: 'x' }))),
  builtinCase('precise time without fraction', tryCreate(paths.leases, minimal.lease({ renewTime: '2026-01-02T03:04:05Z' }))),
  builtinCase('precise time with half a fraction', tryCreate(paths.leases, minimal.lease({ renewTime: '2026-01-02T03:04:05.5Z' }))),
  builtinCase(
    'nulls everywhere',
    tryCreate(
      paths.deployments,
      minimal.deployment({ replicas: null, strategy: null, minReadySeconds: null, template: template({ env: null, resources: null }) }),
    ),
  ),
  builtinCase(
    'empty things',
    tryCreate(
      paths.deployments,
      minimal.deployment({
        minReadySeconds: 0,
        paused: false,
        template: template(
          { env: [], args: [], workingDir: '', tty: false, resources: { limits: {} }, securityContext: {} },
          { volumes: [], nodeSelector: {}, affinity: {} },
        ),
      }),
    ),
  ),
  builtinCase('null in a list', tryCreate(paths.pods, minimal.pod({ args: [null, 'a'] }))),
];
