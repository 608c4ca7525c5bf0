import { expect, test } from 'vitest';
import { doctorJunit, doctorReport, doctorText, isAtLeast, type Diagnosis } from './doctor-report.ts';
import type { DoctorFinding } from './finding.ts';
import { DOCTOR_RULES } from './rules/rule-table.ts';

const finding: DoctorFinding = {
  id: 'AIS401',
  area: 'secrets',
  severity: 'error',
  title: 'a Secret is missing',
  object: { kind: 'MaiaInstance', namespace: 'ns', name: 'it' },
  message: 'spec.x names \u001B[31mSecret/ns/s\n, which does not exist',
  evidence: ['not found'],
  fix: 'kubectl create secret',
};
const diagnosis: Diagnosis = {
  findings: [finding, { id: 'AIS604', area: 'maia', severity: 'info', title: 'no backups are made', message: 'm', fix: 'f' }],
  checks: [{ check: 'server', state: 'ok', message: '' }],
  items: [],
  unread: ['you may not list pods'],
  ignored: ['AIS101'],
};

test('text: no line can speak to a terminal; the last line counts', () => {
  expect(doctorText(diagnosis)).toBe(`error AIS401 MaiaInstance/ns/it: a Secret is missing
  spec.x names  [31mSecret/ns/s , which does not exist
  seen: not found
  fix: kubectl create secret
info AIS604: no backups are made
  m
  fix: f
1 check, 0 objects: 1 error, 1 info
`);
  expect(doctorText({ ...diagnosis, findings: [] })).toBe('1 check, 0 objects: nothing is wrong\n');
});

test('the report, and what is bad enough', () => {
  expect(doctorReport('x.dev', diagnosis)).toMatchObject({
    apiVersion: 'cli.x.dev/v1',
    kind: 'DoctorReport',
    summary: { total: 2, error: 1, warning: 0, info: 1 },
    findings: [
      { id: 'AIS401', evidence: ['not found'] },
      { id: 'AIS604', evidence: [] },
    ],
    unread: ['you may not list pods'],
  });
  expect([isAtLeast(diagnosis.findings, 'error'), isAtLeast(diagnosis.findings.slice(1), 'warning')]).toEqual([true, false]);
});

test('junit: a case per rule; ignored and unread ones are skipped', () => {
  const xml = doctorJunit(diagnosis, DOCTOR_RULES, 'error');
  expect(xml).toContain(`tests="${String(DOCTOR_RULES.length + 1)}" failures="1" skipped="2"`);
  expect(xml).toMatch(
    /<testcase name="AIS401 a Secret is missing" classname="secrets">\n\s*<failure message="MaiaInstance\/ns\/it: spec.x/,
  );
  expect(xml).toMatch(/<testcase name="AIS101 [^>]*>\n\s*<skipped message="ignored"\/>/);
});
