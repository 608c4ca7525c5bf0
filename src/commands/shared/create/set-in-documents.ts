import { isJsonObject } from '../../../kernel/json.ts';
import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { isOfType } from '../../../kernel/resource-type.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { CliError } from '../../../output/cli-error.ts';
import type { ManifestDocument } from '../read-manifests.ts';
import { fromSet } from './build-spec.ts';
import { setField } from './set-field.ts';

function withField(document: ManifestDocument, kind: KindDefinition, text: string): ManifestDocument {
  const { object } = document;
  const spec = isJsonObject(object['spec']) ? object['spec'] : {};
  return { ...document, object: { ...object, spec: setField(spec, fromSet(text, openApiSchema(kind.spec))) } };
}

/**
 * Manifests with each `--set PATH=VALUE` made in the spec of every object whose type has that field; manifests of other types stay as they
 * are. Throws the usage error of the first type where no type among them has it.
 */
export function setInDocuments(
  documents: readonly ManifestDocument[],
  kinds: readonly KindDefinition[],
  texts: readonly string[],
): readonly ManifestDocument[] {
  return texts.reduce<readonly ManifestDocument[]>((before, text) => {
    const refusals: CliError[] = [];
    let isSet = false;
    const after = before.map((document) => {
      const kind = kinds.find((candidate) => isOfType(document.object, candidate));
      if (kind === undefined) return document;
      try {
        const changed = withField(document, kind, text);
        isSet = true;
        return changed;
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        refusals.push(error);
        return document;
      }
    });
    const [refusal] = refusals;
    if (!isSet && refusal !== undefined) throw refusal;
    return after;
  }, documents);
}
