import type { RuleCase } from './rule-case.ts';

const instance = (spec: unknown, refused?: string): RuleCase => ({
  kind: 'MaiaInstance',
  spec,
  ...(refused === undefined ? {} : { refused }),
});

const tenant = (apiKeys: unknown, refused?: string): RuleCase => ({
  kind: 'MaiaTenant',
  spec: { instanceRef: { name: 'notes' }, apiKeys },
  ...(refused === undefined ? {} : { refused }),
});

const apiKey = (name: string, secret: string, key?: string): unknown => ({
  name,
  secretRef: { name: secret, ...(key === undefined ? {} : { key }) },
});

const OVER_LIMIT = 'must not be more than limits';
const BACKWARDS = 'ranges do not run backwards';

export const maiaRuleCases: readonly RuleCase[] = [
  instance({}),
  instance({ ingress: { tls: true } }, 'ingress.host is required'),
  instance({ ingress: { tls: true, host: 'maia.example.com' } }),
  instance({ ingress: { tls: false } }),
  instance({ resources: { requests: { cpu: '1' } } }),
  instance({ resources: { requests: { cpu: '1001m' } } }, `requests.cpu ${OVER_LIMIT}`),
  instance({ resources: { requests: { cpu: 2 }, limits: { cpu: 2 } } }),
  instance({ resources: { requests: { cpu: 3 }, limits: { cpu: '2500m' } } }, `requests.cpu ${OVER_LIMIT}`),
  instance({ resources: { requests: { memory: '1024Mi' } } }),
  instance({ resources: { requests: { memory: '1.5Gi' } } }, `requests.memory ${OVER_LIMIT}`),
  instance({ resources: { requests: { memory: '1e3' }, limits: { memory: '1k' } } }),
  instance({ resources: { limits: { memory: '0.0000000001' }, requests: { memory: '0.0000000009' } } }),
  instance({ storage: { dataDir: '/var/../etc' } }, 'must not have "." or ".."'),
  instance({ storage: { dataDir: '/var/..lib/.maia' } }),
  instance({ storage: { dataDir: '/etc/maia' } }, 'must not be or lie below'),
  instance({ storage: { dataDir: '/backup/data' } }, 'must not be or lie below'),
  instance({ storage: { dataDir: '/etc/maia-data' } }),
  instance({ storage: { size: '4194303Ti' } }),
  instance({ storage: { size: '99999999999999Ti' } }, 'must be less than 4Ei'),
  instance({ backup: { storageSize: '4194304Ti' } }, 'must be less than 4Ei'),
  instance({ storage: { gcInterval: '999ms' } }, 'at least 1s'),
  instance({ storage: { gcInterval: '1000ms' } }),
  instance({ storage: { gcInterval: '9999999999h' } }, 'duration'),
  instance({ backup: { schedule: '0 9 * * 5-1' } }, BACKWARDS),
  instance({ backup: { schedule: '0 9 * * fri-MON' } }, BACKWARDS),
  instance({ backup: { schedule: '0 9 * * MON-fri' } }),
  instance({ backup: { schedule: '*/5 1-3,8-10/2 1-31 jan-dec 0-6' } }),
  instance({ backup: { schedule: '1-2,5-4 * * * *' } }, BACKWARDS),
  tenant([apiKey('a', 'one'), apiKey('b', 'one', 'b')]),
  tenant([apiKey('a', 'one'), apiKey('b', 'one', 'api-key')], 'same key of the same Secret'),
  tenant([apiKey('a', 'one'), apiKey('b', 'two')]),
  tenant([apiKey('a', 'one', 'a.revoking')], 'must not end with .revoking'),
  tenant([apiKey('a', 'one', 'a.revoking.x')]),
  tenant([{ name: 'a', secretRef: { name: 'b' }, expiresAt: '0000-12-31T23:59:59Z' }], 'must name a day that exists'),
  tenant([{ name: 'a', secretRef: { name: 'b' }, expiresAt: '2031-02-29T00:00:00Z' }], 'expiresAt'),
  tenant([{ name: 'a', secretRef: { name: 'b' }, expiresAt: '2032-02-29T00:00:00Z' }]),
];
