import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { keys } from '../api/keys';
import { newest } from '../live/Live';
import { fakeApi } from '../testing/fakeApi';
import { renderWith, testClient } from '../testing/render';
import { anAgent, aSession } from '../testing/samples';
import { AgentState } from './AgentState';

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
});

function show(client = testClient()) {
  const { asked } = fakeApi({ 'GET /api/agents/me/status': anAgent({ status: 'offline' }), 'PUT /api/agents/me/status': anAgent({ status: 'break', reason: 'Dentist' }) });
  renderWith(<AgentState />, client);
  return () => asked.filter((a) => a.method === 'PUT').map((a) => a.body);
}

test('a break with a reason of one’s own closes the menu and shows the reason', async () => {
  const put = show();
  fireEvent.click(await screen.findByRole('button', { name: /offline/ }));
  const field = await screen.findByLabelText('Another reason for a break');
  fireEvent.change(field, { target: { value: ' Dentist ' } });
  fireEvent.submit(field);
  expect(await screen.findByText(/break · Dentist/)).toBeTruthy();
  await waitFor(() => expect(screen.queryByLabelText('Another reason for a break')).toBeNull());
  expect(put()).toEqual([{ status: 'break', reason: 'Dentist' }]);
});

test('in a pool, available means available for its campaign', async () => {
  const client = testClient();
  client.setQueryData(keys.activeSession, aSession({ mode: 'predictive', campaignId: 'pool-1' }));
  const put = show(client);
  fireEvent.click(await screen.findByRole('button', { name: /offline/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'available' }));
  await waitFor(() => expect(put()).toEqual([{ status: 'available', campaignId: 'pool-1' }]));
});

test('what the stream told while the answer was on its way stays', async () => {
  const client = testClient();
  fakeApi({
    'GET /api/agents/me/status': anAgent({ status: 'offline', audio: 'pending', version: 1 }),
    'PUT /api/agents/me/status': () => {
      newest.reconcile('agent', anAgent({ status: 'available', audio: 'live', version: 3 }));
      return anAgent({ status: 'available', audio: 'pending', version: 2 });
    },
  });
  renderWith(<AgentState />, client);
  fireEvent.click(await screen.findByRole('button', { name: /offline/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'available' }));
  await screen.findByRole('button', { name: /^available/ });
  expect(client.getQueryData(keys.myAgent)).toMatchObject({ audio: 'live', version: 3 });
});
