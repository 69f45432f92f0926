import { describe, expect, test } from 'vitest';
import { aCall, anEntry, aSession } from '../testing/samples';
import { actionsOf, clampLines, phaseOf, queueLine, queueOrder, sentenceFor, slotsOf } from './sitting';

test('each phase offers what can be done in it', () => {
  expect(actionsOf(phaseOf(null))).toEqual(['start']);
  expect(actionsOf(phaseOf(aSession({ status: 'READY' })))).toEqual(['start']);
  expect(actionsOf(phaseOf(aSession({ status: 'ACTIVE' })))).toEqual(['pause', 'stop']);
  expect(actionsOf(phaseOf(aSession({ status: 'PAUSED' })))).toEqual(['resume', 'stop']);
  expect(phaseOf(aSession({ status: 'ENDED' }))).toBe('none');
});

test('lines stay between one and the selected numbers', () => {
  expect([clampLines(5, 3), clampLines(0, 3), clampLines(2, 0)]).toEqual([3, 1, 1]);
});

describe('slots', () => {
  test('each call sits on its line and the rest are free', () => {
    const slots = slotsOf(3, [aCall({ id: 'b', lineNumber: 2 })]);
    expect(slots.map((s) => s.call?.id ?? null)).toEqual([null, 'b', null]);
  });

  test('no call is ever hidden: beyond the lines there are more slots', () => {
    const slots = slotsOf(1, [aCall({ id: 'a', lineNumber: 3 }), aCall({ id: 'b' }), aCall({ id: 'c' }), aCall({ id: 'd' })]);
    expect(slots.flatMap((s) => s.call?.id ?? []).sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});

test('a spent abandon budget is said where the missing lines are missed', () => {
  const session = aSession({ oneLine: true });
  expect(sentenceFor({ session, mode: 'power', joining: false, agent: 'available', calls: [aCall()], selectedNumbers: 2 })).toContain('abandon budget');
});

test('before the start it promises that nothing is called', () => {
  expect(sentenceFor({ session: null, mode: 'power', joining: false, agent: 'offline', calls: [], selectedNumbers: 2 })).toContain('Nothing is called before you do');
  expect(sentenceFor({ session: null, mode: 'power', joining: false, agent: 'offline', calls: [], selectedNumbers: 0 })).toContain('Choose at least one number');
});

test('the queue is in the order of the engine: at work, then by priority, due time and arrival, then done', () => {
  const entries = [
    anEntry({ id: 'done', status: 'COMPLETED', position: 1 }),
    anEntry({ id: 'later', position: 2, nextAttemptAt: '2026-11-21T12:00:00Z' }),
    anEntry({ id: 'second', position: 4, nextAttemptAt: '2026-11-21T09:00:00Z' }),
    anEntry({ id: 'first', position: 3, nextAttemptAt: '2026-11-21T09:00:00Z' }),
    anEntry({ id: 'dropped', position: 9, priority: 9, nextAttemptAt: '2026-11-21T10:00:00Z' }),
    anEntry({ id: 'calling', status: 'CALLING', position: 8 }),
  ];
  expect(queueOrder(entries).map((e) => e.id)).toEqual(['calling', 'dropped', 'first', 'second', 'later', 'done']);
});

test('the foot of the queue counts what is left and what waits', () => {
  const now = Date.parse('2026-11-21T09:00:00Z');
  expect(queueLine([], aSession({ totalLeads: 10, completedLeads: 3 }), now)).toBe('7 left');
  expect(queueLine([anEntry({ nextAttemptAt: '2026-11-21T11:00:00Z' })], aSession(), now)).toContain('1 lead due later');
});

test('each mode says what comes next', () => {
  const facts = { session: null, agent: 'offline' as const, calls: [], selectedNumbers: 2, joining: false };
  expect(sentenceFor({ ...facts, mode: 'preview' })).toContain('before it is called');
  expect(sentenceFor({ ...facts, mode: 'predictive' })).toBe('Choose a campaign to join.');
  expect(sentenceFor({ ...facts, mode: 'preview', session: aSession({ mode: 'preview' }), agent: 'wrap-up' })).toContain('Choose an outcome');
});
