import type { Agent, Call, Callback, Campaign, Lead, Me, QueueEntry, Session } from '../api/schema';

/** Whole objects as the server sends them, with what a test cares about changed. */
export function aMe(change: Partial<Me> = {}): Me {
  return { id: 'user-1', email: 'ada@example.com', name: 'Ada Park', role: 'owner', mustSetPassword: false, organization: { id: 'org-1', name: 'Northwind', country: 'US' }, ...change };
}

export function aCall(change: Partial<Call> = {}): Call {
  return {
    id: 'call-1', version: 1, campaignId: 'campaign-1', sessionId: null, queueEntryId: null, leadId: 'lead-1', userId: null,
    direction: 'outbound', from: '+12125550143', to: '+15046218927', lineNumber: null, status: 'dialing', statusSource: 'simulator',
    answeredBy: null, endCause: null, outcome: null, dropped: false, dropReason: null, attempt: 1, provider: 'simulator', isMock: true,
    providerCallId: 'sim-1', queuedAt: '2026-11-21T09:00:00Z', startedAt: '2026-11-21T09:00:01Z', ringingAt: null, answeredAt: null,
    connectedAt: null, endedAt: null, durationSeconds: null, talkSeconds: null, lastError: null, recordingIds: [], ...change,
  };
}

export function aCampaign(change: Partial<Campaign> = {}): Campaign {
  return {
    id: 'campaign-1', version: 1, name: 'Renewals', mode: 'unattended', status: 'RUNNING', statusReason: null, createdBy: 'user-1',
    totalLeads: 100, completedLeads: 40, successfulCalls: 0, failedCalls: 0, missedCalls: 0, noAnswerCalls: 0, busyCalls: 0,
    voicemailCalls: 0, droppedCalls: 0, totalDuration: 0, averageDuration: null, maxConcurrentCalls: 5, createdAt: '2026-11-21T08:00:00Z',
    startedAt: '2026-11-21T08:30:00Z', pausedAt: null, completedAt: null, waiting: [], ...change,
  };
}

export function aLead(change: Partial<Lead> = {}): Lead {
  return {
    id: 'lead-1', version: 1, firstName: 'Ada', lastName: 'Park', company: 'Benton Inc', email: '',
    phones: [{ number: '+15046218927', type: null, primary: true }], timeZone: 'America/Chicago', status: 'NEW', lastCalledAt: null,
    callCount: 0, doNotCall: false, customFields: {}, listIds: [], ...change,
  };
}

export function aCallback(change: Partial<Callback> = {}): Callback {
  return {
    id: 'callback-1', version: 1, leadId: 'lead-1', lead: { id: 'lead-1', name: 'Ada Park', company: 'Benton Inc', timeZone: 'America/Chicago', phone: '+15046218927' },
    campaignId: null, userId: 'user-1', dueAt: '2099-11-21T15:00:00Z', notes: '', status: 'PENDING', ...change,
  };
}

export function anEntry(change: Partial<QueueEntry> = {}): QueueEntry {
  return {
    id: 'entry-1', version: 1, campaignId: 'campaign-1', sessionId: 'session-1', leadId: 'lead-1',
    lead: { id: 'lead-1', name: 'Ada Park', phone: '+15046218927' }, status: 'PENDING', position: 1, priority: 5, attemptCount: 0,
    maxAttempts: 3, nextAttemptAt: null, wasContacted: false, wasAnswered: false, lastOutcome: null, ...change,
  };
}

export function aSession(change: Partial<Session> = {}): Session {
  return {
    id: 'session-1', version: 1, userId: 'user-1', campaignId: 'campaign-1', listId: null, mode: 'power', status: 'ACTIVE', endReason: null,
    lines: 2, numberIds: ['n1', 'n2'], currentLead: null, currentIndex: 0, totalLeads: 10, completedLeads: 3,
    createdAt: '2026-11-21T08:00:00Z', startedAt: '2026-11-21T08:30:00Z', pausedAt: null, endedAt: null, lastActivityAt: null, stats: null,
    ...change,
  };
}

export function anAgent(change: Partial<Agent> = {}): Agent {
  return { userId: 'user-1', status: 'available', reason: null, since: '2026-11-21T09:00:00Z', campaignId: null, version: 1, ...change };
}
