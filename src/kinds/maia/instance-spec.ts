import { z } from 'zod';
import { compareQuantities } from '../../kernel/quantity.ts';
import { cronSchedule, goDuration, prometheusDuration } from '../shared/durations.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { annotations, labels } from '../shared/labels.ts';
import { hostName, storageClassName } from '../shared/names.ts';
import { storageSize } from '../shared/quantity.ts';
import { localReference, secretKeyRef } from '../shared/references.ts';
import { withRule } from '../shared/rule.ts';
import { boundedString, httpUrl, nonEmptyString, patternString } from '../shared/text.ts';
import { dataDirectory } from './data-directory.ts';
import { instanceResources } from './instance-resources.ts';

const TAG = /^[A-Za-z0-9_][-.A-Za-z0-9_]{0,127}(?:@sha256:[a-f0-9]{64})?$/;

const image = z.object({
  repository: nonEmptyString().default('maia').describe('Image without its tag.'),
  tag: patternString(TAG, 'be an image tag such as v1.0.0, with a digest behind it at most', 256)
    .default('latest')
    .describe('Tag of the image.'),
  pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).default('IfNotPresent').describe('When a node pulls the image.'),
});

/** The server makes 8Ei of whatever is more, and says so in its own number: a size that is never what was asked for. */
function volumeSize(): z.ZodString {
  return withRule(storageSize(), {
    rule: "quantity(self).isLessThan(quantity('4Ei'))",
    message: 'must be less than 4Ei',
    check: (size) => (compareQuantities(size, '4Ei') ?? -1) < 0,
  });
}

const storage = z.object({
  size: volumeSize().default('10Gi').describe('Size of the data volume. It may grow, never shrink.'),
  storageClassName: storageClassName().describe("Storage class of the data and backup volumes. Default: the cluster's.").exactOptional(),
  dataDir: dataDirectory().default('/data').describe('Where the data volume is mounted.'),
  syncWrites: z.boolean().default(false).describe('Whether each write waits for the disk.'),
  gcInterval: goDuration(1).default('5m').describe('Time between garbage collections, as a Go duration of at least 1s.'),
});

const security = z.object({
  apiKeySecretRef: secretKeyRef('api-key').describe("The server's master API key.").exactOptional(),
  tlsSecretRef: localReference('Secret (kubernetes.io/tls)')
    .describe('Certificate with which the server itself speaks TLS.')
    .exactOptional(),
});

const embedding = z.object({
  model: z.enum(['local', 'openai', 'ollama']).default('local').describe('Which embedding model the server uses.'),
  openaiSecretRef: secretKeyRef('openai-api-key').describe('API key of OpenAI.').exactOptional(),
  ollamaEndpoint: httpUrl().describe('URL of Ollama.').exactOptional(),
});

const tenancy = z.object({
  enabled: z.boolean().default(false).describe('Whether the server keeps tenants apart.'),
  requireTenant: z.boolean().default(false).describe('Whether a request must name its tenant.'),
  defaultTenantId: boundedString(253).default('default').describe('Tenant of requests that name none.'),
  enforceScopesEnabled: z.boolean().default(false).describe('Whether the scopes of API keys are enforced.'),
  dedicatedStorage: z.boolean().default(false).describe('Whether each tenant has a store of its own, from its creation on.'),
});

const rateLimit = z.object({
  enabled: z.boolean().default(false).describe('Whether the server limits requests.'),
  requestsPerSecond: int32(1).default(100).describe('Requests per second.'),
  burst: int32(1).default(200).describe('Requests at once.'),
});

const logging = z.object({
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least severe level that is logged.'),
  format: z.enum(['json', 'text']).default('json').describe('Form of a log line.'),
});

const metrics = z.object({
  enabled: z.boolean().default(true).describe('Whether metrics are offered for scraping.'),
  serviceMonitor: z
    .object({
      enabled: z.boolean().default(false).describe('Whether a ServiceMonitor is made, where the Prometheus operator is installed.'),
      interval: prometheusDuration().default('30s').describe('Time between scrapes, as a Prometheus duration.'),
      labels: labels().describe('Labels added to the ServiceMonitor, for the selector of your Prometheus.').exactOptional(),
    })
    .prefault({})
    .describe('The ServiceMonitor.'),
});

const ingress = withRule(
  z.object({
    enabled: z.boolean().default(false).describe('Whether an Ingress is made.'),
    className: boundedString(253).describe("Ingress class. Default: the cluster's.").exactOptional(),
    host: hostName().describe('Host name. Required with tls.').exactOptional(),
    tls: z.boolean().default(false).describe('Whether the Ingress ends TLS, with the Secret <name>-tls.'),
    annotations: annotations().describe('Annotations of the Ingress.').exactOptional(),
  }),
  {
    rule: '!self.tls || has(self.host)',
    message: 'ingress.host is required when ingress.tls is true',
    fieldPath: '.host',
    reason: 'FieldValueRequired',
    check: (value) => !value.tls || value.host !== undefined,
  },
);

const backup = z.object({
  enabled: z.boolean().default(false).describe('Whether a CronJob makes backups. Switching it off keeps those made.'),
  schedule: cronSchedule().default('0 2 * * *').describe('When, as a cron schedule.'),
  retentionDays: int32(1).default(30).describe('Days that a backup is kept.'),
  storageSize: volumeSize().default('20Gi').describe('Size of the backup volume. It may grow, never shrink.'),
  compress: z.boolean().default(true).describe('Whether backups are compressed with gzip.'),
});

/** `MaiaInstance.spec`. Every default is the guide's. */
export const maiaInstanceSpec = z.object({
  replicas: int32(1, 10).default(1).describe('Number of server pods. More than one cannot share the data volume.'),
  image: image.prefault({}).describe('Image of the server.'),
  storage: storage.prefault({}).describe('The data volume.'),
  security: security.prefault({}).describe('Keys and certificates.'),
  embedding: embedding.prefault({}).describe('The embedding model.'),
  tenancy: tenancy.prefault({}).describe('Tenants of the server.'),
  rateLimit: rateLimit.prefault({}).describe('Limit on requests.'),
  logging: logging.prefault({}).describe("The server's log."),
  metrics: metrics.prefault({}).describe('Metrics.'),
  ingress: ingress.prefault({}).describe('Access from outside the cluster.'),
  resources: instanceResources.prefault({}).describe('CPU and memory of the server pod.'),
  backup: backup.prefault({}).describe('Scheduled backups.'),
});

/** A complete spec: all defaults are in it. */
export type MaiaInstanceSpec = Immutable<z.output<typeof maiaInstanceSpec>>;
