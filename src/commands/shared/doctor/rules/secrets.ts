import { sha256 } from '../../../../kernel/hash.ts';
import { isJsonObject } from '../../../../kernel/json.ts';
import { describeRef } from '../../../../kernel/kube-object.ts';
import { describeCommand } from '../../why/fixes.ts';
import type { ObjectName } from '../../why/link.ts';
import { objectName } from '../../why/related.ts';
import { addSecretKey, createSecret } from '../../why/rules/secret.ts';
import type { Facts, OwnObject, ReferenceLook } from '../facts.ts';
import type { Hit } from '../finding.ts';
import type { DoctorRule } from '../rule.ts';

/** Values that stand in examples and guides. */
const WELL_KNOWN: readonly string[] = [
  'change-me',
  'changeme',
  'REPLACE-ME',
  'VALUE',
  'your-api-key',
  'made-up-key-for-trying-out-only',
  'mas_change-me-change-me-change-me-change-me-change-me-0000',
  'password',
  'secret',
  'test',
  'admin',
  '',
];
const WELL_KNOWN_SUMS: ReadonlySet<string> = new Set(
  WELL_KNOWN.flatMap((value) => [sha256(Buffer.from(value)), sha256(Buffer.from(`${value}\n`))]),
);

/** Kinds whose absence has a rule of its own. */
const OTHERS: ReadonlySet<string> = new Set([
  'Secret',
  'ConfigMap',
  'ModelAPI',
  'MCPServer',
  'Agent',
  'MaiaInstance',
  'MarieCluster',
  'Namespace',
  'StorageClass',
]);

function nameOf({ reference: { type, name, namespace } }: ReferenceLook): ObjectName {
  return { kind: type.kind, ...(namespace === undefined ? {} : { namespace }), name };
}

function references(facts: Facts, judge: (look: ReferenceLook, own: OwnObject) => Omit<Hit, 'object'> | undefined): readonly Hit[] {
  return facts.own.flatMap((own) =>
    own.references.flatMap((look): readonly Hit[] => {
      const hit = look.reference.optional ? undefined : judge(look, own);
      return hit === undefined ? [] : [{ object: objectName(own.object), ...hit }];
    }),
  );
}

function fieldOf({ reference: { field } }: ReferenceLook): string {
  return field === undefined ? 'it' : field;
}

function absent(facts: Facts, wanted: (kind: string) => boolean, fix: (look: ReferenceLook) => string): readonly Hit[] {
  return references(facts, (look) => {
    if (look.state !== 'absent' || !wanted(look.reference.type.kind)) return undefined;
    return {
      message: `${fieldOf(look)} names ${describeRef(look.reference)}, which does not exist`,
      evidence: [`${describeRef(look.reference)}: not found`],
      fix: fix(look),
    };
  });
}

function withoutKeys(facts: Facts, kind: string, fix: (look: ReferenceLook, key: string) => string): readonly Hit[] {
  return references(facts, (look) => {
    const [key] = look.missingKeys;
    if (look.reference.type.kind !== kind || key === undefined) return undefined;
    const held = Object.keys(look.checksums).toSorted();
    return {
      message: `${describeRef(look.reference)}, which ${fieldOf(look)} names, has no key ${look.missingKeys.join(', ')}`,
      evidence: [held.length === 0 ? 'it has no keys' : `its keys: ${held.join(', ')}`],
      fix: fix(look, key),
    };
  });
}

const SENSITIVE = /(?:KEY|TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIALS?)$/;

/** The names of variables that hold a literal value although their name says that it is secret. */
function literalSecrets(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(literalSecrets);
  if (!isJsonObject(node)) return [];
  const { name, value } = node;
  const own = typeof name === 'string' && SENSITIVE.test(name) && typeof value === 'string' && value !== '' ? [name] : [];
  return [...own, ...Object.values(node).flatMap(literalSecrets)];
}

/** Secrets, ConfigMaps and what else a spec names. */
export const secretRules: readonly DoctorRule[] = [
  {
    id: 'AIS401',
    area: 'secrets',
    severity: 'error',
    title: 'a Secret is missing',
    find: (facts) =>
      absent(
        facts,
        (kind) => kind === 'Secret',
        (look) => createSecret(nameOf(look), look.reference.keys),
      ),
  },
  {
    id: 'AIS402',
    area: 'secrets',
    severity: 'error',
    title: 'a Secret lacks a key',
    find: (facts) => withoutKeys(facts, 'Secret', (look, key) => addSecretKey(nameOf(look), key)),
  },
  {
    id: 'AIS403',
    area: 'secrets',
    severity: 'warning',
    title: 'a credential is the one of an example',
    find: (facts) =>
      references(facts, (look) => {
        const needed = look.reference.keys.length === 0 ? Object.keys(look.checksums) : look.reference.keys;
        const known = needed.filter((key) => WELL_KNOWN_SUMS.has(look.checksums[key] ?? ''));
        const [key] = known;
        if (look.reference.type.kind !== 'Secret' || key === undefined) return undefined;
        return {
          message: `${known.join(', ')} of ${describeRef(look.reference)} is empty or a value that everybody knows`,
          evidence: ['its checksum is that of an example'],
          fix: addSecretKey(nameOf(look), key),
        };
      }),
  },
  {
    id: 'AIS404',
    area: 'secrets',
    severity: 'error',
    title: 'a ConfigMap is missing',
    find: (facts) =>
      absent(
        facts,
        (kind) => kind === 'ConfigMap',
        ({ reference: { name, namespace = 'default', keys } }) =>
          `kubectl create configmap ${name} -n ${namespace} --from-literal=${keys[0] ?? 'KEY'}=VALUE`,
      ),
  },
  {
    id: 'AIS405',
    area: 'secrets',
    severity: 'error',
    title: 'a ConfigMap lacks a key',
    find: (facts) =>
      withoutKeys(
        facts,
        'ConfigMap',
        ({ reference: { name, namespace = 'default' } }, key) =>
          `kubectl patch configmap ${name} -n ${namespace} -p '${JSON.stringify({ data: { [key]: 'VALUE' } })}'`,
      ),
  },
  {
    id: 'AIS406',
    area: 'objects',
    severity: 'error',
    title: 'another object that a spec names is missing',
    find: (facts) =>
      absent(
        facts,
        (kind) => !OTHERS.has(kind),
        ({ reference: { type, namespace } }) =>
          `kubectl get ${type.plural}${type.group === '' ? '' : `.${type.group}`}${namespace === undefined ? '' : ` -n ${namespace}`}`,
      ),
  },
  {
    id: 'AIS407',
    area: 'secrets',
    severity: 'warning',
    title: 'a secret value stands in a spec',
    find: (facts) =>
      facts.own.flatMap((own): readonly Hit[] => {
        const names = [...new Set(literalSecrets(own.object['spec']))];
        if (names.length === 0) return [];
        const { name, namespace } = own.object.metadata;
        return [
          {
            object: objectName(own.object),
            message: `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} a literal value, which everybody can read who may read the object: use valueFrom.secretKeyRef`,
            evidence: names.map((variable) => `variable ${variable} has a value and no valueFrom`),
            fix: describeCommand(own.kind, name, namespace),
          },
        ];
      }),
  },
  {
    id: 'AIS408',
    area: 'secrets',
    severity: 'error',
    title: 'a storage class that a spec names is missing',
    find: (facts) =>
      absent(
        facts,
        (kind) => kind === 'StorageClass',
        () => 'kubectl get storageclass',
      ),
  },
];
