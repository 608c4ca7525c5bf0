import { APPLIED, type GoldenStep } from './golden-step.ts';

const CONFIG_MAPS = '/api/v1/namespaces/NS/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/NS/deployments';

/** Types of Kubernetes, and what concerns the user. */
export const BUILTIN_STEPS: readonly GoldenStep[] = [
  {
    command: 'apply -f @map',
    stdout: 'configmap/cm created\n',
    requests: [`GET ${CONFIG_MAPS}/cm`, 'GET /api/v1/namespaces/NS', `POST ${CONFIG_MAPS}?${APPLIED}`],
  },
  {
    command: 'apply -f @map2',
    stdout: 'configmap/cm configured\n',
    requests: [`GET ${CONFIG_MAPS}/cm`, `PATCH ${CONFIG_MAPS}/cm?${APPLIED}`],
  },
  { command: 'get configmap cm -o jsonpath={.data}', stdout: '{"a":"c"}', requests: [`GET ${CONFIG_MAPS}/cm`] },
  {
    command: 'patch configmap cm -p {"data":{"z":"y"}}',
    stdout: 'configmap/cm patched\n',
    requests: [`GET ${CONFIG_MAPS}/cm`, `PATCH ${CONFIG_MAPS}/cm?fieldManager=kubectl-patch`],
  },
  {
    command: 'create configmap made --from-literal=a=b',
    stdout: 'configmap/made created\n',
    requests: [`POST ${CONFIG_MAPS}?fieldManager=kubectl-create&fieldValidation=Strict`],
  },
  { command: 'get configmap made -o jsonpath={.data}', stdout: '{"a":"b"}', requests: [`GET ${CONFIG_MAPS}/made`] },
  {
    command: 'create secret generic hidden --from-literal=key=value',
    stdout: 'secret/hidden created\n',
    requests: ['POST /api/v1/namespaces/NS/secrets?fieldManager=kubectl-create&fieldValidation=Strict'],
  },
  { command: 'get secret hidden -o jsonpath={.data.key}', stdout: 'dmFsdWU=', requests: ['GET /api/v1/namespaces/NS/secrets/hidden'] },
  {
    command: 'create deployment made --image=x --replicas=0 --port=80',
    stdout: 'deployment.apps/made created\n',
    requests: [`POST ${DEPLOYMENTS}?fieldManager=kubectl-create&fieldValidation=Strict`],
  },
  {
    command:
      'get deployment made -o jsonpath={.spec.replicas}-{.spec.template.spec.containers[0].ports[0].containerPort}-{.spec.selector.matchLabels.app}',
    stdout: '0-80-made',
    requests: [`GET ${DEPLOYMENTS}/made`],
  },
  {
    command: 'create cronjob made --image=x --schedule=@hourly -- sh -c true',
    stdout: 'cronjob.batch/made created\n',
    requests: ['POST /apis/batch/v1/namespaces/NS/cronjobs?fieldManager=kubectl-create&fieldValidation=Strict'],
  },
  {
    command: 'create role made --verb=get,list --resource=pods --resource-name=one',
    stdout: 'role.rbac.authorization.k8s.io/made created\n',
    requests: ['POST /apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles?fieldManager=kubectl-create&fieldValidation=Strict'],
  },
  {
    command: 'get role made -o jsonpath={.rules}',
    stdout: '[{"apiGroups":[""],"resourceNames":["one"],"resources":["pods"],"verbs":["get","list"]}]',
    requests: ['GET /apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles/made'],
  },
  {
    command: 'create quota made --hard=cpu=2,pods=3',
    stdout: 'resourcequota/made created\n',
    requests: ['POST /api/v1/namespaces/NS/resourcequotas?fieldManager=kubectl-create&fieldValidation=Strict'],
  },
  {
    command: 'create service clusterip made --tcp=80:8080',
    stdout: 'service/made created\n',
    requests: ['POST /api/v1/namespaces/NS/services?fieldManager=kubectl-create&fieldValidation=Strict'],
  },
  {
    command: 'get service made -o jsonpath={.spec.ports[0].port}-{.spec.ports[0].targetPort}',
    stdout: '80-8080',
    requests: ['GET /api/v1/namespaces/NS/services/made'],
  },
  {
    command: 'create token default --duration=10m',
    stdout: /^\S+$/,
    requests: ['POST /api/v1/namespaces/NS/serviceaccounts/default/token'],
  },
  { command: 'auth can-i get pods', stdout: 'yes\n', requests: ['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews'] },
  {
    command: 'auth can-i get pods/log --as=nobody-at-all',
    code: 1,
    stdout: /^no/,
    requests: ['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
  },
  {
    command: 'auth can-i --list',
    stdout: /^Resources +Non-Resource URLs +Resource Names +Verbs\n\*\.\* +\[\] +\[\] +\[\*\]\n/,
    requests: ['POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews'],
  },
  {
    command: 'auth whoami -o jsonpath={.status.userInfo.groups}',
    stdout: /^\["system:masters","system:authenticated"\]$/,
    requests: ['POST /apis/authentication.k8s.io/v1/selfsubjectreviews'],
  },
  {
    command: 'api-resources --namespaced=false --api-group=apiextensions.k8s.io',
    stdout:
      /^NAME +SHORTNAMES +APIVERSION +NAMESPACED +KIND\ncustomresourcedefinitions +crd,crds +apiextensions\.k8s\.io\/v1 +false +CustomResourceDefinition\n$/,
    requests: [],
  },
  { command: 'api-versions', stdout: /(^|\n)apps\/v1\n[^]*\nGROUP\/v1\n[^]*\nv1\n$/, requests: [] },
  {
    command: 'explain deployment.spec --api-version=apps/v1',
    stdout:
      /\nFIELD: spec <DeploymentSpec>\n[^]*\n {2}selector\t<LabelSelector> -required-\n[^]*\n {2}template\t<PodTemplateSpec> -required-\n/,
    requests: [],
  },
  {
    command: 'explain pods.spec.containers --recursive',
    stdout: /\nFIELD: containers <\[\]Container>\n[^]*\n {2}resources\t<ResourceRequirements>\n[^]*\n {4}limits\t<map\[string\]Quantity>\n/,
    requests: [],
  },
  { command: 'get --raw /readyz', stdout: 'ok', requests: ['GET /readyz'] },
  {
    command: 'delete -f @map --ignore-not-found',
    stdout: /^configmap "cm" deleted( from NS namespace)?\n$/,
    requests: [`DELETE ${CONFIG_MAPS}/cm`, `GET ${CONFIG_MAPS}/cm`],
  },
];
