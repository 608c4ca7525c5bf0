import { CONFIG_MAP, DEPLOYMENT, POD, SERVICE } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { HTTP_ROUTE } from '../../templates/kaos/http-route.ts';
import type { OperatorSettings } from '../../templates/kaos/operator-settings.ts';
import { litellmConfigName, routeName, workloadName, type WorkloadRole } from '../../templates/kaos/workload-role.ts';
import type { World } from '../engine/contract.ts';
import { objectKey } from './object-key.ts';
import { readSettings } from './read-settings.ts';

/** Our live objects and what is around them, for ModelAPI and MCPServer. */
export interface WorkloadObserved {
  readonly settings: OperatorSettings;
  readonly live: {
    readonly deployment?: KubeObject;
    readonly service?: KubeObject;
    /** LiteLLM's file, in whichever mode the ModelAPI was. */
    readonly litellmConfig?: KubeObject;
    readonly route?: KubeObject;
  };
  readonly pods: readonly KubeObject[];
  readonly servesRoutes: boolean;
}

/** Gathers the objects of one primary. */
export async function observeWorkload(role: WorkloadRole, primary: KubeObject, world: World): Promise<WorkloadObserved> {
  const { name } = objectKey(primary);
  const servesRoutes = world.serves(HTTP_ROUTE);
  const deployment = world.child(DEPLOYMENT, workloadName(role, name));
  const service = world.child(SERVICE, workloadName(role, name));
  const litellmConfig = world.child(CONFIG_MAP, litellmConfigName(name));
  const route = servesRoutes ? world.child(HTTP_ROUTE, routeName(role, name)) : undefined;
  return {
    settings: await readSettings(world),
    live: {
      ...(deployment === undefined ? {} : { deployment }),
      ...(service === undefined ? {} : { service }),
      ...(litellmConfig === undefined ? {} : { litellmConfig }),
      ...(route === undefined ? {} : { route }),
    },
    pods: world.derived(POD),
    servesRoutes,
  };
}
