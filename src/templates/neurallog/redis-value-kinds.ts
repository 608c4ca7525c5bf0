import { redisWords } from './redis-words.ts';

/** What a directive of redis.conf takes. `problem` completes "<directive> …" for the words behind it; undefined where Redis takes them. */
export interface ValueKind {
  /** Free text: a value that is not one word as it stands is quoted. */
  readonly isText?: true;
  readonly problem: (words: readonly string[]) => string | undefined;
}

const INT_MAX = 2_147_483_647n;
const LONG_MAX = 9_223_372_036_854_775_807n;

const BYTES: Readonly<Record<string, bigint>> = {
  '': 1n,
  b: 1n,
  k: 1_000n,
  kb: 1n << 10n,
  m: 1_000_000n,
  mb: 1n << 20n,
  g: 1_000_000_000n,
  gb: 1n << 30n,
};

/** Bytes of a size as Redis writes it: `k`, `m`, `g` are decimal, `kb`, `mb`, `gb` binary, in any case. Undefined for anything else. */
export function redisBytes(word: string): bigint | undefined {
  const match = /^(\d{1,19})([a-z]{0,2})$/i.exec(word);
  const factor = BYTES[match?.[2]?.toLowerCase() ?? ''];
  return match?.[1] === undefined || factor === undefined ? undefined : BigInt(match[1]) * factor;
}

function integerOf(word: string): bigint | undefined {
  return /^(?:0|-?[1-9]\d{0,18})$/.test(word) ? BigInt(word) : undefined;
}

/** Exactly one word, which `problem` judges. */
export function one(problem: (word: string) => string | undefined, more: Pick<ValueKind, 'isText'> = {}): ValueKind {
  return {
    ...more,
    problem: (words) => {
      const [word] = words;
      return word === undefined || words.length > 1 ? 'takes exactly one value: quote one with spaces' : problem(word);
    },
  };
}

/** One of some words, in any case. */
export function oneOf(...choices: readonly string[]): ValueKind {
  return one((word) => (choices.includes(word.toLowerCase()) ? undefined : `must be one of ${choices.join(', ')}`));
}

/** `yes` or `no`. */
export const yesNo: ValueKind = oneOf('yes', 'no');

/** A whole number within bounds. */
export function integer(min: number | bigint = 0, max: number | bigint = INT_MAX): ValueKind {
  return one((word) => {
    const value = integerOf(word);
    return value !== undefined && value >= BigInt(min) && value <= BigInt(max)
      ? undefined
      : `must be a whole number from ${String(min)} to ${String(max)}`;
  });
}

/** A whole number of 64 bits. */
export function long(min: number | bigint = 0): ValueKind {
  return integer(min, LONG_MAX);
}

/** A size in bytes with Redis' units, which are not those of Kubernetes. */
export function memory(min: number | bigint = 0): ValueKind {
  return one((word) => {
    const bytes = redisBytes(word);
    if (bytes === undefined) return 'must be a size as Redis writes it, such as 512mb or 1gb (not 512Mi or 1Gi)';
    return bytes < BigInt(min) || bytes > LONG_MAX ? `must be at least ${String(min)} bytes` : undefined;
  });
}

/** Any one word that `problem` has nothing against. */
export function text(problem: (word: string) => string | undefined = () => undefined): ValueKind {
  return one(problem, { isText: true });
}

/** The name of a file in Redis' own directory. */
export const fileName: ValueKind = text((word) => (word === '' || word.includes('/') ? 'must be a file name without a path' : undefined));

/** A file in a directory that a Redis pod has. */
export const knownFile: ValueKind = text((word) =>
  word === '' || !word.startsWith('/') || /^\/(?:data|dev|tmp)\//.test(word) ? undefined : 'must be a file below /data',
);

/** At least one word; `problem` judges all of them. */
export function several(problem: (words: readonly string[]) => string | undefined): ValueKind {
  return { problem: (words) => (words.length === 0 ? 'needs a value' : problem(words)) };
}

/** Pairs of seconds and changes, or one empty word for none. Kept together in one word they are split. */
export const savePoints: ValueKind = {
  problem: (given) => {
    const words = given.length === 1 ? (redisWords(given[0] ?? '') ?? given) : given;
    const isPair = (index: number): boolean => {
      const [seconds, changes] = [integerOf(words[index] ?? ''), integerOf(words[index + 1] ?? '')];
      return seconds !== undefined && changes !== undefined && seconds >= 1n && changes >= 0n;
    };
    return words.every((_, index) => index % 2 === 1 || isPair(index))
      ? undefined
      : 'must be pairs of seconds and changes such as "900 1", or empty for no snapshots';
  },
};

/** Groups of class, hard limit, soft limit and seconds. */
export const outputBufferLimits: ValueKind = several((words) => {
  const isGroup = (at: number): boolean =>
    ['normal', 'slave', 'replica', 'pubsub'].includes((words[at] ?? '').toLowerCase()) &&
    redisBytes(words[at + 1] ?? '') !== undefined &&
    redisBytes(words[at + 2] ?? '') !== undefined &&
    (integerOf(words[at + 3] ?? '') ?? -1n) >= 0n;
  return words.length % 4 === 0 && words.every((_, index) => index % 4 !== 0 || isGroup(index))
    ? undefined
    : 'must be a class (normal, replica or pubsub), two sizes such as 32mb, and seconds';
});

/** Whole numbers within bounds, exactly so many. */
export function integers(count: number, min: number, max: number): ValueKind {
  return several((words) => {
    const isFine = words.length === count && words.every((word) => integer(min, max).problem([word]) === undefined);
    return isFine ? undefined : `must be ${count} whole numbers from ${min} to ${max}`;
  });
}
