import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { resourceLine } from '../../../../output/resource-line.ts';
import type { DryRun } from '../../../../output/resource-line.ts';

/** `maiatenant.maia.cuemby.com/demo key demo-key rotated`: one line about one key. */
export function changeWords(tenant: KubeObject, key: string, what: string, dryRun: DryRun): string {
  return resourceLine(tenant, `key ${key} ${what}`, dryRun);
}
