import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { keys } from '../api/keys';
import { answer, fakeApi } from '../testing/fakeApi';
import { inRouter, testClient } from '../testing/render';
import { aCall, aLead, aMe, anAgent, anEntry, aSession } from '../testing/samples';
import { listenForKeys } from '../ui/shortcuts';
import { poolText } from './PoolDesk';
import { PreviewDesk } from './PreviewDesk';

const session = aSession({ mode: 'preview', currentIndex: 37, totalLeads: 120 });
const ada = aLead({ id: 'lead-1', firstName: 'Ada', lastName: 'Park' });
const bo = aLead({ id: 'lead-2', firstName: 'Bo', lastName: 'Lind' });

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
});

function show(props: Partial<Parameters<typeof PreviewDesk>[0]> = {}, routes: Record<string, unknown> = {}) {
  const client = testClient();
  client.setQueryData(keys.me, aMe());
  let offers = 0;
  const { asked } = fakeApi({
    'GET /api/sessions/next-lead': () => ({ entry: anEntry(), lead: offers++ === 0 ? ada : bo }),
    'GET /api/sessions/session-1/attempts': { items: [{ leadId: 'lead-9', attemptedAt: '2026-11-21T09:10:00Z', outcome: 'skipped', skipReason: 'Not now' }], nextCursor: null },
    'GET /api/leads/lead-9': aLead({ id: 'lead-9', firstName: 'Cy', lastName: 'Before' }),
    'GET /api/calls': { items: [], nextCursor: null },
    'GET /api/numbers': { items: [], nextCursor: null },
    'POST /api/calls': aCall({ mode: 'preview', status: 'queued', userId: 'user-1' }),
    'POST /api/sessions/mark-attempted': answer(204, null),
    ...routes,
  });
  inRouter(<PreviewDesk session={session} calls={[]} wrapUp={false} {...props} />, client);
  return { posted: () => asked.filter((a) => a.method === 'POST').map((a) => [a.path, a.body]) };
}

test('the lead on offer is shown with its place, and D calls it', async () => {
  const off = listenForKeys();
  const { posted } = show();
  expect(await screen.findByRole('heading', { name: 'Ada Park' })).toBeTruthy();
  expect(screen.getByText(/lead 37 of 120/)).toBeTruthy();
  fireEvent.keyDown(document.body, { key: 'd' });
  await waitFor(() => expect(posted()).toEqual([['/api/calls', { to: '+15046218927', leadId: 'lead-1', sessionId: 'session-1' }]]));
  off();
});

test('a skip takes a reason, and the next lead comes', async () => {
  const { posted } = show();
  fireEvent.click(await screen.findByRole('button', { name: /^Skip/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Already a customer' }));
  expect(await screen.findByRole('heading', { name: 'Bo Lind' })).toBeTruthy();
  expect(posted()).toEqual([['/api/sessions/mark-attempted', { sessionId: 'session-1', leadId: 'lead-1', outcome: 'skipped', reason: 'Already a customer' }]]);
});

test('back shows whom the sitting has seen and why they were skipped; forth returns to the offer', async () => {
  show();
  await screen.findByRole('heading', { name: 'Ada Park' });
  fireEvent.click(screen.getByRole('button', { name: 'The lead before' }));
  expect(await screen.findByRole('heading', { name: 'Cy Before' })).toBeTruthy();
  expect(screen.getByText('skipped: Not now')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'The lead after' }));
  expect(await screen.findByRole('heading', { name: 'Ada Park' })).toBeTruthy();
});

test('while a call goes on there is no second one', async () => {
  show({ calls: [aCall({ leadId: 'lead-1', status: 'ringing' })] });
  expect((await screen.findByRole('button', { name: /^Skip/ })).hasAttribute('disabled')).toBe(true);
  expect(screen.getByRole('button', { name: /^Call/ }).hasAttribute('disabled')).toBe(true);
});

test('an empty queue says so', async () => {
  show({}, { 'GET /api/sessions/next-lead': () => answer(204, null) });
  expect(await screen.findByText('No lead may be called now')).toBeTruthy();
});

test('the pool tells the truth of the agent row', () => {
  const pool = aSession({ mode: 'predictive' });
  expect(poolText(pool, anAgent({ status: 'available' }), 'Spring')).toMatchObject({ title: 'You are in the pool of Spring, waiting', timer: true });
  expect(poolText(pool, anAgent({ status: 'break', reason: 'Lunch' }), 'Spring')).toMatchObject({ title: 'On a break: Lunch', action: true });
  expect(poolText(pool, anAgent({ status: 'offline' }), 'Spring')).toMatchObject({ action: true });
  expect(poolText(aSession({ mode: 'predictive', status: 'PAUSED' }), anAgent(), 'Spring').text).toContain('No calls');
});
