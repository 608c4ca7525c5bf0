import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { applied, conditionOf, planned, settled } from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
  readonly stringData?: Readonly<Record<string, string>>;
}

function documents(file: string): readonly Document[] {
  const text = readFileSync(new URL(`../../../examples/maia/${file}`, import.meta.url), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as Document);
}

test.each([
  ['quick-start.yaml', 'maia', 5],
  ['production.yaml', 'maia-production', 9],
])('%s brings the Secrets that it names and leads to a healthy instance', async (file, name, count) => {
  const all = documents(file);
  const secrets = Object.fromEntries(
    all.filter(({ kind }) => kind === 'Secret').map(({ metadata, stringData = {} }) => [`apps/${metadata.name}`, stringData]),
  );
  const instance = all.find(({ kind }) => kind === 'MaiaInstance');
  expect(instance?.metadata.name).toBe(name);
  const primary = maiaInstancePrimary(instance?.spec, { name });
  const first = await planned(primary, { secrets });
  expect(applied(first)).toHaveLength(count);
  expect(first.events).toEqual([]);
  const running = await planned(primary, { secrets, children: settled(first) });
  expect([running.status.phase, conditionOf(running, 'Ready'), conditionOf(running, 'Degraded')]).toEqual([
    'Running',
    'True/DeploymentReady',
    'False/AsExpected',
  ]);
});
