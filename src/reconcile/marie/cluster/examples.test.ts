import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { applied, planned, running } from '../../../../test/support/marie-cluster.ts';
import { marieClusterPrimary } from '../../../../test/support/marie-clusters.ts';
import { PROJECT_ROOT } from '../../../../test/support/project-root.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import { marieCluster } from '../../../kinds/marie/marie-cluster.ts';

const FOLDER = path.join(PROJECT_ROOT, 'examples', 'marie');

async function clusters(): Promise<readonly Manifest[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml'));
  const texts = await Promise.all(files.map(async (file) => readFile(path.join(FOLDER, file), 'utf8')));
  const all = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
  return all.filter(({ kind }) => kind === marieCluster.kind);
}

test('every example runs once its pods are ready', async () => {
  const found = await clusters();
  expect(found.map(({ metadata }) => metadata.name).toSorted()).toEqual(['docs-gpu', 'my-cluster']);
  for (const { spec } of found) {
    const { plan } = await running(spec);
    expect([plan.status.phase, plan.blocked]).toEqual(['Running', undefined]);
  }
});

test("the guide's manifest asks for two pods with a GPU each", async () => {
  const manifest = (await clusters()).find(({ metadata }) => metadata.name === 'my-cluster');
  const plan = await planned(marieClusterPrimary(manifest?.['spec'], { name: 'my-cluster' }));
  expect(plan.status).toMatchObject({ desiredGPU: '2', desiredExecutorReplicas: 2, phase: 'Pending' });
  expect(applied(plan)).toHaveLength(5);
});
