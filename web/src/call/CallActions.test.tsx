import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi } from '../testing/fakeApi';
import { renderWith } from '../testing/render';
import { aCall } from '../testing/samples';
import { listenForKeys } from '../ui/shortcuts';
import { CallActions, nextRecording } from './CallActions';
import { possible } from './useCallActions';

const ALL = { mute: true, hold: true, dtmf: true, transfer: true, warmTransfer: true, playMessage: true, recording: true };
const talking = aCall({ id: 'c', status: 'in-progress', answeredAt: '2026-11-21T09:00:10Z' });

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=abc';
});

function show(capabilities: object, call = talking) {
  const fake = fakeApi({ 'GET /api/softphone': { provider: 'simulator', capabilities } });
  renderWith(<CallActions call={call} />);
  const posted = () => fake.asked.filter((a) => a.method === 'POST').map((a) => [a.path, a.body]);
  return { posted };
}

test('what the provider cannot do is not there', async () => {
  show({ ...ALL, hold: false, transfer: false });
  expect(await screen.findByRole('button', { name: /^Mute/ })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Hold/ })).toBeNull();
  expect(screen.queryByRole('button', { name: /^Transfer/ })).toBeNull();
});

test('before the answer there is only hanging up', () => {
  expect(Object.values(possible(aCall({ status: 'ringing' }), ALL)).some(Boolean)).toBe(false);
  expect(possible(aCall({ status: 'voicemail-detected' }), ALL)).toMatchObject({ voicemail: true, dtmf: true, hold: false });
});

test('each action has its key', async () => {
  const off = listenForKeys();
  const { posted } = show(ALL);
  await screen.findByRole('button', { name: /^Mute/ });
  for (const key of ['m', 'o', 'v', 'r', 'h']) fireEvent.keyDown(document.body, { key });
  await waitFor(() => expect(posted()).toHaveLength(5));
  expect(posted()).toEqual([
    ['/api/calls/c/mute', undefined],
    ['/api/calls/c/hold', undefined],
    ['/api/calls/c/voicemail-drop', undefined],
    ['/api/calls/c/recording', { action: 'start' }],
    ['/api/calls/c/hangup', undefined],
  ]);
  off();
});

test('typed digits are tones while the keypad is open', async () => {
  const { posted } = show(ALL);
  fireEvent.click(await screen.findByRole('button', { name: /^Keypad/ }));
  fireEvent.keyDown(await screen.findByRole('group', { name: 'Keypad' }), { key: '5' });
  fireEvent.click(screen.getByRole('button', { name: '#' }));
  await waitFor(() => expect(posted().map(([, body]) => body)).toEqual([{ digits: '5' }, { digits: '#' }]));
});

test('a transfer goes to the number typed, at once or after a word', async () => {
  const { posted } = show(ALL);
  fireEvent.click(await screen.findByRole('button', { name: /^Transfer/ }));
  fireEvent.change(screen.getByLabelText('Transfer to'), { target: { value: '+1 212 555 0143' } });
  fireEvent.click(screen.getByRole('button', { name: 'Talk first' }));
  await waitFor(() => expect(posted()).toEqual([['/api/calls/c/transfer', { to: '+1 212 555 0143', kind: 'warm' }]]));
});

test('while the agent talks to the other side there are two ways on', async () => {
  const { posted } = show(ALL, { ...talking, transferState: 'consulting', transferTo: '+12125550143' });
  fireEvent.click(screen.getByRole('button', { name: 'Hand over' }));
  await waitFor(() => expect(posted()).toEqual([['/api/calls/c/transfer', { action: 'complete' }]]));
});

test('the recording key starts, pauses and goes on', () => {
  const next = (recordingState: 'none' | 'recording' | 'paused' | 'stopped') => nextRecording({ ...talking, recordingState });
  expect(['none', 'recording', 'paused', 'stopped'].map((s) => (next(s as 'none') as { body: { action: string } }).body.action)).toEqual(['start', 'pause', 'resume', 'start']);
});
