import { OPERATOR_DIRECTIVES } from './redis-operator-directives.ts';
import {
  fileName,
  integer,
  integers,
  long,
  memory,
  one,
  oneOf,
  outputBufferLimits,
  redisBytes,
  savePoints,
  several,
  text,
  yesNo,
  type ValueKind,
} from './redis-value-kinds.ts';

const MIB = 1 << 20;

function named(names: string, kind: ValueKind): Readonly<Record<string, ValueKind>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

/** Sizes may also be a part of `maxmemory`. */
const memoryOrPercent: ValueKind = one((word) =>
  /^(?:100|\d{1,2})%$/.test(word) || redisBytes(word) !== undefined ? undefined : 'must be a size such as 100mb or a percentage',
);

const signalActions: ValueKind = several((words) =>
  words.every((word) => ['default', 'save', 'nosave', 'now', 'force'].includes(word.toLowerCase()))
    ? undefined
    : 'must be of default, save, nosave, now, force',
);

const keyspaceEvents: ValueKind = text((word) =>
  /^[AKEgtdmn$lshzxe]*$/.test(word) ? undefined : 'has a class of events that Redis does not know',
);

const processTitle: ValueKind = text((word) =>
  [...word.matchAll(/\{([^}]*)\}/g)].every(([, variable = '']) =>
    ['title', 'listen-addr', 'server-mode', 'port', 'tls-port', 'unixsocket', 'config-file'].includes(variable),
  )
    ? undefined
    : 'names a variable that Redis does not know',
);

const percentiles: ValueKind = several((words) =>
  words.every((word) => word === '' || (/^\d{1,3}(?:\.\d+)?$/.test(word) && Number(word) <= 100))
    ? undefined
    : 'must be numbers from 0 to 100',
);

/**
 * The directives of Redis 7.0 by name, with what each takes (`config.c`, and measured on 7.0.15). Directives that came later are unknown: which
 * Redis an image holds cannot be read from its tag, and an unknown directive keeps Redis from starting.
 */
const DIRECTIVES: Readonly<Record<string, ValueKind>> = {
  ...OPERATOR_DIRECTIVES,
  ...named(
    'activerehashing always-show-logo aof-disable-auto-gc aof-load-truncated aof-rewrite-incremental-fsync aof-timestamp-enabled ' +
      'aof-use-rdb-preamble appendonly cluster-allow-pubsubshard-when-down cluster-allow-reads-when-down cluster-allow-replica-migration ' +
      'cluster-replica-no-failover cluster-slave-no-failover cluster-require-full-coverage crash-log-enabled crash-memcheck-enabled disable-thp ' +
      'dynamic-hz io-threads-do-reads jemalloc-bg-thread latency-tracking lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del ' +
      'lazyfree-lazy-user-del lazyfree-lazy-user-flush lua-enable-deprecated-api no-appendfsync-on-rewrite rdb-del-sync-files ' +
      'rdb-save-incremental-fsync rdbchecksum rdbcompression repl-disable-tcp-nodelay repl-diskless-sync replica-announced ' +
      'replica-ignore-disk-write-errors replica-ignore-maxmemory slave-ignore-maxmemory replica-lazy-flush slave-lazy-flush replica-read-only ' +
      'slave-read-only replica-serve-stale-data slave-serve-stale-data set-proc-title stop-writes-on-bgsave-error syslog-enabled tls-cluster ' +
      'tls-replication tls-prefer-server-ciphers tls-session-caching use-exit-on-panic',
    yesNo,
  ),
  ...named(
    'auto-aof-rewrite-percentage cluster-migration-barrier cluster-replica-validity-factor cluster-slave-validity-factor hz lfu-decay-time ' +
      'lfu-log-factor list-compress-depth maxmemory-eviction-tenacity min-replicas-max-lag min-slaves-max-lag min-replicas-to-write ' +
      'min-slaves-to-write rdb-key-save-delay repl-diskless-sync-delay repl-diskless-sync-max-replicas replica-priority slave-priority ' +
      'shutdown-timeout tcp-backlog tcp-keepalive timeout tls-session-cache-size tls-session-cache-timeout',
    integer(),
  ),
  ...named('list-max-listpack-size list-max-ziplist-size key-load-delay', integer(-2_147_483_648)),
  ...named('databases maxmemory-samples repl-ping-replica-period repl-ping-slave-period repl-timeout', integer(1)),
  ...named(
    'cluster-announce-bus-port cluster-announce-port cluster-announce-tls-port cluster-port replica-announce-port slave-announce-port',
    integer(0, 65_535),
  ),
  ...named('active-defrag-cycle-min active-defrag-cycle-max', integer(1, 99)),
  ...named('active-defrag-threshold-lower active-defrag-threshold-upper', integer(0, 1_000)),
  ...named(
    'acllog-max-len busy-reply-threshold lua-time-limit cluster-node-timeout hash-max-listpack-entries hash-max-ziplist-entries ' +
      'latency-monitor-threshold repl-backlog-ttl set-max-intset-entries slowlog-max-len stream-node-max-entries tracking-table-max-keys ' +
      'zset-max-listpack-entries zset-max-ziplist-entries',
    long(),
  ),
  ...named(
    'auto-aof-rewrite-min-size cluster-link-sendbuf-limit hash-max-listpack-value hash-max-ziplist-value hll-sparse-max-bytes maxmemory ' +
      'stream-node-max-bytes zset-max-listpack-value zset-max-ziplist-value',
    memory(),
  ),
  ...named('active-defrag-ignore-bytes repl-backlog-size', memory(1)),
  ...named('client-query-buffer-limit proto-max-bulk-len', memory(MIB)),
  ...named('appendfilename appenddirname dbfilename', fileName),
  ...named(
    'aof_rewrite_cpulist aof-rewrite-cpulist bgsave_cpulist bgsave-cpulist bind-source-addr bio_cpulist bio-cpulist cluster-announce-hostname ' +
      'cluster-announce-ip cluster-config-file ignore-warnings masteruser replica-announce-ip slave-announce-ip server_cpulist server-cpulist ' +
      'syslog-ident tls-ca-cert-dir tls-ca-cert-file tls-cert-file tls-ciphers tls-ciphersuites tls-client-cert-file tls-client-key-file ' +
      'tls-client-key-file-pass tls-dh-params-file tls-key-file tls-key-file-pass tls-protocols',
    text(),
  ),
  'acl-pubsub-default': oneOf('allchannels', 'resetchannels'),
  'active-defrag-max-scan-fields': long(1),
  'active-expire-effort': integer(1, 10),
  // Only builds with Redis' own allocator have it, and the others do not start.
  activedefrag: one((word) => (word.toLowerCase() === 'no' ? undefined : 'must be no: not every build of Redis has it')),
  appendfsync: oneOf('everysec', 'always', 'no'),
  'client-output-buffer-limit': outputBufferLimits,
  'cluster-preferred-endpoint-type': oneOf('ip', 'hostname', 'unknown-endpoint'),
  'io-threads': integer(1, 128),
  'latency-tracking-info-percentiles': percentiles,
  loglevel: oneOf('debug', 'verbose', 'notice', 'warning'),
  maxclients: integer(1, 4_294_967_295),
  'maxmemory-clients': memoryOrPercent,
  'maxmemory-eviction-tenacity': integer(0, 100),
  'maxmemory-policy': oneOf(
    'volatile-lru',
    'volatile-lfu',
    'volatile-random',
    'volatile-ttl',
    'allkeys-lru',
    'allkeys-lfu',
    'allkeys-random',
    'noeviction',
  ),
  'notify-keyspace-events': keyspaceEvents,
  'oom-score-adj': oneOf('no', 'yes', 'relative', 'absolute'),
  'oom-score-adj-values': integers(3, -2_000, 2_000),
  'proc-title-template': processTitle,
  'propagation-error-behavior': oneOf('ignore', 'panic', 'panic-on-replicas'),
  'repl-diskless-load': oneOf('disabled', 'on-empty-db', 'swapdb'),
  'sanitize-dump-payload': oneOf('no', 'yes', 'clients'),
  save: savePoints,
  'shutdown-on-sigint': signalActions,
  'shutdown-on-sigterm': signalActions,
  'slowlog-log-slower-than': long(-1),
  'socket-mark-id': integer(0, 4_294_967_295),
  supervised: oneOf('upstart', 'systemd', 'auto', 'no'),
  'syslog-facility': oneOf('user', ...Array.from({ length: 8 }, (_, index) => `local${index}`)),
  'tls-auth-clients': oneOf('no', 'yes', 'optional'),
};

/** What a directive takes; undefined where Redis does not know it. Case does not matter. */
export function redisDirective(name: string): ValueKind | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(DIRECTIVES, key) ? DIRECTIVES[key] : undefined;
}
