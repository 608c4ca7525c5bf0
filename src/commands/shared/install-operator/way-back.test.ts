import { expect, test } from 'vitest';
import { sampleObject } from '../../../../test/support/sample-objects.ts';
import { CLUSTER_ROLE } from './operator-types.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import { wayBackWarnings } from './way-back.ts';

const at = (annotations: Readonly<Record<string, string>>): Parameters<typeof wayBackWarnings>[0][number] =>
  sampleObject(DEPLOYMENT, { namespace: 'maia-system', name: 'maia-operator' }, { metadata: { annotations } });

test('of an operator that a migration has stopped it is said that there is no way back once it is replaced', () => {
  const stopped = at({ 'aistack.dev/migrated-replicas': '2' });
  const [warning] = wayBackWarnings([stopped], 'kubectl maia');
  expect(warning).toContain('deployment/maia-operator in namespace maia-system is replaced');
  expect(warning).toContain('kubectl maia migrate rollback has nothing to bring back with 2 replicas');
  expect(warning).toContain('kubectl get deployment maia-operator -n maia-system -o yaml');
  expect(wayBackWarnings([at({ 'aistack.dev/migrated-replicas': 'two' })], 'kubectl maia')[0]).toContain('nothing to bring back;');
});

test('of others nothing is said', () => {
  const role = sampleObject(
    CLUSTER_ROLE,
    { name: 'maia-operator' },
    { metadata: { annotations: { 'aistack.dev/migrated-replicas': '1' } } },
  );
  expect(wayBackWarnings([at({}), role], 'kubectl maia')).toEqual([]);
});
