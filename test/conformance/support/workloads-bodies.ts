type Body = Record<string, unknown>;

/** How the pods of a workload are to be. */
export interface PodOptions {
  readonly image?: string;
  /** For the annotation `test.aistack.dev/behaviour`. */
  readonly behaviour?: string;
  readonly container?: object;
  readonly spec?: object;
}

/** A pod template with the label `app`. */
export function template(app: string, { image = 'nginx', behaviour, container = {}, spec = {} }: PodOptions = {}): Body {
  return {
    metadata: { labels: { app }, ...(behaviour === undefined ? {} : { annotations: { 'test.aistack.dev/behaviour': behaviour } }) },
    spec: { containers: [{ name: 'c', image, ...container }], ...spec },
  };
}

/** A bare pod. */
export function pod(name: string, options: PodOptions = {}): Body {
  const { metadata, spec } = template(name, options);
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...(metadata as object) }, spec };
}

/** A Deployment of one pod. */
export function deployment(name: string, spec: object = {}, options: PodOptions = {}): Body {
  const selector = { matchLabels: { app: name } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 1, selector, template: template(name, options), ...spec },
  };
}

/** A StatefulSet of two pods. */
export function statefulSet(name: string, spec: object = {}, options: PodOptions = {}): Body {
  const selector = { matchLabels: { app: name } };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: { replicas: 2, serviceName: name, selector, template: template(name, options), ...spec },
  };
}

/** A Job whose pods are not restarted. */
export function job(name: string, spec: object = {}, options: PodOptions = {}): Body {
  const { metadata, spec: podSpec } = template(name, { image: 'busybox', ...options });
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { template: { metadata, spec: { restartPolicy: 'Never', ...(podSpec as object) } }, ...spec },
  };
}

/** A claim of 1Gi; also a template of one. */
export function claim(name: string, spec: object = {}): Body {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  };
}

/** A change of the only container's image. */
export function withImage(image: string): object {
  return { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } };
}
