import { integer, knownFile, one, oneOf, several, text, yesNo, type ValueKind } from './redis-value-kinds.ts';

/** Words of an ACL rule (`user`), as Redis 7 knows them. */
const ACL_WORD =
  /^(?:on|off|nopass|resetpass|reset|allkeys|resetkeys|allchannels|resetchannels|allcommands|nocommands|(?:skip-)?sanitize-payload|clearselectors|[><].*|[#!][0-9a-f]{64}|[~&].*|%[RW]{1,2}~.*|[+-].+|\(.*\))$/i;

const LOCAL_ADDRESS = /^-?(?:\*|0\.0\.0\.0|127(?:\.\d{1,3}){3}|localhost|::|::1|::\*)$/;

/** Commands of Redis 7.0, which `rename-command` may name. */
const COMMANDS: ReadonlySet<string> = new Set(
  (
    'acl append asking auth bgrewriteaof bgsave bitcount bitfield bitfield_ro bitop bitpos blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax ' +
    'bzpopmin client cluster command config copy dbsize debug decr decrby del discard dump echo eval eval_ro evalsha evalsha_ro exec exists ' +
    'expire expireat expiretime failover fcall fcall_ro flushall flushdb function geoadd geodist geohash geopos georadius georadius_ro ' +
    'georadiusbymember georadiusbymember_ro geosearch geosearchstore get getbit getdel getex getrange getset hdel hello hexists hget hgetall ' +
    'hincrby hincrbyfloat hkeys hlen hmget hmset hrandfield hscan hset hsetnx hstrlen hvals incr incrby incrbyfloat info keys lastsave latency ' +
    'lcs lindex linsert llen lmove lmpop lolwut lpop lpos lpush lpushx lrange lrem lset ltrim memory mget migrate module monitor move mset msetnx ' +
    'multi object persist pexpire pexpireat pexpiretime pfadd pfcount pfdebug pfmerge pfselftest ping psetex psubscribe psync pttl publish pubsub ' +
    'punsubscribe quit randomkey readonly readwrite rename renamenx replconf replicaof reset restore restore-asking role rpop rpoplpush rpush ' +
    'rpushx sadd save scan scard script sdiff sdiffstore select set setbit setex setnx setrange shutdown sinter sintercard sinterstore sismember ' +
    'slaveof slowlog smembers smismember smove sort sort_ro spop spublish srandmember srem sscan ssubscribe strlen subscribe substr sunion ' +
    'sunionstore sunsubscribe swapdb sync time touch ttl type unlink unsubscribe unwatch wait watch xack xadd xautoclaim xclaim xdel xgroup xinfo ' +
    'xlen xpending xrange xread xreadgroup xrevrange xsetid xtrim zadd zcard zcount zdiff zdiffstore zincrby zinter zintercard zinterstore ' +
    'zlexcount zmpop zmscore zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrangestore zrank zrem zremrangebylex zremrangebyrank ' +
    'zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion zunionstore'
  ).split(' '),
);

const replicaOf: ValueKind = several(([host, port, ...more]) => {
  const isNone = host?.toLowerCase() === 'no' && port?.toLowerCase() === 'one';
  const isPair = host !== undefined && port !== undefined && integer(0, 65_535).problem([port]) === undefined;
  return more.length === 0 && (isNone || isPair) ? undefined : 'must be a host and a port, or "no one"';
});

/**
 * Directives that belong to the operator, or that would break the tenant's isolation: the schema refuses them to users. They are here so that
 * what is rendered can be judged as a whole. Files and addresses are judged by what a Redis pod has.
 */
export const OPERATOR_DIRECTIVES: Readonly<Record<string, ValueKind>> = {
  port: integer(1, 65_535),
  bind: several((words) =>
    words.every((word) => word.startsWith('-') || LOCAL_ADDRESS.test(word)) && words.some((word) => LOCAL_ADDRESS.test(word))
      ? undefined
      : 'must be addresses of the pod itself',
  ),
  dir: text((word) => (/^(?:\/data|\/tmp|\.)(?:\/|$)/.test(word) ? undefined : 'must be /data')),
  daemonize: yesNo,
  logfile: knownFile,
  pidfile: text(),
  unixsocket: knownFile,
  unixsocketperm: one((word) => (/^0?[0-7]{1,3}$/.test(word) ? undefined : 'must be an octal number up to 777')),
  include: text((word) => (/[*?[]/.test(word) ? undefined : 'names a file that a Redis pod does not have')),
  loadmodule: several(() => 'names a file that a Redis pod does not have'),
  replicaof: replicaOf,
  slaveof: replicaOf,
  'cluster-enabled': yesNo,
  requirepass: text(),
  masterauth: text(),
  aclfile: text((word) => (word === '' ? undefined : 'names a file that a Redis pod does not have')),
  user: several(([, ...rules]) => (rules.every((rule) => ACL_WORD.test(rule)) ? undefined : 'has a rule that Redis does not know')),
  'rename-command': several(([from = '', to, ...more]) =>
    to !== undefined && more.length === 0 && COMMANDS.has(from.toLowerCase()) ? undefined : 'must be a command of Redis and its new name',
  ),
  'protected-mode': yesNo,
  'tls-port': integer(0, 0),
  'enable-protected-configs': oneOf('no', 'yes', 'local'),
  'enable-debug-command': oneOf('no', 'yes', 'local'),
  'enable-module-command': oneOf('no', 'yes', 'local'),
};
