import type { MaiaAnswer } from './maia-answer.ts';
import { MAIA_KEY_ROUTES } from './maia-key-routes.ts';
import { MAIA_MEMORY_ROUTES } from './maia-memory-routes.ts';
import type { MaiaRoute } from './maia-server-context.ts';
import { MAIA_TENANT_ROUTES } from './maia-tenant-routes.ts';

function fixed(path: string, answer: MaiaAnswer): MaiaRoute {
  return { method: 'GET', path, handle: () => answer };
}

const OPEN_ROUTES: readonly MaiaRoute[] = [
  fixed('/health', { status: 200, json: { service: 'maia', status: 'healthy' } }),
  fixed('/ready', { status: 200, json: { status: 'ready' } }),
  fixed('/metrics', { status: 200, text: '' }),
];

const WITH_TENANTS: readonly MaiaRoute[] = [...OPEN_ROUTES, ...MAIA_TENANT_ROUTES, ...MAIA_KEY_ROUTES, ...MAIA_MEMORY_ROUTES];
const WITHOUT_TENANTS: readonly MaiaRoute[] = [...OPEN_ROUTES, ...MAIA_MEMORY_ROUTES];

/** A route and what stands in its varying parts. */
export interface MatchedRoute {
  readonly route: MaiaRoute;
  readonly params: Readonly<Record<string, string>>;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const parts = path.split('/');
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? '';
    if (want.startsWith(':')) params[want.slice(1)] = decoded(part);
    else if (want !== part) return undefined;
  }
  return params;
}

/** The route of a request; undefined where the server has none. */
export function maiaRoute(method: string, path: string, hasTenants: boolean): MatchedRoute | undefined {
  for (const route of hasTenants ? WITH_TENANTS : WITHOUT_TENANTS) {
    const params = route.method === method ? matchPath(route.path, path) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}
