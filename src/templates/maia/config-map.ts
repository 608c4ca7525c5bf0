import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { serverConfig } from './server-config.ts';

/** The name under which the server looks for its configuration. */
const CONFIG_FILE = 'maia.yaml';

/** The ConfigMap with the server's configuration file. */
export function configMap(values: InstanceValues): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: maiaMetadata(values, childNames.configMap(values.name), 'config'),
    data: { [CONFIG_FILE]: serverConfig(values.spec) },
  };
}
