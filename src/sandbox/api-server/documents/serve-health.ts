import { type Answer, pageNotFound, textAnswer } from '../answers/answer.ts';

/** What the endpoints look at. All of it is well as long as the process answers. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd'],
  livez: ['ping', 'log', 'etcd'],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', 'shutdown'],
};

function verbose(endpoint: string, checks: readonly string[], query: URLSearchParams): Answer {
  const excluded = query.getAll('exclude').filter((name) => name !== '');
  const lines = checks.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  const unknown = excluded.filter((name) => !checks.includes(name)).map((name) => JSON.stringify(name));
  if (unknown.length > 0) lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.join(',')}`);
  return textAnswer(200, `${[...lines, `${endpoint} check passed`].join('\n')}\n`);
}

/** Answers `/healthz`, `/livez` and `/readyz` and single checks below them; undefined for other paths. */
export function serveHealth(path: string, query: URLSearchParams): Answer | undefined {
  const [endpoint = '', check, ...more] = path.split('/').slice(1);
  const checks = Object.hasOwn(CHECKS, endpoint) ? CHECKS[endpoint] : undefined;
  if (checks === undefined) return undefined;
  if (check === undefined) return query.has('verbose') ? verbose(endpoint, checks, query) : textAnswer(200, 'ok');
  return more.length === 0 && checks.includes(check) ? textAnswer(200, 'ok') : pageNotFound();
}
