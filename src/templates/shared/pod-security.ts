import type { V1PodSecurityContext, V1SecurityContext } from '@kubernetes/client-node';

/** A pod that runs as one unprivileged user whose group owns its volumes: the "restricted" Pod Security Standard. */
export function podSecurity(user: number): V1PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** A container that can neither gain rights nor write outside its volumes. */
export function containerSecurity(): V1SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
}
