import { expect, test } from 'vitest';
import { allKinds } from '../../../kinds/all-kinds.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import Create from '../../create.ts';
import { shapesOf } from '../flag-shape.ts';
import { commonFlags, globalFlags } from '../flags.ts';
import { kindFlags } from './kind-flags.ts';
import { oclifFlags } from './oclif-flags.ts';
import { specFlags } from './spec-flags.ts';

test('flags of scalars in spec and one level below; names are short and taken once', () => {
  const schema = {
    type: 'object',
    properties: {
      plan: { type: 'string', enum: ['a', 'b'], description: 'Plan.' },
      storage: { type: 'object', properties: { size: { type: 'string' }, storageClassName: { type: 'string' } } },
      storageSize: { type: 'string' },
      tags: { type: 'array', items: { type: 'string' } },
      list: { type: 'array', items: { type: 'object' } },
      wait: { type: 'boolean' },
      deep: { type: 'object', properties: { er: { type: 'object', properties: { field: { type: 'string' } } } } },
      port: { 'x-kubernetes-int-or-string': true },
    },
  };
  const flags = specFlags(schema, [{ name: 'plan', description: 'Curated.', path: ['plan'] }], ['wait']);
  expect(flags.map((flag) => [flag.name, 'path' in flag ? flag.path.join('.') : '', flag.multiple === true])).toEqual([
    ['plan', 'plan', false],
    ['storage-size', 'storageSize', false],
    ['tags', 'tags', true],
    ['port', 'port', false],
    ['storage-class-name', 'storage.storageClassName', false],
  ]);
  expect(flags[0]).toMatchObject({ description: 'Curated.' });
});

test.each(allKinds.map((kind) => [kind.kind, kind] as const))(
  '%s: no flag hides one of the command or of all commands',
  async (_, kind) => {
    const own = [...Object.keys(globalFlags), ...Object.keys(Create.flags), 'help'];
    const flags = await kindFlags(kind, own);
    const names = flags.map(({ name }) => name);
    expect(names.filter((name) => own.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z0-9-]*$/.test(name))).toEqual([]);
    const before = new Set(shapesOf(commonFlags, {}).map(({ name }) => name));
    // Such a flag may stand before the verb too, where it is taken for the common one.
    expect(names.filter((name) => before.has(name))).toEqual([]);
    expect(Object.keys(oclifFlags(flags))).toEqual(names);
    expect(openApiSchema(kind.spec)).toBeDefined();
  },
);
