import { usageError } from '../../../output/cli-error.ts';
import { formatTable } from '../../../output/table.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { definitionOf } from '../create/definition-of.ts';
import type { EntryPoint } from '../entry-point.ts';
import { kindNamed, kindsOf } from '../nouns.ts';
import { schemaFields } from './schema-fields.ts';

/** Where fields are named, and how. */
const PLACES: readonly (readonly [where: string, form: string])[] = [
  ['get -o jsonpath=TEMPLATE', '{.status.phase}, {range .items[*]}{.metadata.name}{"\\n"}{end}'],
  ['get -o custom-columns=SPEC', 'NAME:.metadata.name,PHASE:.status.phase'],
  ['get --sort-by=PATH', '.metadata.creationTimestamp'],
  ['get --field-selector=SELECTOR', 'metadata.name=NAME, metadata.namespace=NAME (the server knows no others of these types)'],
  ['wait --for=jsonpath=PATH[=VALUE]', '{.status.phase}=Running'],
  ['create --set PATH=VALUE', 'image.tag=v1.0.0: below spec, without the leading dot'],
];

async function fieldsOf(word: string, entry: EntryPoint): Promise<string> {
  const definition = await definitionOf(kindNamed(word, entry));
  const fields = (['spec', 'status'] as const).flatMap((part) => {
    const schema = definition[part];
    return schemaFields(openApiSchema(schema), `.${part}`);
  });
  const head = [{ header: 'FIELD' }, { header: 'TYPE' }, { header: 'MEANING' }];
  return await formatTable(
    head,
    fields.map(({ path, type, note }) => [path, type, note]),
    { headers: true },
  );
}

/** `help fields`: how fields are named where; `help fields TYPE`: every field that the type has. Needs no cluster. */
export async function fieldsPage(words: readonly string[], entry: EntryPoint): Promise<string> {
  const [word, ...more] = words;
  if (more.length > 0) throw usageError('help fields takes one type', `${entry.bin} help fields ${word}`);
  if (word !== undefined) return await fieldsOf(word, entry);
  const places = await formatTable([{ header: 'WHERE' }, { header: 'LIKE' }], PLACES, { headers: true });
  const types = kindsOf(entry).map(({ plural }) => plural);
  return `${places}\nEvery field of a type: ${entry.bin} help fields TYPE, for ${types.join(', ')}\n`;
}
