import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { configMap, objectsScene } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';

/** Selectors and the names they find among the objects below, which all have the label `set`. */
const FINDS: readonly (readonly [string, readonly string[]])[] = [
  ['app=x', ['a', 'd']],
  ['app==x', ['a', 'd']],
  ['app!=x', ['b', 'c', 'e']],
  ['app', ['a', 'b', 'd', 'e']],
  ['!app', ['c']],
  ['app in (x,y)', ['a', 'b', 'd']],
  ['app notin (x,y)', ['c', 'e']],
  ['app in ()', ['e']],
  ['app notin ()', ['a', 'b', 'c', 'd']],
  ['app in (x,)', ['a', 'd', 'e']],
  ['app in (,)', ['e']],
  ['app=', ['e']],
  ['app!=', ['a', 'b', 'c', 'd']],
  ['app=x,tier', ['a', 'd']],
  ['app=x,!tier', []],
  ['  app = x , tier = 1 ', ['a']],
  ['app\tin\t( x )', ['a', 'd']],
  ['tier>5', ['d']],
  ['tier<5', ['a']],
  ['app>1', []],
  ['in', []],
  ['in in (in)', []],
];

/** Malformed selectors and what the server says of them (a text that has more to it is cut). */
const REFUSES: readonly (readonly [string, string])[] = [
  ['app in (x,y', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['app in (x y)', "unable to parse requirement: found 'y', expected: ',' or ')'"],
  ['app in x', "unable to parse requirement: found 'x' expected: '('"],
  ['app notin', "unable to parse requirement: found '' expected: '('"],
  ['app=x,', "found '', expected: identifier after ','"],
  ['app,', "found '', expected: identifier after ','"],
  [',', "found ',', expected: !, identifier, or 'end of string'"],
  ['=x', "found '=', expected: !, identifier, or 'end of string'"],
  ['(x)', "found '(', expected: !, identifier, or 'end of string'"],
  ['app=x y', "found 'y', expected: ',' or 'end of string'"],
  ['app=x=y', "found '=', expected: ',' or 'end of string'"],
  ['!app=x', "found '=', expected: ',' or 'end of string'"],
  ['app=x!', "found '!', expected: ',' or 'end of string'"],
  ['!', "unable to parse requirement: found '', expected: identifier"],
  ['app===x', "unable to parse requirement: found '=', expected: identifier"],
  ['app<=2', "unable to parse requirement: found '=', expected: identifier"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['tier>x', "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ['app=-x', 'unable to parse requirement: values[0][app]: Invalid value: "-x": a valid label must be an empty string or consist of'],
  ['-app', 'unable to parse requirement: <nil>: Invalid value: "-app": name part must consist of alphanumeric characters'],
  ['a/b/c', 'unable to parse requirement: <nil>: Invalid value: "a/b/c": a valid label key must consist of alphanumeric characters'],
];

const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['metadata.name=a', ['a']],
  ['metadata.name==a', ['a']],
  ['metadata.name!=a', ['b', 'c', 'd', 'e']],
  ['metadata.namespace=elsewhere', []],
  ['metadata.name=a,metadata.name=b', []],
  ['metadata.name=a,', ['a']],
  [String.raw`metadata.name=a\,b`, []],
  ['metadata.name=', []],
];

const UNKNOWN = 'is not a known field selector: only "metadata.name", "metadata.namespace"';
const BAD_FIELDS: readonly (readonly [string, string])[] = [
  ['data.a=1', `"data.a" ${UNKNOWN}`],
  ['metadata.labels.app=x', `"metadata.labels.app" ${UNKNOWN}`],
  ['=a', `"" ${UNKNOWN}`],
  ['foo', "invalid selector: 'foo'; can't understand 'foo'"],
  ['metadata.name!a', "invalid selector: 'metadata.name!a'; can't understand 'metadata.name!a'"],
  [String.raw`metadata.name=a\x`, String.raw`invalid field selector: invalid escape sequence: \x`],
  ['metadata.name=a=b', 'invalid field selector: unescaped character in value: 61'],
];

describeCluster('selectors', (plane) => {
  const scene = objectsScene(plane, 'selectors');
  const widgets = widgetType(scene);
  const query = (path: string, parameters: Readonly<Record<string, string>>): string =>
    `${path}?${String(new URLSearchParams(parameters))}`;
  const found = async (path: string): Promise<readonly string[]> => (await scene.list(path)).items.map(({ metadata }) => metadata.name);

  beforeAll(async () => {
    const labels = { a: { app: 'x', tier: '1' }, b: { app: 'y' }, c: {}, d: { app: 'x', tier: '20' }, e: { app: '' } };
    for (const [name, own] of Object.entries(labels))
      await scene.object(201, 'POST', scene.configMaps, configMap(name, { labels: { set: 'yes', ...own } }));
  });

  test.each(FINDS)('labels %j', async (selector, names) => {
    expect(await found(query(scene.configMaps, { labelSelector: `${selector},set` }))).toEqual(names);
  });

  test.each(REFUSES)('labels %j are malformed', async (labelSelector, message) => {
    const failure = await scene.failure('GET', query(scene.configMaps, { labelSelector }));
    expect(failure).toMatchObject({ code: 400, reason: 'BadRequest' });
    expect(failure.message.startsWith(message), failure.message).toBe(true);
    expect(failure).not.toHaveProperty('details');
  });

  test.each(FIELDS)('fields %j', async (fieldSelector, names) => {
    expect(await found(query(scene.configMaps, { labelSelector: 'set', fieldSelector }))).toEqual(names);
  });

  test.each(BAD_FIELDS)('fields %j are malformed', async (fieldSelector, message) => {
    expect(await scene.failure('GET', query(scene.configMaps, { fieldSelector }))).toEqual({ code: 400, reason: 'BadRequest', message });
  });

  test('the selectable fields of a custom resource', async () => {
    for (const color of ['red', 'blue']) await scene.object(201, 'POST', widgets.path(), widgets.widget(color, { color }));
    await scene.object(201, 'POST', widgets.path(), widgets.widget('none'));
    const names = (fieldSelector: string): Promise<readonly string[]> => found(query(widgets.path(), { fieldSelector }));
    expect(await names('spec.color=red')).toEqual(['red']);
    expect(await names('spec.color!=red')).toEqual(['blue', 'none']);
    expect(await names('spec.color=')).toEqual(['none']);
    expect(await scene.failure('GET', query(widgets.path(), { fieldSelector: 'spec.size=3' }))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'field label not supported: spec.size',
    });
  });

  test('fields of built-in types that have some', async () => {
    const at = (group: string, plural: string): string =>
      query(`${group}/namespaces/${scene.namespace}/${plural}`, { fieldSelector: 'spec.foo=1' });
    expect((await scene.failure('GET', at('/api/v1', 'pods'))).message).toBe('field label not supported: spec.foo');
    expect((await scene.failure('GET', at('/apis/batch/v1', 'jobs'))).message).toBe('field label "spec.foo" not supported for Job');
  });

  test('a collection of a namespace that is not there is empty', async () => {
    const { kind, items, metadata } = await scene.list('/api/v1/namespaces/not-there/configmaps');
    expect({ kind, items }).toEqual({ kind: 'ConfigMapList', items: [] });
    expect(metadata.resourceVersion).toMatch(/^\d+$/);
  });
});
