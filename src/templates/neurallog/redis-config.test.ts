import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../../test/support/project-root.ts';
import { tenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import { redisConfigProblem, redisConfigText } from './redis-config-text.ts';
import { redisLineProblem } from './redis-line-problem.ts';

interface Row {
  readonly name: string;
  readonly value: string;
  readonly verdict: string;
}

const unescaped = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\t', '\t');

/** What real Redis 7.0.15 did with one directive of one value, over a base file. */
const ROWS: readonly Row[] = readFileSync(path.join(PROJECT_ROOT, 'test/fixtures/neurallog/redis-directives.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [name = '', value = '', verdict = ''] = line.split('\t');
    return { name: unescaped(name), value: unescaped(value), verdict };
  });

test('the validator agrees with every row that was measured', () => {
  expect(ROWS).toHaveLength(327);
  const wrong = ROWS.filter(({ name, value, verdict }) => {
    const problem = redisLineProblem(value === '(nothing)' ? name : `${name} ${value}`);
    return (problem === undefined ? 'accepted' : 'refused') !== verdict;
  });
  expect(wrong).toEqual([]);
});

test('what the schema and the validator let a user write, Redis takes', () => {
  const taken = ROWS.filter(({ name, value }) => {
    const config = { [name]: value === '(nothing)' ? '' : value };
    return tenantSpec.safeParse({ redis: { config } }).success && redisConfigProblem(config) === undefined;
  });
  expect(taken.length).toBeGreaterThan(100);
  for (const { name, value } of taken)
    expect(redisLineProblem(redisConfigText({ [name]: value === '(nothing)' ? '' : value }))).toBeUndefined();
  // A text in several words is quoted, and an empty value is written as such: only these are taken although the bare line was refused.
  const mended = taken.filter(({ verdict }) => verdict === 'refused').map(({ name, value }) => `${name} ${value}`);
  expect(mended).toEqual([
    'notify-keyspace-events (nothing)',
    'replica-announce-ip (nothing)',
    'proc-title-template {title} {listen-addr}',
  ]);
});

test('the file is sorted, quoted, and the user’s values replace the defaults', () => {
  expect(redisConfigText({ maxmemory: '512mb', save: '900 1', 'syslog-ident': 'it\'s "x"' })).toBe(
    [
      'appendfsync everysec',
      'appendonly yes',
      'bind 0.0.0.0 -::*',
      'daemonize no',
      'dir /data',
      'logfile ""',
      'loglevel notice',
      'maxmemory 512mb',
      'maxmemory-policy allkeys-lru',
      'port 6379',
      'protected-mode no',
      'save 900 1',
      String.raw`syslog-ident "it's \"x\""`,
      '',
    ].join('\n'),
  );
  expect(redisLineProblem(redisConfigText())).toBeUndefined();
});

test('a value that Redis would not start with is told with what it takes instead', () => {
  expect(redisConfigProblem({ maxmemory: '1Gi' })).toBe(
    'maxmemory must be a size as Redis writes it, such as 512mb or 1gb (not 512Mi or 1Gi)',
  );
  expect(redisConfigProblem({ appendonly: 'true' })).toBe('appendonly must be one of yes, no');
  expect(redisConfigProblem({ 'max-memory': '1gb' })).toBe('max-memory is not a directive of Redis 7.0');
  expect(redisConfigProblem({ loglevel: '"notice' })).toBe('loglevel has a quote that is not closed');
  expect(redisConfigProblem({ constructor: '1' })).toContain('is not a directive');
});
