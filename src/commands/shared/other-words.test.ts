import { expect, test } from 'vitest';
import { inCanonicalWords, otherWords, subjectInCanonicalWords } from './other-words.ts';

test.each([
  ['run', ['--local', '-A'], 'reconcile', ['--watch', '-A']],
  ['run', ['-n', 'x', '--local', '--take-over', 'instance/a'], 'reconcile', ['--watch', '-n', 'x', '--take-over', 'instance/a']],
  ['generate crds', ['--systems', 'maia'], 'install', ['crds', '--export', '--systems', 'maia']],
  ['generate install', [], 'install', ['--export']],
  ['generate rbac', ['instances'], 'auth rbac', ['reconcile', 'instances']],
  ['get', ['a'], 'get', ['a']],
  ['reconcile', ['--zap-log-level=debug', '-A', '--zap-log-level', 'info'], 'reconcile', ['--verbosity=4', '-A', '--verbosity=2']],
  ['run', ['--local', '--zap-log-level=error'], 'reconcile', ['--watch', '--verbosity=0']],
  ['reconcile', ['--zap-log-level', '6', '--', '--zap-log-level'], 'reconcile', ['--verbosity=6', '--', '--zap-log-level']],
])('%s %j is %s %j', (command, rest, canonical, expected) => {
  expect(inCanonicalWords({ command, rest, help: false })).toEqual({ command: canonical, rest: expected, help: false });
});

test.each([[['--zap-log-level=loud']], [['--zap-log-level']], [['--zap-log-level=10']], [['--zap-log-level', 'toString']]])(
  '%j has no level',
  (rest) => {
    expect(() => inCanonicalWords({ command: 'reconcile', rest, help: false })).toThrow(/^--zap-log-level .*is no level$/);
  },
);

test('run must say where, unless it is asked for help', () => {
  const rest = ['--', '--local'];
  expect(() => inCanonicalWords({ command: 'run', rest, help: false })).toThrow('run needs --local');
  expect(inCanonicalWords({ command: 'run', rest: ['-h'], help: true })).toEqual({
    command: 'reconcile',
    rest: ['--watch', '-h'],
    help: true,
  });
});

test('help knows them', () => {
  expect([...otherWords, 'generate', 'get'].map(subjectInCanonicalWords)).toEqual([
    'install',
    'install',
    'auth rbac',
    'reconcile',
    'top',
    'install',
    'get',
  ]);
});
