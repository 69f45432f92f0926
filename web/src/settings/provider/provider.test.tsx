import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { TwilioAccounts } from '../../api/schema';
import { answer, fakeApi } from '../../testing/fakeApi';
import { renderWith } from '../../testing/render';
import { ProviderSettings } from './ProviderSettings';

const SID = `AC${'a1'.repeat(16)}`;
const ACCOUNTS: TwilioAccounts = {
  source: 'organization', accountSid: SID, hasAuthToken: true, apiKeySid: null, hasApiKeySecret: false, appSid: null, hasPhone: false,
  voiceUrl: 'https://dialer.example.com/webhooks/twilio/voice', fallbackUrl: 'https://dialer.example.com/webhooks/twilio/fallback',
};
const SETTINGS = { provider: 'twilio', maxCallsPerSecond: 1, mockConfig: null };

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
});

function show(accounts: TwilioAccounts, routes: Record<string, unknown> = {}) {
  const { asked } = fakeApi({ 'GET /api/settings': SETTINGS, 'GET /api/providers/twilio': accounts, 'GET /api/numbers': { items: [], nextCursor: null }, ...routes });
  renderWith(<ProviderSettings />);
  return (method: string) => asked.filter((a) => a.method === method).map((a) => [a.path, a.body]);
}

test('only what was changed is sent, and a secret is shown as being there, never as what it is', async () => {
  const sent = show(ACCOUNTS, { 'PUT /api/providers/twilio': { ...ACCOUNTS, appSid: 'AP1' } });
  const token = await screen.findByLabelText<HTMLInputElement>('Auth token');
  expect([token.value, token.placeholder]).toEqual(['', 'Set. Enter another to replace it']);
  fireEvent.change(screen.getByLabelText('TwiML App SID'), { target: { value: ' AP1 ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save account' }));
  await waitFor(() => expect(sent('PUT')).toEqual([['/api/providers/twilio', { appSid: 'AP1' }]]));
});

test('an account of the installation is said to be one, and is not offered for change', async () => {
  show({ ...ACCOUNTS, source: 'installation' });
  expect(await screen.findByText(/set by whoever runs the server/)).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('Account SID').value).toBe('');
  expect(screen.queryByRole('button', { name: 'Remove account' })).toBeNull();
});

test('what a test finds is said, good or bad', async () => {
  show(ACCOUNTS, { 'POST /api/providers/twilio/test': { ok: false, detail: 'Twilio refuses the credentials.' } });
  fireEvent.click(await screen.findByRole('button', { name: 'Test connection' }));
  expect((await screen.findByRole('alert')).textContent).toBe('Twilio refuses the credentials.');
});

test('a refused switch stays in the question, with the reason', async () => {
  show(ACCOUNTS, { 'GET /api/settings': { ...SETTINGS, provider: 'simulator' }, 'PUT /api/settings': () => answer(409, { detail: 'This installation places simulated calls only.', code: 'simulator-only' }) });
  fireEvent.click(await screen.findByRole('button', { name: 'Use Twilio' }));
  fireEvent.click((await screen.findAllByRole('button', { name: 'Use Twilio' })).at(-1)!);
  expect(await screen.findByText('This installation places simulated calls only.')).toBeTruthy();
});

test('where a second account can take over, it says which one is at work and why', async () => {
  const second = { accountSid: `AC${'b2'.repeat(16)}`, hasAuthToken: true, apiKeySid: null, hasApiKeySecret: false, appSid: null, hasPhone: false };
  const sent = show({ ...ACCOUNTS, second, inUse: 'second', inUseReason: 'The first was suspended.' }, { 'POST /api/providers/twilio/use': { ...ACCOUNTS, second, inUse: 'first' } });
  expect(await screen.findByText(/by the second account at the moment. The first was suspended./)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Use the first account' }));
  expect(await screen.findByText('standing by')).toBeTruthy();
  expect(sent('POST')).toEqual([['/api/providers/twilio/use', { account: 'first' }]]);
});
