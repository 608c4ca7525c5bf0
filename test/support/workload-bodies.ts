type Body = Record<string, unknown>;

/** What a pod template of tests is made of. */
export interface TemplateOptions {
  readonly app?: string;
  readonly image?: string;
  /** For the annotation `test.aistack.dev/behaviour`. */
  readonly behaviour?: string;
  /** Further fields of the only container. */
  readonly container?: object;
  /** Further fields of the pod's spec. */
  readonly spec?: object;
}

/** A pod template with one container `c`. */
export function templateBody({ app = 'web', image = 'nginx', behaviour, container = {}, spec = {} }: TemplateOptions = {}): Body {
  return {
    metadata: { labels: { app }, ...(behaviour === undefined ? {} : { annotations: { 'test.aistack.dev/behaviour': behaviour } }) },
    spec: { restartPolicy: 'Always', containers: [{ name: 'c', image, ...container }], ...spec },
  };
}

/** A bare pod. */
export function podBody(name: string, options: TemplateOptions = {}): Body {
  const { metadata, spec } = templateBody({ app: name, ...options });
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...(metadata as object) }, spec };
}

/** A Deployment with one selector label, `app`. */
export function deploymentBody(name: string, spec: object = {}, template: TemplateOptions = {}): Body {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: templateBody({ app: name, ...template }),
      ...spec,
    },
  };
}

/** A StatefulSet. */
export function statefulSetBody(name: string, spec: object = {}, template: TemplateOptions = {}): Body {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      replicas: 2,
      serviceName: name,
      selector: { matchLabels: { app: name } },
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      template: templateBody({ app: name, ...template }),
      ...spec,
    },
  };
}

/** A claim of 1Gi, or a template of one. */
export function claimBody(name: string, spec: object = {}): Body {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  };
}

/** A Job whose pods are not restarted. */
export function jobBody(name: string, spec: object = {}, template: TemplateOptions = {}): Body {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      template: templateBody({ app: name, image: 'busybox', ...template, spec: { restartPolicy: 'Never', ...template.spec } }),
      ...spec,
    },
  };
}

/** A Service on port 80 for pods with label `app`. */
export function serviceBody(name: string, spec: object = {}): Body {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec } };
}
