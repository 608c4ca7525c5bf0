import { NOT_FOUND, notAllowed, ok, type MarieAnswer } from './marie-answer.ts';
import type { MarieContext } from './marie-context.ts';
import { capacity, deploymentNodes, deployments, deploymentStatus } from './marie-executor-answers.ts';
import { marieId } from './marie-ids.ts';
import { invoke } from './marie-invoke.ts';
import { deleteJob, listAll, listState, oneRow, stopJob } from './marie-job-routes.ts';
import { gatewayStatus, schedulerInsides } from './marie-status-answers.ts';

/** A request as a route sees it. */
export interface MarieRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly body: string;
  /** The part of the path that varies. */
  readonly part: string;
}

interface Route {
  readonly path: RegExp;
  /** By method; the first is what a refusal of another one names. */
  readonly methods: Readonly<Record<string, (context: MarieContext, request: MarieRequest) => MarieAnswer>>;
}

/** Routes that want a text in the query. */
function withText({ url }: MarieRequest, answer: () => unknown): MarieAnswer {
  if (url.searchParams.has('text')) return { status: 200, json: answer() };
  return { status: 422, json: { detail: [{ type: 'missing', loc: ['query', 'text'], msg: 'Field required', input: null }] } };
}

const ROUTES: readonly Route[] = [
  { path: /^\/$/, methods: { GET: () => ({ status: 200, json: {} }) } },
  { path: /^\/status$/, methods: { GET: () => ({ status: 200, json: gatewayStatus() }) } },
  // It answers like this whatever is wrong.
  { path: /^\/dry_run$/, methods: { GET: () => ({ status: 200, json: { code: 0, description: '', exception: null } }) } },
  { path: /^\/check$/, methods: { GET: (_, request) => withText(request, () => ({ result: 'ok' })) } },
  // An old way to submit: acknowledged, and never stored.
  {
    path: /^\/job\/submit$/,
    methods: { GET: ({ clock, random }, request) => withText(request, () => ({ result: marieId(clock.now(), random) })) },
  },
  { path: /^\/api\/v1\/invoke$/, methods: { POST: (context, { authorization, body }) => invoke(context, authorization, body) } },
  { path: /^\/api\/jobs$/, methods: { GET: (context) => listAll(context) } },
  { path: /^\/api\/jobs\/([^/]+)\/stop$/, methods: { GET: (context, { part }) => stopJob(context, part) } },
  {
    path: /^\/api\/jobs\/([^/]+)$/,
    methods: { GET: (context, { part }) => listState(context, part), DELETE: () => deleteJob() },
  },
  { path: /^\/api\/jobsXX\/([^/]+)$/, methods: { GET: (context, { part }) => oneRow(context, part) } },
  {
    path: /^\/api\/deployments$/,
    methods: { GET: (context) => ok({ deployments: deployments(context), deployment_nodes: deploymentNodes(context) }) },
  },
  { path: /^\/api\/deployment-nodes$/, methods: { GET: (context) => ok(deploymentNodes(context)) } },
  { path: /^\/api\/deployment-status$/, methods: { GET: (context) => ok(deploymentStatus(context)) } },
  { path: /^\/api\/capacity$/, methods: { GET: (context) => ok(capacity(context)) } },
  { path: /^\/api\/debug$/, methods: { GET: (context) => ok(schedulerInsides(context)) } },
  { path: /^\/api\/debug\/reset-dags$/, methods: { POST: ({ process }) => resetDags(process().reset()) } },
  {
    path: /^\/api\/planners\/([^/]+)$/,
    methods: {
      GET: (_, { part }) => ({ status: 404, json: { error: `Planner with ID '${part}' not found` } }),
      DELETE: (_, { part }) => ({ status: 404, json: { success: false, error: `Planner with ID '${part}' not found` } }),
    },
  },
];

function resetDags(dags: readonly string[]): MarieAnswer {
  const message = `Successfully reset active DAGs, cleared ${String(dags.length)} DAGs`;
  return ok({ success: true, cleared_count: dags.length, cleared_dags: dags, message });
}

/** What the gateway says to a request. */
export function marieAnswer(context: MarieContext, request: Omit<MarieRequest, 'part'>, host: string): MarieAnswer {
  const { pathname } = request.url;
  for (const { methods, path } of ROUTES) {
    const match = path.exec(pathname);
    if (match === null) continue;
    const answer = methods[request.method];
    if (answer === undefined) return notAllowed(Object.keys(methods)[0] ?? 'GET');
    return answer(context, { ...request, part: decodeURIComponent(match[1] ?? '') });
  }
  const bare = pathname.replace(/\/$/, '');
  const isSlashed = bare !== pathname && ROUTES.some(({ path }) => path.test(bare));
  return isSlashed ? { status: 307, headers: { location: `http://${host}${bare}${request.url.search}` } } : NOT_FOUND;
}
