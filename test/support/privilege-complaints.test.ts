import { expect, test } from 'vitest';
import { privilegeComplaints } from './privilege-complaints.ts';
import type { PrivilegeUse } from './privilege-use.ts';

const GRANTED = { loop: ['get pods', 'list pods', 'delete pods'], pod: ['get pods', 'list pods', 'delete pods'], other: ['get nodes'] };

function use(used: PrivilegeUse['used'], refused: readonly string[] = []): PrivilegeUse {
  return { name: 'a', used, refused, calls: 1 };
}

test('all is well when every right was used by one of the users, on one of the servers', () => {
  const uses = [use({ loop: ['get pods'], other: [] }), use({ pod: ['list pods'], loop: ['delete pods'] })];
  expect(privilegeComplaints(uses, { granted: GRANTED, toUse: { by: ['loop', 'pod'], rights: GRANTED.loop }, reasons: {} })).toEqual([]);
});

test('a refusal, a right that was not given, one that nobody uses and a reason for nothing are told', () => {
  const uses = [use({ loop: ['get pods', 'watch pods'], other: ['get nodes', 'list pods'] }, ['loop: list /api/v1/nodes: no'])];
  const reasons = { 'delete pods': 'a pod that is ill', watch: 'sometimes', 'delete nodes': 'never' };
  expect(privilegeComplaints(uses, { granted: GRANTED, toUse: { by: ['loop', 'pod'], rights: GRANTED.loop }, reasons })).toEqual([
    'refused: loop: list /api/v1/nodes: no',
    'outside of the generated rights: loop: watch pods',
    'outside of the generated rights: other: list pods',
    'no test uses the right: list pods',
    'a reason for a right that is not given: delete nodes',
  ]);
});

test('where part of the tests ran, only what went wrong is told', () => {
  const uses = [use({ loop: ['watch pods'] }, ['loop: list /api/v1/nodes: no'])];
  expect(privilegeComplaints(uses, { granted: GRANTED, reasons: { 'get x': 'y' } })).toEqual([
    'refused: loop: list /api/v1/nodes: no',
    'outside of the generated rights: loop: watch pods',
  ]);
});
