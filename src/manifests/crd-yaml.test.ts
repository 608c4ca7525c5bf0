import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { allKinds } from '../kinds/all-kinds.ts';
import { crdFileName, crdYaml } from './crd-yaml.ts';
import { crdOf } from './crd.ts';

const CRDS = path.resolve(import.meta.dirname, '..', '..', 'crds');

test.each(allKinds)('crds/ holds the CRD of $kind as src/kinds defines it (else run tools/generate-crds.ts)', (kind) => {
  expect(readFileSync(path.join(CRDS, crdFileName(kind)), 'utf8')).toBe(crdYaml(kind));
});

test('crds/ holds nothing else', () => {
  expect(readdirSync(CRDS).toSorted()).toEqual(allKinds.map(crdFileName).toSorted());
});

test('the YAML means the CRD, without anchors', () => {
  for (const kind of allKinds) {
    const text = crdYaml(kind);
    expect(parse(text)).toEqual(crdOf(kind));
    expect(text).not.toMatch(/[:-] [&*]a\d/);
  }
});
