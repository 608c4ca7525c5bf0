import type { HostEnvironment } from '../../src/cluster/host-environment.ts';

/** A Linux machine without a person before it, whose home and service account folder is `directory`. */
export function testHost(directory: string, variables: HostEnvironment['variables'] = {}): HostEnvironment {
  return { variables, home: directory, platform: 'linux', arch: 'x64', interactive: false, serviceAccountDir: directory };
}
