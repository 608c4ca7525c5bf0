import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, failureIn, gizmo, type HttpWorld, openHttpWorld } from './support/http-world.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const OLD_TABLE = 'application/json;as=Table;v=v1beta1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const PARTIAL_LIST = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const AGE = /^\d+s$|^\d+m(\d+s)?$/;

interface Table {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly columnDefinitions: readonly {
    readonly name: string;
    readonly type: string;
    readonly format: string;
    readonly priority: number;
  }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: Readonly<Record<string, unknown>> | null }[];
}

const RICH = {
  count: 3,
  ratio: 1.5,
  active: true,
  conditions: [
    { type: 'Other', status: 'x' },
    { type: 'Ready', status: 'True' },
    { type: 'Ready', status: 'second' },
  ],
  tags: ['a', 'b"<&>'],
  map: { 'c.d': 'dotted', a: 'plain', z: [1, { y: 2 }] },
  when: '2024-01-01T00:00:00Z',
};
const ODD = { size: 'odd', count: 'text', ratio: 12345678901.25, active: 'yes', tags: [], map: 'text', when: 'yesterday' };

describeCluster('tables', (plane) => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
    for (const [name, spec] of Object.entries({ rich: RICH, odd: ODD, bare: {} })) {
      const { status, text } = await world.client.request('POST', world.gizmos, { body: gizmo(world, name, spec) });
      if (status !== 201) throw new Error(text);
    }
  });
  afterAll(() => world.close());

  const table = async (path: string, accept = TABLE): Promise<Table> => (await world.client.request('GET', path, { accept })).json as Table;
  /** The cells of one gizmo by column. */
  const cells = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const { columnDefinitions, rows } = await table(`${world.gizmos}/${name}`);
    return Object.fromEntries(columnDefinitions.map((column, index) => [column.name, rows[0]?.cells[index]]));
  };

  test('the columns of a CRD: the name first, then its own, with their types and priorities', async () => {
    const { kind, apiVersion, columnDefinitions } = await table(world.gizmos);
    expect([kind, apiVersion]).toEqual(['Table', 'meta.k8s.io/v1']);
    expect(columnDefinitions.slice(0, 5)).toEqual([
      { name: 'Name', type: 'string', format: 'name', description: expect.any(String), priority: 0 },
      { name: 'Size', type: 'string', format: '', description: 'How large it is.', priority: 0 },
      {
        name: 'Count',
        type: 'integer',
        format: '',
        description: 'Custom resource definition column (in JSONPath format): .spec.count',
        priority: 0,
      },
      {
        name: 'Ratio',
        type: 'number',
        format: '',
        description: 'Custom resource definition column (in JSONPath format): .spec.ratio',
        priority: 1,
      },
      {
        name: 'Active',
        type: 'boolean',
        format: '',
        description: 'Custom resource definition column (in JSONPath format): .spec.active',
        priority: 0,
      },
    ]);
    expect(columnDefinitions.at(-1)).toMatchObject({ name: 'Age', type: 'date' });
  });

  test('cells of every type', async () => {
    expect(await cells('rich')).toMatchObject({ Name: 'rich', Size: 'small', Count: 3, Ratio: 1.5, Active: true, 'Ratio Text': '1.5' });
    expect((await cells('rich'))['Age']).toMatch(AGE);
    expect((await cells('rich'))['When']).toMatch(/^\d+y(\d+d)?$/);
  });

  test('a filter takes the first that fits', async () => {
    expect((await cells('rich'))['Ready']).toBe('True');
  });

  test('lists and objects are written as JSON with sorted keys and escaped brackets', async () => {
    const { Tags, Map: map } = await cells('rich');
    expect(Tags).toBe(String.raw`["a","b\"\u003c\u0026\u003e"]`);
    expect(map).toBe('{"a":"plain","c.d":"dotted","z":[1,{"y":2}]}');
  });

  test('positions and wildcards give the first value', async () => {
    expect(await cells('rich')).toMatchObject({ First: 'a', Every: 'a' });
    expect(await cells('odd')).toMatchObject({ First: null, Every: null, Tags: '[]' });
  });

  test('keys in brackets and with escaped dots', async () => {
    expect(await cells('rich')).toMatchObject({ Quoted: 'plain', Escaped: 'dotted' });
  });

  test('what is missing is null', async () => {
    expect(await cells('bare')).toMatchObject({
      Count: null,
      Ratio: null,
      Active: null,
      Ready: null,
      Tags: null,
      Map: null,
      When: null,
      'Ratio Text': null,
    });
  });

  test('values of another type: null, or as text where the column is text', async () => {
    expect(await cells('odd')).toMatchObject({
      Count: null,
      Active: null,
      Quoted: null,
      Map: 'text',
      When: '<invalid>',
      'Ratio Text': '1.234567890125e+10',
    });
  });

  test('rows carry metadata, the object, or nothing', async () => {
    const row = async (query: string): Promise<unknown> => (await table(`${world.gizmos}/rich${query}`)).rows[0]?.object;
    const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'rich' } };
    expect(await row('')).toMatchObject(partial);
    expect(await row('?includeObject=Metadata')).toMatchObject(partial);
    expect(await row('?includeObject=Metadata')).not.toHaveProperty('spec');
    expect(await row('?includeObject=Object')).toMatchObject({ kind: 'Gizmo', apiVersion: `${world.group}/v1`, spec: { count: 3 } });
    expect(await row('?includeObject=None')).toBeNull();
  });

  test('another value for it is refused', async () => {
    const answer = await world.client.request('GET', `${world.gizmos}/rich?includeObject=Foo`, { accept: TABLE });
    const why = `includeObject: Invalid value: "Foo": must be 'Metadata', 'Object', 'None', or empty`;
    expect(failureIn(answer)).toEqual(failure(400, 'BadRequest', `Unable to convert to Table as requested: ${why}`));
  });

  test('the Table of one object has its version, that of a list the list metadata', async () => {
    const one = await table(`${world.gizmos}/rich`);
    const object = (await world.client.request('GET', `${world.gizmos}/rich`)).json as { metadata: { resourceVersion: string } };
    expect(one.metadata).toEqual({ resourceVersion: object.metadata.resourceVersion });
    const page = await table(`${world.gizmos}?limit=1`);
    expect(page.metadata).toEqual({ resourceVersion: expect.any(String), continue: expect.any(String), remainingItemCount: 2 });
    expect(page.rows).toHaveLength(1);
  });

  test('the older version of Tables', async () => {
    const old = await table(`${world.gizmos}/rich`, OLD_TABLE);
    expect(old).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1beta1' });
    expect(old.rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1beta1' });
  });

  test('a type of Kubernetes', async () => {
    await world.client.request('POST', world.configMaps, { body: { metadata: { name: 'cells' }, data: { a: '1', b: '2' } } });
    const { columnDefinitions, rows } = await table(`${world.configMaps}/cells`);
    expect(columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Data', 'Age']);
    expect(columnDefinitions[0]).toMatchObject({ type: 'string', format: 'name' });
    expect(rows[0]?.cells).toEqual(['cells', 2, expect.stringMatching(AGE)]);
  });

  test('what a create and a scale answer can be Tables, too', async () => {
    const body = gizmo(world, 'made', { count: 1 });
    const created = (await world.client.request('POST', `${world.gizmos}?dryRun=All`, { body, accept: TABLE })).json as Table;
    expect(created.rows[0]?.cells.slice(0, 3)).toEqual(['made', 'small', 1]);
    const scale = await table(`${world.gizmos}/rich/scale`);
    expect(scale.columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Desired', 'Available', 'Age']);
    expect(scale.rows[0]?.cells).toEqual(['rich', 1, 0, expect.stringMatching(AGE)]);
  });

  test('a failure stays a Status', async () => {
    const answer = await world.client.request('GET', `${world.gizmos}/none`, { accept: TABLE });
    expect(answer).toMatchObject({ status: 404, json: { kind: 'Status', reason: 'NotFound' } });
  });

  test('metadata alone', async () => {
    const one = await world.client.request('GET', `${world.gizmos}/rich`, { accept: PARTIAL });
    expect(one.json).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'rich' } });
    expect(one.json).not.toHaveProperty('spec');
    const list = await world.client.request('GET', `${world.gizmos}?limit=2`, { accept: PARTIAL_LIST });
    expect(list.json).toMatchObject({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { continue: expect.any(String), remainingItemCount: 1 },
      items: [{ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'bare' } }, { metadata: { name: 'odd' } }],
    });
  });

  test('metadata of one object is not that of a list', async () => {
    const list = await world.client.request('GET', world.gizmos, { accept: PARTIAL });
    const why = 'you requested PartialObjectMetadata, but the requested object is a list (*unstructured.UnstructuredList)';
    expect(failureIn(list)).toEqual(failure(406, 'NotAcceptable', why));
    const one = await world.client.request('GET', `${world.gizmos}/rich`, { accept: PARTIAL_LIST });
    expect(failureIn(one)).toEqual(failure(500, undefined, 'content is not a list'));
  });
});
