import { expect, test } from 'vitest';
import { DOCTOR_CASES } from '../../../../../test/support/doctor-cases.ts';
import { sampleFacts } from '../../../../../test/support/sample-facts.ts';
import { diagnose } from '../diagnose.ts';
import { DOCTOR_RULES } from './rule-table.ts';

const ids = DOCTOR_RULES.map(({ id }) => id);

test('ids are unique and have the form of ids; each rule has a case', () => {
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^AIS\d{3}$/.test(id))).toEqual([]);
  expect(DOCTOR_CASES.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test.each(DOCTOR_CASES)('$id speaks where it should, and only there', async ({ id, ill, well }) => {
  const [told, silent] = await Promise.all([sampleFacts(ill), sampleFacts(well)]);
  const findings = diagnose(told, DOCTOR_RULES, new Set());
  const [found] = findings.filter((finding) => finding.id === id);
  expect(found).toBeDefined();
  for (const { message, fix, evidence } of findings) {
    expect(message).not.toMatch(/undefined|null|\n/);
    expect(fix).not.toMatch(/undefined|\n|^$/);
    expect(evidence?.join('') ?? '').not.toMatch(/undefined/);
  }
  expect(diagnose(silent, DOCTOR_RULES, new Set()).filter((finding) => finding.id === id)).toEqual([]);
  expect(diagnose(told, DOCTOR_RULES, new Set([id])).filter((finding) => finding.id === id)).toEqual([]);
});

test('the worst comes first; other applications of the namespace are none of its business', async () => {
  const [ill] = DOCTOR_CASES.filter(({ id }) => id === 'AIS401');
  const facts = await sampleFacts(ill?.ill ?? {});
  const severities = diagnose(facts, DOCTOR_RULES, new Set()).map(({ severity }) => severity);
  expect(severities).toEqual(['error', 'info']);
  const deployments = DOCTOR_CASES.find(({ id }) => id === 'AIS210')?.ill.objects ?? [];
  const strangers = deployments.map((one) => ({ ...one, metadata: { ...one.metadata, ownerReferences: [] } }));
  const others = await sampleFacts({ objects: strangers });
  expect(diagnose(others, DOCTOR_RULES, new Set()).filter(({ object }) => object?.kind === 'Deployment')).toEqual([]);
});
