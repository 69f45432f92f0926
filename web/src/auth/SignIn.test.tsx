import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { newRouter } from '../router';
import { answer, fakeApi } from '../testing/fakeApi';
import { renderWith, testClient } from '../testing/render';
import { aMe } from '../testing/samples';

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
});

function open(at: string) {
  const history = createMemoryHistory({ initialEntries: [at] });
  const client = testClient();
  const router = newRouter(client, history);
  renderWith(<RouterProvider router={router} />, client);
  return history;
}

test('a sign-in link leaves the address at once, works once, and asks for the password that replaces it', async () => {
  const { asked } = fakeApi({ 'POST /api/auth/link': aMe({ mustSetPassword: true }), 'POST /api/auth/password': answer(204, null), 'GET /api/me': () => answer(401, {}) });
  const history = open('/sign-in?token=secret');
  fireEvent.change(await screen.findByLabelText('New password'), { target: { value: 'three plain words' } });
  expect(history.location.href).toBe('/sign-in');
  expect(history.length).toBe(1);
  expect(screen.getByText('ada@example.com')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Save and go on' }));
  await waitFor(() => expect(asked.some((a) => a.path === '/api/auth/password')).toBe(true));
  expect(asked.filter((a) => a.path === '/api/auth/link').map((a) => a.body)).toEqual([{ token: 'secret' }]);
});

test('a link that was used says so and shows the way out', async () => {
  fakeApi({ 'POST /api/auth/link': answer(401, { detail: 'This link was used already.', code: 'link-used' }) });
  open('/sign-in?token=old');
  expect(await screen.findByText('This link was used already.')).toBeTruthy();
  expect(screen.getByText('Sign in with a password')).toBeTruthy();
});

test('who came by a link and left before choosing a password is asked again', async () => {
  fakeApi({ 'GET /api/me': aMe({ mustSetPassword: true }) });
  const history = open('/leads');
  expect(await screen.findByRole('heading', { name: 'Choose a password' })).toBeTruthy();
  expect(history.location.pathname).toBe('/sign-in');
});
