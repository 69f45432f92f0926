import { expect, test } from 'vitest';
import { aCall, anAgent } from '../testing/samples';
import { panelCallId } from './current';

test('an answered call of mine opens the panel even before my state has arrived', () => {
  expect(panelCallId(undefined, [aCall({ id: 'c', status: 'in-progress' })])).toBe('c');
});

test('a ringing call of mine does not', () => {
  expect(panelCallId(anAgent({ status: 'available' }), [aCall({ status: 'ringing' })])).toBeNull();
});

test('a call that I place by hand is in the panel from its launch, until it ends', () => {
  expect(panelCallId(undefined, [aCall({ id: 'c', mode: 'manual', status: 'queued' })])).toBe('c');
  expect(panelCallId(anAgent({ status: 'dialing' }), [aCall({ id: 'c', mode: 'preview', status: 'ringing' })])).toBe('c');
  expect(panelCallId(anAgent(), [aCall({ mode: 'manual', status: 'no-answer' })])).toBeNull();
});

test('a call that was dropped because I was talking is not mine to handle', () => {
  expect(panelCallId(anAgent(), [aCall({ status: 'in-progress', dropped: true })])).toBeNull();
});

test('after the call the panel stays until it has an outcome', () => {
  expect(panelCallId(anAgent({ status: 'wrap-up', callId: 'c' }), [])).toBe('c');
  expect(panelCallId(anAgent({ status: 'available', callId: null }), [])).toBeNull();
});
