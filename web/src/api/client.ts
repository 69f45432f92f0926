import { ApiError, problemFrom, unreachable } from './problem';
import type { Page } from './schema';

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: Query;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  /** Makes a repeated POST harmless; given by callers that create something. */
  idempotencyKey?: string;
}

let clockOffsetMs = 0;

/** Now by the server's clock: timers of calls must not lie on a computer whose clock is wrong. */
export function serverNow(): number {
  return Date.now() + clockOffsetMs;
}

function noteServerClock(date: string | null): void {
  const server = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(server)) return;
  const offset = server - Date.now();
  // The header has whole seconds and travelled a while: small differences are noise.
  clockOffsetMs = Math.abs(offset) > 2_500 ? offset : 0;
}

const signedOutListeners = new Set<() => void>();

/** Called once for every answer 401 outside the sign-in itself. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export function cookie(name: string, source = document.cookie): string | null {
  const found = source.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}

export function pathWith(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

async function csrfToken(): Promise<string | null> {
  const known = cookie('XSRF-TOKEN');
  if (known) return known;
  // The first answer of the server sets the cookie, whatever its status.
  await fetch('/api/me', { credentials: 'same-origin' }).catch(() => undefined);
  return cookie('XSRF-TOKEN');
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  let body: BodyInit | undefined;
  if (options.form) body = options.form;
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  if (method !== 'GET') {
    const token = await csrfToken();
    if (token) headers['X-XSRF-TOKEN'] = token;
  }
  try {
    const response = await fetch(pathWith(path, options.query), { method, headers, body, credentials: 'same-origin', signal: options.signal });
    noteServerClock(response.headers.get('Date'));
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
}

async function answered(method: string, path: string, options: Options): Promise<Response> {
  const response = await send(method, path, options);
  if (!response.ok) {
    const problem = problemFrom(response.status, await response.text());
    if (problem.status === 401 && !path.startsWith('/api/auth/')) signedOutListeners.forEach((tell) => tell());
    throw problem;
  }
  return response;
}

async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await answered(method, path, options);
  if (response.status === 204) return null as T;
  const text = await response.text();
  if (text === '') return null as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError('The server sent something that is not JSON. A proxy may stand between; reload the page.', response.status, 'not-json');
  }
}

/** The one way to the server: cookie session, CSRF header on every change, problems as ApiError. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', path, { query, signal }),
  /** Sound and other files. */
  blob: async (path: string) => (await answered('GET', path, {})).blob(),
  page: <T>(path: string, query?: Query, signal?: AbortSignal) => call<Page<T>>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, options?: Pick<Options, 'idempotencyKey'>) => call<T>('POST', path, { body, ...options }),
  put: <T>(path: string, body?: unknown) => call<T>('PUT', path, { body }),
  patch: <T>(path: string, body?: unknown) => call<T>('PATCH', path, { body }),
  delete: <T>(path: string, body?: unknown) => call<T>('DELETE', path, { body }),
  form: <T>(path: string, form: FormData, signal?: AbortSignal) => call<T>('POST', path, { form, signal }),
};

/** Like `api.form`, but tells how much is sent: fetch cannot, and a large file on a slow line deserves a moving bar. */
export async function upload<T>(path: string, form: FormData, onSent: (fraction: number) => void): Promise<T> {
  const token = await csrfToken();
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Accept', 'application/json');
    if (token) request.setRequestHeader('X-XSRF-TOKEN', token);
    request.upload.onprogress = (e) => e.lengthComputable && onSent(e.loaded / e.total);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      if (request.status < 200 || request.status >= 300) reject(problemFrom(request.status, request.responseText));
      else resolve(JSON.parse(request.responseText) as T);
    };
    request.send(form);
  });
}
