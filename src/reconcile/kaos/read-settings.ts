import { CONFIG_MAP } from '../../kernel/builtin-types.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { operatorSettings, SETTINGS_CONFIG_MAP, type OperatorSettings } from '../../templates/kaos/operator-settings.ts';
import type { World } from '../engine/contract.ts';

type Key = { readonly namespace: string; readonly name: string };

function dataOf({ data }: KubeObject): Readonly<Record<string, string>> | undefined {
  if (!isJsonObject(data)) return undefined;
  return Object.fromEntries(Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The data of a ConfigMap; undefined where there is none or it may not be read. */
export async function configMapData(world: World, key: Key): Promise<Readonly<Record<string, string>> | undefined> {
  const found = await world.read({ type: CONFIG_MAP, ...key });
  return found.state === 'present' ? dataOf(found.object) : undefined;
}

/** What the operator is set to, as its ConfigMap says at this moment. */
export async function readSettings(world: World): Promise<OperatorSettings> {
  const found = await world.read({ type: CONFIG_MAP, ...SETTINGS_CONFIG_MAP });
  if (found.state === 'unknown') return operatorSettings({}, found.why);
  return operatorSettings(found.state === 'present' ? dataOf(found.object) : undefined);
}
