import { bookmarkRoutes } from '../endpoints/bookmarks.ts';
import { featureRoutes } from '../endpoints/features.ts';
import { hostRoutes } from '../endpoints/hosts.ts';
import { jobActionRoutes } from '../endpoints/job-actions.ts';
import { jobHostRoutes } from '../endpoints/job-hosts.ts';
import { jobInvocationRoutes } from '../endpoints/job-invocations.ts';
import { jobTemplateRoutes } from '../endpoints/job-templates.ts';
import { outputRoutes } from '../endpoints/outputs.ts';
import { recurringLogicRoutes } from '../endpoints/recurring-logics.ts';
import { taskRoutes } from '../endpoints/tasks.ts';
import { taxonomyRoutes } from '../endpoints/taxonomies.ts';
import { userRoutes } from '../endpoints/users.ts';
import type { EndpointContext, Route } from './endpoint-context.ts';

const routes: readonly Route[] = [
  ...userRoutes,
  ...jobInvocationRoutes,
  ...jobActionRoutes,
  ...jobHostRoutes,
  ...outputRoutes,
  ...hostRoutes,
  ...jobTemplateRoutes,
  ...featureRoutes,
  ...bookmarkRoutes,
  ...taxonomyRoutes,
  ...recurringLogicRoutes,
  ...taskRoutes,
];

const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));

/**
 * The pattern for a path: `:id` matches a segment without dots, so that no host name with a dot
 * does; `*id` one that may have dots.
 */
function patternOf(path: string): RegExp {
  const source = path
    .replaceAll('.', '\\.')
    .replaceAll(/:(\w+)/g, '(?<$1>[^/.]+)')
    .replaceAll(/\*(\w+)/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

export interface Match {
  readonly route: Route;
  readonly path: EndpointContext['path'];
}

/** Finds the route. `/api/v2/…` is the same as `/api/…`; other versions do not exist. */
export function findRoute(method: string, path: string): Match | null {
  const plain = path.replace(/^(\/foreman_tasks)?\/api\/v2\//, '$1/api/').replace(/\.json$/, '');
  const verb = method === 'HEAD' ? 'GET' : method;
  for (const { route, pattern } of compiled) {
    if (route.method !== verb) continue;
    const match = pattern.exec(plain);
    if (match !== null) return { route, path: decoded(match.groups ?? {}) };
  }
  return null;
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeText(value)]),
  );
}

/** Decodes percent escapes; a text with invalid ones is not changed. */
function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
