import { expect, test } from 'vitest';
import { ApiError } from '../../cluster/api-error.ts';
import type { ApiErrorInit } from '../../cluster/api-error.ts';
import { CONFIG_MAP, CUSTOM_RESOURCE_DEFINITION } from '../../kernel/builtin-types.ts';
import type { About } from './describe-api-error.ts';
import { entryPointOf } from './entry-point.ts';
import { KIND_IDENTITIES } from './kind-identities.ts';
import { describeApiError, kindNotServed } from './describe-api-error.ts';

const about: About = {
  verb: 'list',
  type: CONFIG_MAP,
  namespace: 'prod',
  bin: 'kubectl maia',
  context: 'home',
  server: 'https://10.0.0.1',
  user: 'me',
};

test.each<[ApiErrorInit, number, RegExp]>([
  [
    { reason: 'Forbidden', code: 403, message: 'configmaps is forbidden: User "alice" cannot list' },
    5,
    /^you \(alice\) may not list configmaps in namespace prod$/,
  ],
  [{ reason: 'Unauthorized', code: 401, message: 'Unauthorized' }, 5, /does not accept your credentials \(user me\)/],
  [{ reason: 'NotFound', code: 404, message: 'not found' }, 4, /configmaps in namespace prod not found/],
  [{ reason: 'Conflict', code: 409, message: 'x' }, 6, /changed by someone else/],
  [
    { reason: 'Conflict', code: 409, message: 'x', causes: [{ field: '.spec.replicas', message: 'conflict with "hpa"' }] },
    6,
    /another manager owns/,
  ],
  [{ reason: 'AlreadyExists', code: 409, message: 'x' }, 6, /cannot list/],
  [{ reason: 'Invalid', code: 422, message: 'x', causes: [{ field: 'spec.a', message: 'too big' }] }, 2, /not valid/],
  [{ reason: 'Forbidden', code: 403, message: 'admission webhook "a.b" denied the request: no' }, 1, /refused by admission/],
  [
    { reason: 'Invalid', code: 422, message: "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no" },
    1,
    /refused by admission/,
  ],
  [
    { reason: 'Unreachable', message: 'connect ECONNREFUSED', networkCode: 'ECONNREFUSED' },
    8,
    /unable to connect to the server https:\/\/10.0.0.1 \(context home\)/,
  ],
  [{ reason: 'RequestTimeout', message: 'no answer' }, 8, /did not answer in time/],
  [{ reason: 'Configuration', message: 'no kubeconfig' }, 8, /no cluster to talk to/],
  [{ reason: 'Configuration', message: 'credential plugin x of user "bob": not found' }, 5, /^cannot log in to the server https:/],
  [{ reason: 'InternalError', code: 500, message: 'boom' }, 1, /cannot list configmaps/],
])('%j ends with %i', (init, exit, message) => {
  const error = describeApiError(new ApiError(init), about);
  expect(error.exit).toBe(exit);
  expect(error.message).toMatch(message);
  expect(error.fix).toBeTruthy();
});

test('an admission refusal is told as it was said, with the fields that it names besides; a quota is one', () => {
  const why = (init: Partial<ApiErrorInit>): string | undefined =>
    describeApiError(new ApiError({ reason: 'Forbidden', code: 403, message: 'x', ...init }), about).why;
  const denied = 'admission webhook "a.b" denied the request: spec.size is too big';
  expect(why({ message: denied, causes: [{ field: 'spec.size' }, { message: 'no field' }] })).toBe(denied);
  expect(why({ message: denied, causes: [{ field: 'spec.class' }, { field: 'spec.class' }] })).toBe(`${denied} (spec.class)`);
  const full = 'maiatenants.maia.cuemby.com "a" is forbidden: exceeded quota: small, requested: count/maiatenants=1, used: 1, limited: 1';
  expect(describeApiError(new ApiError({ reason: 'Forbidden', code: 403, message: full }), { ...about, verb: 'create' })).toMatchObject({
    exit: 1,
    why: full,
    fix: 'kubectl describe resourcequota -n prod',
  });
  const going = 'configmaps "a" is forbidden: unable to create new content in namespace prod because it is being terminated';
  expect(describeApiError(new ApiError({ reason: 'Forbidden', code: 403, message: going }), about)).toMatchObject({
    exit: 1,
    fix: 'wait until that namespace is gone, or choose another with -n',
  });
});

test('a refusal carries the rule that would help, for -v', () => {
  const error = describeApiError(new ApiError({ reason: 'Forbidden', code: 403, message: 'no' }), {
    ...about,
    type: CUSTOM_RESOURCE_DEFINITION,
    verb: 'patch',
  });
  expect(error.details).toBe('rules:\n- apiGroups: [apiextensions.k8s.io]\n  resources: [customresourcedefinitions]\n  verbs: [patch]\n');
});

test.each([
  ['kubectl-maia', 'MaiaTenant', 'get', 'prod', 'kubectl maia auth rbac get tenants -n prod'],
  ['kubectl-maia', 'MaiaTenant', 'get', undefined, 'kubectl maia auth rbac get tenants, or name one namespace with -n'],
  ['kubectl-aistack', 'MaiaTenant', 'wait', 'prod', 'kubectl aistack auth rbac wait maiatenants -n prod'],
  // "tenants" alone is what MAIA's are called too.
  ['kubectl-aistack', 'Tenant', 'status', undefined, 'kubectl aistack auth rbac status tenants.neurallog.io'],
  ['kubectl-neurallog', 'Tenant', 'status', undefined, 'kubectl neurallog auth rbac status tenants'],
  ['kubectl-maia', 'MaiaTenant', 'render', 'prod', 'kubectl auth can-i list maiatenants.maia.cuemby.com -n prod'],
])('a refusal of %s to list %s for %s in %s asks: %s', (executable, kind, command, namespace, fix) => {
  const entry = entryPointOf(executable);
  const type = KIND_IDENTITIES.find((one) => one.kind === kind);
  const error = describeApiError(new ApiError({ reason: 'Forbidden', code: 403, message: 'no' }), {
    ...about,
    ...(type !== undefined && { type }),
    bin: entry.bin,
    namespace,
    entry,
    command,
  });
  expect(error.fix).toBe(fix);
});

test("of a built-in type kubectl's own question is asked, and the rule is what the server refused", () => {
  const message =
    'deployments.apps "d" is forbidden: User "jo" cannot patch resource "deployments/scale" in API group "apps" in the namespace "p"';
  const error = describeApiError(new ApiError({ reason: 'Forbidden', code: 403, message }), { ...about, namespace: 'p', command: 'scale' });
  expect(error.fix).toBe('kubectl auth can-i patch deployments.apps --subresource=scale -n p');
  const looping = describeApiError(new ApiError({ reason: 'Forbidden', code: 403, message }), {
    ...about,
    namespace: 'p',
    command: 'reconcile',
  });
  expect(looping.fix).toBe('kubectl maia auth rbac reconcile -n p');
  expect(error.details).toBe('rules:\n- apiGroups: [apps]\n  resources: [deployments/scale]\n  verbs: [patch]\n');
});

test('an unknown kind names the command that installs it, another version is told from none', () => {
  expect(kindNotServed(CONFIG_MAP, 'kubectl maia', [])).toMatchObject({
    exit: 7,
    message: 'ConfigMap is not known to this cluster',
    fix: 'kubectl maia install crds',
  });
  expect(kindNotServed(CONFIG_MAP, 'kubectl maia', ['v2', 'v3'])).toMatchObject({
    exit: 7,
    why: 'it serves v2, v3',
    fix: 'kubectl maia migrate plan',
  });
});
