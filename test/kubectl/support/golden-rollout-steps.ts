import { APPLIED, type GoldenStep } from './golden-step.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/NS/deployments';

/** What needs controllers. */
export const ROLLOUT_STEPS: readonly GoldenStep[] = [
  {
    command: 'apply -f @deployment',
    stdout: 'deployment.apps/dep created\n',
    requests: [`GET ${DEPLOYMENTS}/dep`, 'GET /api/v1/namespaces/NS', `POST ${DEPLOYMENTS}?${APPLIED}`],
  },
  {
    command: 'rollout status deployment dep --timeout=100s',
    stdout: /deployment "dep" successfully rolled out\n$/,
    requests: {
      either: [
        [
          `GET ${DEPLOYMENTS}/dep`,
          `GET ${DEPLOYMENTS}?fieldSelector=metadata.name=dep&limit=500&resourceVersion=0`,
          `GET ${DEPLOYMENTS}?allowWatchBookmarks=true&fieldSelector=metadata.name=dep&resourceVersion=#&timeoutSeconds=#&watch=true`,
        ],
        [
          `GET ${DEPLOYMENTS}/dep`,
          `GET ${DEPLOYMENTS}?allowWatchBookmarks=true&fieldSelector=metadata.name=dep&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeoutSeconds=#&watch=true`,
        ],
        [`GET ${DEPLOYMENTS}/dep`, `GET ${DEPLOYMENTS}?fieldSelector=metadata.name=dep&limit=500&resourceVersion=0`],
      ],
    },
  },
  {
    command: 'get deployments',
    stdout: /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\ndep +1\/1 +1 +1 +\d+s\n$/,
    requests: [`GET ${DEPLOYMENTS}?limit=500`],
  },
  {
    command: 'scale deployment dep --replicas=2',
    stdout: 'deployment.apps/dep scaled\n',
    requests: [`GET ${DEPLOYMENTS}/dep`, `PATCH ${DEPLOYMENTS}/dep/scale`],
  },
  {
    command: 'delete deployment dep --wait=false',
    stdout: /^deployment\.apps "dep" deleted( from NS namespace)?\n$/,
    requests: [`DELETE ${DEPLOYMENTS}/dep`],
  },
];
