import { vi } from 'vitest';

interface Asked {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

type Answer = unknown | ((asked: Asked) => unknown);

/** Answer with this status, e.g. a problem document. */
export function answer(status: number, body: unknown): Response {
  return new Response(body === null ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

/** Stands in for the server in tests: answers by `METHOD /path`, remembers what was asked. */
export function fakeApi(routes: Record<string, Answer>): { asked: Asked[] } {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const path = String(input);
    const method = init.method ?? 'GET';
    const request = {
      method,
      path,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : init.body,
      headers: (init.headers ?? {}) as Record<string, string>,
    };
    asked.push(request);
    const route = routes[`${method} ${path}`] ?? routes[`${method} ${path.split('?')[0]}`];
    if (route === undefined) return answer(404, { detail: `nothing answers ${method} ${path}`, code: 'not-found' });
    const result = typeof route === 'function' ? (route as (asked: Asked) => unknown)(request) : route;
    return result instanceof Response ? result : answer(200, result);
  });
  return { asked };
}
