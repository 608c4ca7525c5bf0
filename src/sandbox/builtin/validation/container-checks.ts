import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { listIn, numberIn, objectIn, textIn } from '../../values/read-values.ts';
import { checkEnv, checkEnvFrom } from './env-checks.ts';
import { checkSupported, duplicate, invalidField, invalidFields, notFoundField } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';
import { checkHandler, checkProbe } from './handler-checks.ts';
import { labelProblems, portNameProblems, portNumberProblems } from './name-checks.ts';
import { checkResources } from './resource-checks.ts';
import { checkContainerSecurity } from './security-checks.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

function checkPorts(ports: readonly JsonObject[], at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const here = `${at}[${String(index)}]`;
    const name = textIn(port['name']);
    if (name !== '') {
      const problems = portNameProblems(name);
      errors.push(...invalidFields(`${here}.name`, name, problems));
      if (problems.length === 0 && names.has(name)) errors.push(duplicate(`${here}.name`, name));
      if (problems.length === 0) names.add(name);
    }
    const number = numberIn(port['containerPort']);
    if (number === 0) errors.push(requiredValue(`${here}.containerPort`));
    else errors.push(...invalidFields(`${here}.containerPort`, number, portNumberProblems(number)));
    const hostPort = numberIn(port['hostPort']);
    if (hostPort !== 0) errors.push(...invalidFields(`${here}.hostPort`, hostPort, portNumberProblems(hostPort)));
    const protocol = textIn(port['protocol']);
    if (protocol === '') errors.push(requiredValue(`${here}.protocol`));
    else errors.push(...checkSupported(`${here}.protocol`, protocol, PROTOCOLS));
  });
  return errors;
}

function checkMounts(container: JsonObject, volumes: ReadonlySet<string>, at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  listIn(container['volumeMounts']).forEach((mount, index) => {
    const here = `${at}.volumeMounts[${String(index)}]`;
    const { name, mountPath, subPath } = {
      name: textIn(mount['name']),
      mountPath: textIn(mount['mountPath']),
      subPath: textIn(mount['subPath']),
    };
    if (name === '') errors.push(requiredValue(`${here}.name`));
    if (!volumes.has(name)) errors.push(notFoundField(`${here}.name`, name));
    if (mountPath === '') errors.push(requiredValue(`${here}.mountPath`));
    if (paths.has(mountPath)) errors.push(invalidField(`${here}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    // The server's path has no index here.
    if (subPath.startsWith('/')) errors.push(invalidField(`${at}.volumeMounts.subPath`, subPath, 'must be a relative path'));
    else if (subPath.split('/').includes('..')) errors.push(invalidField(`${at}.volumeMounts.subPath`, subPath, "must not contain '..'"));
  });
  return errors;
}

function checkImage(container: JsonObject, at: string): readonly FieldError[] {
  const image = textIn(container['image']);
  if (image === '') return [requiredValue(`${at}.image`)];
  return image === image.trim() ? [] : [invalidField(`${at}.image`, image, 'must not have leading or trailing whitespace')];
}

/** What is wrong with one container, whatever list it is in. */
function checkCommon(container: JsonObject, volumes: ReadonlySet<string>, at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const name = textIn(container['name']);
  if (name === '') errors.push(requiredValue(`${at}.name`));
  else errors.push(...invalidFields(`${at}.name`, name, labelProblems(name)));
  errors.push(...checkImage(container, at));
  const policy = textIn(container['terminationMessagePolicy']);
  errors.push(...checkSupported(`${at}.terminationMessagePolicy`, policy, ['File', 'FallbackToLogsOnError']));
  errors.push(
    ...checkPorts(listIn(container['ports']), `${at}.ports`),
    ...checkEnv(listIn(container['env']), `${at}.env`),
    ...checkEnvFrom(listIn(container['envFrom']), `${at}.envFrom`),
    ...checkMounts(container, volumes, at),
    ...checkSupported(`${at}.imagePullPolicy`, container['imagePullPolicy'], ['Always', 'IfNotPresent', 'Never']),
    ...checkResources(objectIn(container['resources']), `${at}.resources`),
    ...checkResizePolicy(listIn(container['resizePolicy']), `${at}.resizePolicy`),
    ...checkContainerSecurity(container['securityContext'], `${at}.securityContext`),
  );
  return errors;
}

function checkResizePolicy(policies: readonly JsonObject[], at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const policy of policies) {
    const resource = textIn(policy['resourceName']);
    if (seen.has(resource)) errors.push(duplicate(at, resource));
    seen.add(resource);
    errors.push(...checkSupported(at, resource, ['cpu', 'memory']));
    errors.push(...checkSupported(at, policy['restartPolicy'], ['NotRequired', 'RestartContainer']));
  }
  return errors;
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

function checkLifecycle(container: JsonObject, at: string): readonly FieldError[] {
  const hooks = objectIn(container['lifecycle']);
  return ['postStart', 'preStop'].flatMap((hook) =>
    hooks[hook] === undefined ? [] : checkHandler(objectIn(hooks[hook]), `${at}.lifecycle.${hook}`),
  );
}

function checkHostPorts(containers: readonly JsonObject[], at: string): readonly FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, index) =>
    listIn(container['ports']).flatMap((port, place) => {
      const number = numberIn(port['hostPort']);
      if (number === 0) return [];
      const key = `${textIn(port['protocol'])}/${textIn(port['hostIP'])}/${String(number)}`;
      if (taken.has(key)) return [duplicate(`${at}[${String(index)}].ports[${String(place)}].hostPort`, key)];
      taken.add(key);
      return [];
    }),
  );
}

/** What is wrong with the containers of a pod's spec. */
export function checkContainers(spec: JsonObject, volumes: ReadonlySet<string>, at: string): readonly FieldError[] {
  const containers = listIn(spec['containers']);
  if (containers.length === 0) return [requiredValue(`${at}.containers`)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, index) => {
    const here = `${at}.containers[${String(index)}]`;
    const name = textIn(container['name']);
    const twice = names.has(name) ? [duplicate(`${here}.name`, name)] : [];
    names.add(name);
    return [
      ...checkCommon(container, volumes, here),
      ...twice,
      ...checkLifecycle(container, here),
      ...PROBES.flatMap((probe) =>
        container[probe] === undefined ? [] : checkProbe(objectIn(container[probe]), `${here}.${probe}`, probe),
      ),
    ];
  });
  return [...errors, ...checkHostPorts(containers, `${at}.containers`)];
}

/** What is wrong with the init containers of a pod's spec. */
export function checkInitContainers(spec: JsonObject, volumes: ReadonlySet<string>, at: string): readonly FieldError[] {
  const names = new Set(listIn(spec['containers']).map(({ name }) => textIn(name)));
  return listIn(spec['initContainers']).flatMap((container, index) => {
    const here = `${at}.initContainers[${String(index)}]`;
    const name = textIn(container['name']);
    const twice = names.has(name) ? [duplicate(`${here}.name`, name)] : [];
    names.add(name);
    const sidecar = container['restartPolicy'] === 'Always';
    const unfit = (sidecar ? [] : ['lifecycle', ...PROBES]).flatMap((field) =>
      container[field] === undefined
        ? []
        : [
            {
              type: 'FieldValueForbidden' as const,
              field: `${here}.${field}`,
              message: 'Forbidden: may not be set for init containers without restartPolicy=Always',
            },
          ],
    );
    return [...checkCommon(container, volumes, here), ...twice, ...unfit];
  });
}
