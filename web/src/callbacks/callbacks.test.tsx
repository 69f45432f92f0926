import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { keys } from '../api/keys';
import { answer, fakeApi } from '../testing/fakeApi';
import { inRouter, testClient } from '../testing/render';
import { aCall, aCallback, aMe } from '../testing/samples';
import { agendaOf } from './agenda';
import { CallbacksPage } from './CallbacksPage';

const NOW = new Date(2026, 10, 21, 12, 0).getTime();
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
  localStorage.clear();
});

test('what is overdue stands first, then day by day in the order of the hours', () => {
  const days = agendaOf([aCallback({ id: 'c', dueAt: at(22, 9) }), aCallback({ id: 'b', dueAt: at(21, 15) }), aCallback({ id: 'a', dueAt: at(20, 15) }), aCallback({ id: 'd', dueAt: at(22, 8) }), aCallback({ id: 'x', dueAt: at(21, 16), status: 'CANCELED' })], NOW);
  expect(days.map((d) => [d.title, d.callbacks.map((c) => c.id)])).toEqual([
    ['Overdue', ['a']],
    ['Today, Saturday, Nov 21', ['b']],
    ['Tomorrow, Sunday, Nov 22', ['d', 'c']],
  ]);
});

function show(role: 'agent' | 'supervisor' = 'agent') {
  const client = testClient();
  client.setQueryData(keys.me, aMe({ role }));
  const { asked } = fakeApi({
    'GET /api/callbacks': { items: [aCallback({ id: 'mine', userId: 'user-1' }), aCallback({ id: 'any', userId: null, lead: { id: 'lead-2', name: 'Bo Lind', phone: '+12125550143' } }), aCallback({ id: 'other', userId: 'user-2', lead: { id: 'lead-3', name: 'Di Other', phone: '+12125550144' } })], nextCursor: null },
    'POST /api/calls': aCall({ mode: 'manual', status: 'queued', userId: 'user-1' }),
    'DELETE /api/callbacks/mine': answer(204, null),
    'PATCH /api/callbacks/mine': aCallback({ id: 'mine' }),
  });
  inRouter(<CallbacksPage />, client);
  return { sent: () => asked.filter((a) => a.method !== 'GET').map((a) => [a.method, a.path, a.body]) };
}

test('an agent sees their own and anyone’s; call now places the call', async () => {
  const { sent } = show();
  fireEvent.click(await screen.findByRole('button', { name: 'Call Bo Lind now' }));
  expect(screen.getByText('Ada Park')).toBeTruthy();
  expect(screen.queryByText('Di Other')).toBeNull();
  await waitFor(() => expect(sent()).toEqual([['POST', '/api/calls', { to: '+12125550143', leadId: 'lead-1' }]]));
});

test('a supervisor may see everybody’s', async () => {
  show('supervisor');
  fireEvent.click(await screen.findByText('Everybody’s'));
  expect(await screen.findByText('Di Other')).toBeTruthy();
});

test('a callback is canceled after a question', async () => {
  const { sent } = show();
  fireEvent.click(await screen.findByRole('button', { name: 'More for Ada Park' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Cancel' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel callback' }));
  await waitFor(() => expect(sent()).toEqual([['DELETE', '/api/callbacks/mine', undefined]]));
});

test('a new time can also free it for anyone', async () => {
  const { sent } = show();
  fireEvent.click(await screen.findByRole('button', { name: 'More for Ada Park' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Reschedule' }));
  fireEvent.click(await screen.findByText('Anyone may'));
  fireEvent.click(screen.getByRole('button', { name: 'In 3 hours' }));
  await waitFor(() => expect(sent()).toMatchObject([['PATCH', '/api/callbacks/mine', { userId: null }]]));
});
