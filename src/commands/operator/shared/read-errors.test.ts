import { expect, test } from 'vitest';
import { errorsIn } from './read-errors.ts';

const LEADER = 'leader_election_master_status{name="maia-operator.cuemby.com"} 1\n';

test('failures are counted per controller, those that only a person can mend once', () => {
  const text = [
    '# TYPE controller_runtime_reconcile_errors_total counter',
    'controller_runtime_reconcile_errors_total{controller="maiainstance"} 3',
    'controller_runtime_terminal_reconcile_errors_total{controller="maiainstance"} 2',
    'controller_runtime_reconcile_errors_total{controller="maiatenant"} 1.5e+2',
    'controller_runtime_reconcile_total{controller="agent",result="success"} 9',
    LEADER,
  ].join('\n');
  expect(errorsIn(text)).toEqual({ maiainstance: 3, maiatenant: 150 });
  expect(errorsIn(LEADER)).toEqual({});
});

test('a standby has nothing to tell', () => {
  expect(errorsIn('leader_election_master_status{name="a"} 0\n')).toBeUndefined();
});
