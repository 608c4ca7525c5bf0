import type { Discovery, KubeApi } from '../../src/cluster/kube-api.ts';
import { shownObject } from '../../src/commands/shared/diff/comparison.ts';
import { fieldDifferences, type FieldDifference } from '../../src/commands/shared/diff/field-differences.ts';
import type { ChildItem } from '../../src/commands/shared/migrate/migration-plan.ts';
import type { Session } from '../../src/commands/shared/session.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';

/** What controllers write beside us while a test looks. */
const BY_CONTROLLERS = /^(?:deployment|pv|volume(?:\.beta)?)\.kubernetes\.io\//;

/** Without them, and with an annotation that is always there: an empty map differs from none by nothing. */
function steady(object: KubeObject): unknown {
  const { annotations = {}, finalizers: _finalizers, ...metadata } = object.metadata;
  const { volumeName: _volume, ...spec } = (object['spec'] ?? {}) as { readonly volumeName?: string };
  const kept = Object.fromEntries(Object.entries(annotations).filter(([name]) => !BY_CONTROLLERS.test(name)));
  return shownObject(
    { ...object, ...('spec' in object && { spec }), metadata: { ...metadata, annotations: { kept: '', ...kept } } },
    false,
  );
}

function told({ path, live, desired }: FieldDifference): string {
  return `${path}: ${JSON.stringify(live)} → ${JSON.stringify(desired)}`;
}

/** What happened to an object between two looks, controllers aside: `path: before → after`. */
export function changesOf(before: KubeObject, after: KubeObject): readonly string[] {
  return fieldDifferences(steady(before), steady(after)).map(told);
}

/** What a migration plan says will happen to it, in the same words. */
export function plannedChanges({ fields }: ChildItem): readonly string[] {
  return fields.flatMap((field): readonly string[] => {
    const { desired, live, path } = field;
    if (path !== 'metadata.annotations' || live !== undefined) return [told(field)];
    return Object.entries(desired as object).map(([name, value]) => told({ path: `${path}[${JSON.stringify(name)}]`, desired: value }));
  });
}

/** `deployment team/acme`: a child of the plan by kind and name. */
export function childName({ namespace, object }: ChildItem): string {
  const [type = '', name = ''] = object.split('/');
  return `${type.split('.')[0] ?? ''} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** Creates an object under the name of somebody else. */
export async function createAs(api: KubeApi, discovery: Discovery, manifest: Manifest, fieldManager: string): Promise<KubeObject> {
  const type = await discovery.typeOf(manifest);
  if (type === undefined) throw new Error(`${manifest.kind} is not served`);
  return api.create(type, manifest, { fieldManager, fieldValidation: 'Ignore' });
}

/** A session over a plain connection: errors come through as they are. */
export function sessionOver(api: KubeApi, discovery: Discovery): Session {
  const during = async <T>(_doing: unknown, call: () => Promise<T>): Promise<T> => call();
  return { api, discovery, during, outside: () => ({}) } as unknown as Session;
}
