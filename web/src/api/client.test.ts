import { beforeEach, expect, test, vi } from 'vitest';
import { safeNext } from '../auth/SignIn';
import { answer, fakeApi } from '../testing/fakeApi';
import { api, cookie, onSignedOut, pathWith } from './client';
import { ApiError, problemFrom } from './problem';

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
});

test('a problem document becomes a sentence, a code and the wrong fields', async () => {
  fakeApi({ 'POST /api/numbers': () => answer(422, { detail: 'This is not a phone number.', code: 'validation', fields: [{ field: 'number', message: 'is not one' }] }) });
  const problem = await api.post('/api/numbers', {}).catch((e: unknown) => e);
  expect(problem).toBeInstanceOf(ApiError);
  expect(problem).toMatchObject({ message: 'This is not a phone number.', code: 'validation', status: 422 });
  expect((problem as ApiError).field('number')).toBe('is not one');
});

test('a proxy’s HTML page still gives a plain sentence', () => {
  expect(problemFrom(502, '<html>Bad gateway</html>').message).toContain('server');
});

test('no answer at all is said as such', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const problem = (await api.get('/api/me').catch((e: unknown) => e)) as ApiError;
  expect(problem.offline).toBe(true);
});

test('a session that ended is told once, but a wrong password is not a lost session', async () => {
  const told = vi.fn();
  const off = onSignedOut(told);
  fakeApi({ 'GET /api/lists': () => answer(401, {}), 'POST /api/auth/login': () => answer(401, {}) });
  await api.post('/api/auth/login', {}).catch(() => undefined);
  expect(told).not.toHaveBeenCalled();
  await api.get('/api/lists').catch(() => undefined);
  expect(told).toHaveBeenCalledOnce();
  off();
});

test('empty parameters are left out of the address', () => {
  expect(pathWith('/api/leads', { search: '', listId: undefined, limit: 50, cursor: null })).toBe('/api/leads?limit=50');
  expect(pathWith('/api/leads')).toBe('/api/leads');
});

test('cookies are read by their whole name', () => {
  expect(cookie('XSRF-TOKEN', 'A-XSRF-TOKEN=no; XSRF-TOKEN=a%3Db')).toBe('a=b');
  expect(cookie('other', 'XSRF-TOKEN=1')).toBeNull();
});

test('after sign-in nobody is sent to another site', () => {
  expect(safeNext('/leads?x=1')).toBe('/leads?x=1');
  expect(['//evil.example', 'https://evil.example', undefined, '/sign-in'].map(safeNext)).toEqual(['/', '/', '/', '/']);
});
