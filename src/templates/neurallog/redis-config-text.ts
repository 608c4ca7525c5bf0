import type { Manifest } from '../../kernel/kube-object.ts';
import { compareText } from '../shared/compare-text.ts';
import { REDIS_PORT } from './facts.ts';
import { tenantMetadata } from './metadata.ts';
import { tenantNames } from './names.ts';
import { redisDirective } from './redis-directives.ts';
import { redisLineProblem } from './redis-line-problem.ts';
import { redisQuoted, redisWords } from './redis-words.ts';
import type { TenantValues } from './tenant-values.ts';

type Config = Readonly<Record<string, string>>;

/**
 * What Redis is given where the user says nothing. `protected-mode no`: with `yes`, Redis without a password refuses everybody outside its pod;
 * network policies keep strangers out. `save ""`: the volume is sized for the append-only file, not for snapshots beside it.
 */
const BASE: Config = {
  appendfsync: 'everysec',
  appendonly: 'yes',
  bind: '0.0.0.0 -::*',
  daemonize: 'no',
  dir: '/data',
  logfile: '',
  loglevel: 'notice',
  maxmemory: '256mb',
  'maxmemory-policy': 'allkeys-lru',
  port: String(REDIS_PORT),
  'protected-mode': 'no',
  save: '',
};

/** The value of a directive as Redis is given it, by name: the user's over the defaults. */
export function redisSettings(user: Config = {}): Config {
  return { ...BASE, ...user };
}

/** One line. An empty value must be there as `""`; a text that is not one word as it stands is quoted. */
function line(name: string, value: string): string {
  if (value === '') return `${name} ""`;
  const words = redisWords(value);
  return redisDirective(name)?.isText === true && words?.length !== 1 ? `${name} ${redisQuoted(value)}` : `${name} ${value}`;
}

/** `redis.conf`: one line for each directive, sorted, so that the same settings always give the same text. */
export function redisConfigText(user: Config = {}): string {
  const settings = Object.entries(redisSettings(user)).toSorted(([left], [right]) => compareText(left, right));
  return `${settings.map(([name, value]) => line(name, value)).join('\n')}\n`;
}

/** Why Redis would not start with the user's directives, naming the first of them; undefined where it would. */
export function redisConfigProblem(user: Config = {}): string | undefined {
  const names = Object.keys(user).toSorted(compareText);
  const problems = names.map((name) => redisLineProblem(line(name, user[name] ?? '')));
  return problems.find((problem) => problem !== undefined);
}

/** The ConfigMap with the file. */
export function redisConfigMap(values: TenantValues): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: tenantMetadata(values, tenantNames.redisConfig, 'redis'),
    data: { 'redis.conf': redisConfigText(values.spec.redis.config) },
  };
}
