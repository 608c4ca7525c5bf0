import type { KubeApi } from '../../../cluster/kube-api.ts';
import { interceptApi } from '../trace/intercept-api.ts';

/** The API without its writes: they are refused before anything is sent. What asks the server for a dry run is none. */
export function readOnlyApi(api: KubeApi): KubeApi {
  return interceptApi(api, async ({ verb, resource, writes }, send) => {
    if (writes) throw new Error(`${verb} ${resource} is refused: this run only looks`);
    return send();
  });
}
