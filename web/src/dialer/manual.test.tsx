import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { keys } from '../api/keys';
import type { Call } from '../api/schema';
import { answer, fakeApi } from '../testing/fakeApi';
import { inRouter, testClient } from '../testing/render';
import { aCall, aLead, aMe } from '../testing/samples';
import { ManualDialing } from './ManualDialing';

const ada = aLead({ id: 'lead-1', firstName: 'Ada', lastName: 'Park', phones: [{ number: '+15046218927', type: null, primary: true }] });
const bo = aLead({ id: 'lead-2', firstName: 'Bo', lastName: 'Lind', doNotCall: true, phones: [{ number: '+12125550143', type: null, primary: true }] });

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
  localStorage.clear();
});

async function show(routes: Record<string, unknown> = {}) {
  const client = testClient();
  client.setQueryData(keys.me, aMe());
  const { asked } = fakeApi({
    'GET /api/leads': (a: { path: string }) => ({ items: [ada, bo].filter((l) => !/search=/.test(a.path) || a.path.includes(encodeURIComponent(l.phones[0]?.number ?? '-')) || a.path.includes(`search=${l.firstName}`)), nextCursor: null }),
    'GET /api/lists': { items: [], nextCursor: null },
    'GET /api/numbers': { items: [{ id: 'n1', number: '+12125550199', label: 'New York', status: 'active' }], nextCursor: null },
    'GET /api/calls': { items: [aCall({ id: 'old', lead: { id: 'lead-1', name: 'Ada Park' }, status: 'completed', answeredAt: '2026-11-21T09:00:10Z', talkSeconds: 75 })], nextCursor: null },
    'POST /api/calls': () => aCall({ id: 'placed', mode: 'manual', status: 'queued', userId: 'user-1' }),
    ...routes,
  });
  inRouter(<ManualDialing />, client);
  await screen.findByRole('button', { name: 'Call Ada Park' });
  const posted = () => asked.filter((a) => a.method === 'POST' && a.path === '/api/calls').map((a) => a.body);
  return { client, posted };
}

const pad = () => screen.getByLabelText('Number to call');
const type = (text: string) => fireEvent.change(pad(), { target: { value: text } });

test('a contact is called with one click, and the call is known before any event', async () => {
  const { client, posted } = await show();
  fireEvent.click(screen.getByRole('button', { name: 'Call Ada Park' }));
  await waitFor(() => expect(posted()).toEqual([{ to: '+15046218927', leadId: 'lead-1' }]));
  await waitFor(() => expect(client.getQueryData<Call[]>(keys.activeCalls({ userId: 'user-1' }))?.map((c) => c.id)).toEqual(['placed']));
});

test('a pasted number is read, its lead is found, and Enter calls it', async () => {
  const { posted } = await show();
  type('(504) 621-8927');
  expect(await screen.findByText(/\+1 504 621 8927 · .* there|\+1 504 621 8927 · time zone unknown/)).toBeTruthy();
  fireEvent.submit(pad());
  await waitFor(() => expect(posted()).toEqual([{ to: '+15046218927', leadId: 'lead-1' }]));
});

test('keys add digits, and clear empties the pad', async () => {
  await show();
  for (const key of ['5', '0', '#']) fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${key}`) }));
  expect((pad() as HTMLInputElement).value).toBe('50#');
  expect(screen.getByRole('button', { name: 'Call' }).hasAttribute('disabled')).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
  expect((pad() as HTMLInputElement).value).toBe('');
});

test('who asked not to be called cannot be called by hand either', async () => {
  const { posted } = await show();
  expect(screen.queryByRole('button', { name: 'Call Bo Lind' })).toBeNull();
  type('212-555-0143');
  expect(await screen.findByText('Bo Lind asked not to be called.')).toBeTruthy();
  fireEvent.submit(pad());
  expect(posted()).toEqual([]);
});

test('a recent call is called back', async () => {
  const { posted } = await show();
  fireEvent.click(await screen.findByRole('button', { name: 'Call Ada Park back' }));
  await waitFor(() => expect(posted()).toEqual([{ to: '+15046218927', leadId: 'lead-1' }]));
});

test('a refusal stands beside the number, which stays where it was', async () => {
  await show({ 'POST /api/calls': () => answer(422, { detail: 'It is 23:10 there.', code: 'blocked-by-rule' }) });
  type('+15046210000');
  fireEvent.submit(pad());
  expect(await screen.findByText('It is 23:10 there.')).toBeTruthy();
  expect((pad() as HTMLInputElement).value).toBe('+15046210000');
});
