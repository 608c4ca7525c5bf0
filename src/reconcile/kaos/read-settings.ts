import { CONFIG_MAP } from '../../kernel/builtin-types.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { operatorSettings, SETTINGS_CONFIG_MAP, type OperatorSettings } from '../../templates/kaos/operator-settings.ts';
import type { World } from '../engine/contract.ts';

/** The data of a ConfigMap; undefined where there is none or it may not be read. */
export async function configMapData(
  world: World,
  key: { readonly namespace: string; readonly name: string },
): Promise<Readonly<Record<string, string>> | undefined> {
  const found = await world.read({ type: CONFIG_MAP, ...key });
  if (found.state !== 'present' || !isJsonObject(found.object['data'])) return undefined;
  return Object.fromEntries(
    Object.entries(found.object['data']).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** What the operator is set to, as its ConfigMap says at this moment. */
export async function readSettings(world: World): Promise<OperatorSettings> {
  return operatorSettings(await configMapData(world, SETTINGS_CONFIG_MAP));
}
