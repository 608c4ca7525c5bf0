import { inOrder } from '../../../manifests/operator/operator-manifests.ts';
import { kustomization, operatorYaml } from '../../../manifests/operator/operator-yaml.ts';
import { SYSTEMS } from '../../../registry.ts';
import { entryPointOf } from '../entry-point.ts';
import { planOperator } from './operator-plan.ts';

/** The file with the manifests, beside its kustomization. */
const OPERATOR_FILE = 'operator.yaml';

/** The files of `config/` by their paths in it: what `install operator --export` prints, per system and for all of them (`all`). */
export async function configFiles(version: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const folders = [
    ...SYSTEMS.map(({ id }) => ({ folder: id as string, entry: entryPointOf(`kubectl-${id}`) })),
    { folder: 'all', entry: entryPointOf('kubectl-aistack') },
  ];
  for (const { folder, entry } of folders) {
    const { manifests } = await planOperator({ entry, version });
    files.set(`${folder}/${OPERATOR_FILE}`, operatorYaml(inOrder(manifests)));
    files.set(`${folder}/Kustomization`, kustomization([OPERATOR_FILE]));
  }
  return files;
}
