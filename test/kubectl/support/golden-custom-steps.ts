import { APPLIED, type GoldenStep } from './golden-step.ts';

const GIZMOS = '/apis/GROUP/v1/namespaces/NS/gizmos';
const SERVER_SIDE = 'fieldManager=kubectl&fieldValidation=Strict';

/** Reading, writing and looking at a custom resource. */
export const CUSTOM_STEPS: readonly GoldenStep[] = [
  {
    command: 'apply -f @one',
    stdout: 'gizmo.GROUP/one created\n',
    requests: [`GET ${GIZMOS}/one`, 'GET /api/v1/namespaces/NS', `POST ${GIZMOS}?${APPLIED}`],
  },
  { command: 'apply -f @one', stdout: 'gizmo.GROUP/one unchanged\n', requests: [`GET ${GIZMOS}/one`] },
  { command: 'apply -f @large', stdout: 'gizmo.GROUP/one configured\n', requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one?${APPLIED}`] },
  {
    command: 'apply --server-side -f @one',
    stdout: 'gizmo.GROUP/one serverside-applied\n',
    requests: [
      `PATCH ${GIZMOS}/one?${SERVER_SIDE}&force=false`,
      `PATCH ${GIZMOS}/one?fieldManager=kubectl-last-applied&fieldValidation=Strict`,
      `PATCH ${GIZMOS}/one?${SERVER_SIDE}`,
      `PATCH ${GIZMOS}/one?${SERVER_SIDE}&force=false`,
    ],
  },
  {
    command: 'apply --server-side --force-conflicts -f @one',
    stdout: 'gizmo.GROUP/one serverside-applied\n',
    requests: [`PATCH ${GIZMOS}/one?${SERVER_SIDE}&force=true`],
  },
  {
    command: 'apply -f @bad',
    code: 1,
    stdout: '',
    stderr: /Gizmo in version "v1" cannot be handled as a Gizmo: strict decoding error: unknown field "nope"\n$/,
    requests: [`GET ${GIZMOS}/two`, 'GET /api/v1/namespaces/NS', `POST ${GIZMOS}?${APPLIED}`],
  },
  {
    command: 'get gizmos.GROUP',
    stdout: /^NAME +SIZE +COUNT +ACTIVE .* AGE\none +small +3 +\d+s\n$/,
    requests: [`GET ${GIZMOS}?limit=500`],
  },
  {
    command: 'get gizmos.v1.GROUP one -o wide',
    stdout: /^NAME +SIZE +COUNT +RATIO +ACTIVE .* AGE\none +small +3 +\d+s\n$/,
    requests: [`GET ${GIZMOS}/one`],
  },
  { command: 'get gizmos.GROUP one -o jsonpath={.spec.size}', stdout: 'small', requests: [`GET ${GIZMOS}/one`] },
  { command: 'get gizmos.GROUP -o name', stdout: 'gizmo.GROUP/one\n', requests: [`GET ${GIZMOS}?limit=500`] },
  {
    command: 'get gizmos.GROUP none',
    code: 1,
    stdout: '',
    stderr: 'Error from server (NotFound): gizmos.GROUP "none" not found\n',
    requests: [`GET ${GIZMOS}/none`, 'GET /api/v1/namespaces/NS'],
  },
  {
    command: 'get gizmos.GROUP -A --field-selector metadata.name=one --no-headers',
    stdout: /^NS +one +small /,
    requests: ['GET /apis/GROUP/v1/gizmos?fieldSelector=metadata.name=one&limit=500'],
  },
  {
    command: 'get gizmos.GROUP -l a=b',
    stdout: '',
    stderr: 'No resources found in NS namespace.\n',
    requests: [`GET ${GIZMOS}?labelSelector=a=b&limit=500`],
  },
  {
    command: 'get gizmos.GROUP one --subresource=scale',
    stdout: /^NAME +DESIRED +AVAILABLE +AGE\none +2 +0 +\d+s\n$/,
    requests: [`GET ${GIZMOS}/one/scale`],
  },
  {
    command: 'wait gizmos.GROUP one --for=jsonpath={.spec.size}=small --timeout=100s',
    stdout: 'gizmo.GROUP/one condition met\n',
    requests: {
      either: [
        [
          `GET ${GIZMOS}/one`,
          `GET ${GIZMOS}?fieldSelector=metadata.name=one&limit=500&resourceVersion=0`,
          `GET ${GIZMOS}?allowWatchBookmarks=true&fieldSelector=metadata.name=one&resourceVersion=#&timeoutSeconds=#&watch=true`,
        ],
        [
          `GET ${GIZMOS}/one`,
          `GET ${GIZMOS}?allowWatchBookmarks=true&fieldSelector=metadata.name=one&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeoutSeconds=#&watch=true`,
        ],
      ],
    },
  },
  {
    command: 'scale gizmos.GROUP one --replicas=4',
    stdout: 'gizmo.GROUP/one scaled\n',
    requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one/scale`],
  },
  {
    command: 'patch gizmos.GROUP one --type=merge -p {"spec":{"count":5}}',
    stdout: 'gizmo.GROUP/one patched\n',
    requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one?fieldManager=kubectl-patch`],
  },
  {
    command: 'patch gizmos.GROUP one --subresource=status --type=merge -p {"status":{"replicas":3}}',
    stdout: 'gizmo.GROUP/one patched\n',
    requests: [`GET ${GIZMOS}/one/status`, `PATCH ${GIZMOS}/one/status?fieldManager=kubectl-patch`],
  },
  {
    command: 'label gizmos.GROUP one a=b',
    stdout: 'gizmo.GROUP/one labeled\n',
    requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one?fieldManager=kubectl-label`],
  },
  {
    command: 'annotate gizmos.GROUP one c=d',
    stdout: 'gizmo.GROUP/one annotated\n',
    requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one?fieldManager=kubectl-annotate`],
  },
  {
    command: 'create -f @one --dry-run=server',
    code: 1,
    stdout: '',
    stderr: /Error from server \(AlreadyExists\): error when creating ".*": gizmos\.GROUP "one" already exists\n$/,
    requests: [`POST ${GIZMOS}?dryRun=All&fieldManager=kubectl-create&fieldValidation=Strict`],
  },
  {
    command: 'create -f @other --dry-run=server',
    stdout: 'gizmo.GROUP/other created (server dry run)\n',
    requests: [`POST ${GIZMOS}?dryRun=All&fieldManager=kubectl-create&fieldValidation=Strict`],
  },
  {
    command: 'diff -f @large',
    code: 1,
    stdout: /\n- {2}size: small\n(?:.*\n)*?\+ {2}size: large\n/,
    requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one?dryRun=All&fieldManager=kubectl-client-side-apply`],
  },
  {
    command: 'diff --server-side --force-conflicts -f @large',
    code: 1,
    stdout: /\n- {2}size: small\n(?:.*\n)*?\+ {2}size: large\n/,
    requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one?dryRun=All&fieldManager=kubectl&force=true`],
  },
  {
    command: 'explain gizmos --api-version=GROUP/v1',
    stdout:
      /^GROUP: +GROUP\nKIND: +Gizmo\nVERSION: +v1\n\nDESCRIPTION:\n +A gizmo is a thing for tests\.\n[^]*\n {2}metadata\t<ObjectMeta>\n[^]*\n {2}spec\t<Object>\n/,
    requests: [],
  },
  {
    command: 'explain gizmos.spec --api-version=GROUP/v1',
    stdout: /\nFIELD: spec <Object>\n[^]*\n {2}parts\t<\[\]Object>\n[^]*\n {2}size\t<string> -required-\n {4}How large it is\.\n/,
    requests: [],
  },
  {
    command: 'explain gizmos.spec.parts --api-version=GROUP/v1 --recursive',
    stdout: /\n {2}name\t<string> -required-\n {2}port\t<Object>\n/,
    requests: [],
  },
  {
    command: 'explain gizmos.nope --api-version=GROUP/v1',
    code: 1,
    stdout: /^GROUP: +GROUP\n/,
    stderr: 'error: field "nope" does not exist\n',
    requests: [],
  },
  {
    command: 'edit gizmos.GROUP one',
    stdout: 'gizmo.GROUP/one edited\n',
    requests: [`GET ${GIZMOS}/one`, `PATCH ${GIZMOS}/one?fieldManager=kubectl-edit&fieldValidation=Strict`],
  },
  { command: 'get gizmos.GROUP one -o jsonpath={.spec.size}', stdout: 'edited', requests: [`GET ${GIZMOS}/one`] },
  {
    command: 'replace -f @large',
    stdout: 'gizmo.GROUP/one replaced\n',
    requests: [`GET ${GIZMOS}/one`, `PUT ${GIZMOS}/one?fieldManager=kubectl-replace&fieldValidation=Strict`],
  },
  {
    command: 'api-resources --api-group=GROUP',
    stdout: /^NAME +SHORTNAMES +APIVERSION +NAMESPACED +KIND\ngizmos +gzm +GROUP\/v1 +true +Gizmo\n$/,
    requests: [],
  },
  {
    command: 'delete gizmos.GROUP one',
    stdout: /^gizmo\.GROUP "one" deleted( from NS namespace)?\n$/,
    requests: [`DELETE ${GIZMOS}/one`, `GET ${GIZMOS}/one`],
  },
  {
    command: 'delete gizmos.GROUP none',
    code: 1,
    stdout: '',
    stderr: 'Error from server (NotFound): gizmos.GROUP "none" not found\n',
    requests: [`DELETE ${GIZMOS}/none`],
  },
];
