import { describe, expect, test } from 'vitest';
import { aCampaign } from '../testing/samples';
import { bodyOf, callingWindowOf, defaultLines, draftOf, newDraft, problemsOf, retryRulesOf } from './draft';
import { segmentsOf } from './ProgressBar';
import { truth } from './reasons';

const NOW = Date.parse('2026-11-21T09:00:00Z');

describe('a new campaign', () => {
  test('has half of the numbers as lines, at least one', () => {
    expect([0, 1, 2, 5].map(defaultLines)).toEqual([1, 1, 1, 2]);
  });

  test('names everything that is missing at once', () => {
    expect(Object.keys(problemsOf(newDraft()))).toEqual(['name', 'listIds', 'numberIds']);
  });

  test('cannot be closed every day', () => {
    const draft = newDraft();
    for (const day of Object.values(draft.days)) day.open = false;
    expect(problemsOf(draft).days).toContain('at least one day');
    expect(problemsOf({ ...draft, alwaysOpen: true }).days).toBeUndefined();
  });

  test('sends the hours of open days only', () => {
    const draft = newDraft();
    draft.days.sun.open = false;
    const window = callingWindowOf(draft);
    expect(window.days.mon).toEqual(['08:00-21:00']);
    expect(window.days.sun).toBeUndefined();
  });

  test('stops where no retry is wanted', () => {
    const draft = newDraft();
    draft.retry.busy.again = false;
    expect(retryRulesOf(draft)).toMatchObject({ busy: { stop: true }, 'no-answer': { delayMinutes: 120 }, dropped: { delayMinutes: 0 } });
  });

  test('sends lines for power and slots for unattended, never both', () => {
    expect(bodyOf({ ...newDraft(), mode: 'power' })).not.toHaveProperty('maxConcurrentCalls');
    expect(bodyOf({ ...newDraft(), mode: 'unattended' })).not.toHaveProperty('lines');
  });
});

describe('a campaign that is changed', () => {
  test('sends back what it was, where nothing is touched', () => {
    const settings = {
      ...bodyOf({ ...newDraft('list-1'), name: 'Renewals', mode: 'power' as const, numberIds: ['n1'], lines: 2, amd: 'beside' as const, script: 'Hello' }),
      agentIds: ['user-7'],
      callingWindow: { days: { mon: ['09:30-17:00'] }, alwaysOpen: false },
      retryRules: { busy: { stop: true }, 'no-answer': { delayMinutes: 45 }, voicemail: { delayMinutes: 240 }, failed: { delayMinutes: 30 }, dropped: { delayMinutes: 0 } },
      recordingEnabled: true,
      maxAbandonRate: 0.015,
      wrapUpSeconds: 90,
    };
    const { start, ...again } = bodyOf(draftOf(aCampaign({ ...(settings as object), mode: 'power' })));
    expect(start).toBe(false);
    expect(again).toEqual({ ...settings, start: undefined });
  });

  test('keeps closed days closed', () => {
    const draft = draftOf(aCampaign({ callingWindow: { days: { tue: ['08:00-12:00'] } } }));
    expect(draft.days.mon.open).toBe(false);
    expect(draft.days.tue).toEqual({ open: true, from: '08:00', to: '12:00' });
  });

  test('names a script and who may join only where agents are', () => {
    expect(bodyOf({ ...newDraft(), mode: 'predictive' })).toMatchObject({ agentIds: [], script: '', maxAbandonRate: 0.03 });
    expect(bodyOf({ ...newDraft(), mode: 'unattended' })).not.toHaveProperty('script');
    expect(bodyOf({ ...newDraft(), mode: 'preview' })).not.toHaveProperty('lines');
  });
});

describe('the progress bar', () => {
  test('always adds up to all leads', () => {
    const waiting = [{ reason: 'retry', count: 80, until: null }];
    for (const c of [aCampaign(), aCampaign({ waiting }), aCampaign({ completedLeads: 100 }), aCampaign({ status: 'STOPPED' })]) {
      const parts = segmentsOf(c, 70);
      expect(parts.reduce((sum, s) => sum + s.n, 0)).toBe(100);
      expect(parts.every((s) => s.n >= 0)).toBe(true);
    }
  });
});

describe('the sentence of truth', () => {
  test('says how many lines call, what is left and what waits', () => {
    const c = aCampaign({ waiting: [{ reason: 'calling-window', count: 41, until: '2026-11-21T14:00:00Z' }] });
    expect(truth(c, 3, NOW)).toMatch(/^Calling 3 of 5 lines · 60 left · 41 wait, the next until /);
  });

  test('tells a failed campaign’s reason', () => {
    expect(truth(aCampaign({ status: 'FAILED', statusReason: 'The provider account is closed.' }), 0, NOW)).toBe('The provider account is closed.');
  });
});
