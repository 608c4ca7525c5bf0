import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { OPERATOR_IDENTITIES } from '../../../manifests/operator/operator-identity.ts';
import { SYSTEMS } from '../../../registry.ts';
import { configFiles } from './config-files.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const CONFIG = path.join(ROOT, 'config');
const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
const files = await configFiles(version);

test.each([...files])('config/%s is what the reconcilers declare (else run npm run generate:config)', async (file, text) => {
  expect(await readFile(path.join(CONFIG, file), 'utf8')).toBe(text);
});

test('config/ holds nothing else', async () => {
  const found = await readdir(CONFIG, { recursive: true, withFileTypes: true });
  const names = found.filter((entry) => entry.isFile()).map((entry) => path.relative(CONFIG, path.join(entry.parentPath, entry.name)));
  expect(names.toSorted()).toEqual([...files.keys()].toSorted());
});

test.each(SYSTEMS)('the operator of $title is where its lease and its users look for it', ({ id, operator }) => {
  expect(OPERATOR_IDENTITIES[id]).toMatchObject({ namespace: operator.namespace, deployment: operator.deployment });
});

test('no role allows everything, and none writes roles', () => {
  for (const [file, text] of files) {
    if (!file.endsWith('.yaml')) continue;
    const roles = parseAllDocuments(text).map(
      (document) =>
        document.toJS() as {
          readonly rules?: readonly {
            readonly resources: readonly string[];
            readonly verbs: readonly string[];
            readonly apiGroups: readonly string[];
          }[];
        },
    );
    const rules = roles.flatMap(({ rules: of = [] }) => of);
    expect(rules.length).toBeGreaterThan(3);
    for (const { apiGroups, resources, verbs } of rules) {
      expect([...apiGroups, ...resources, ...verbs]).not.toContain('*');
      expect(apiGroups).not.toContain('rbac.authorization.k8s.io');
    }
  }
});
