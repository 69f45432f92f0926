import { beforeEach, describe, expect, test } from 'vitest';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { Call, Page, QueueEntry } from '../api/schema';
import { testClient } from '../testing/render';
import { aCall, aCampaign, anAgent, anEntry, aSession } from '../testing/samples';
import type { Kind, LiveObject } from './events';
import { Newest } from './newest';
import { applyEvents } from './patch';

const ME = 'user-1';
let client: QueryClient;
let newest: Newest;

beforeEach(() => {
  client = testClient();
  newest = new Newest();
});

function push(kind: Kind, object: object) {
  return applyEvents(client, [{ kind, object: object as LiveObject }], newest, ME);
}

function pageOf<T>(items: T[], nextCursor: string | null = null) {
  return { pages: [{ items, nextCursor } satisfies Page<T>], pageParams: [null] };
}

function itemsAt<T>(key: readonly unknown[]): T[] {
  return client.getQueryData<{ pages: Page<T>[] }>(key)?.pages.flatMap((p) => p.items) ?? [];
}

describe('calls', () => {
  test('a new live call joins the active calls it belongs to, and no others', () => {
    client.setQueryData(keys.activeCalls({ campaignId: 'campaign-1' }), []);
    client.setQueryData(keys.activeCalls({ campaignId: 'campaign-2' }), []);
    client.setQueryData(keys.activeCalls({ userId: ME }), []);
    push('call', aCall());
    expect(client.getQueryData(keys.activeCalls({ campaignId: 'campaign-1' }))).toHaveLength(1);
    expect(client.getQueryData(keys.activeCalls({ campaignId: 'campaign-2' }))).toHaveLength(0);
    expect(client.getQueryData(keys.activeCalls({ userId: ME }))).toHaveLength(0);
  });

  test('an ended call leaves the active calls and stays in the log', () => {
    const active = keys.activeCalls({ campaignId: 'campaign-1' });
    client.setQueryData(active, [aCall()]);
    client.setQueryData(keys.calls({ campaignId: 'campaign-1' }), pageOf([aCall()]));
    push('call', aCall({ status: 'completed', version: 2 }));
    expect(client.getQueryData(active)).toEqual([]);
    expect(itemsAt<Call>(keys.calls({ campaignId: 'campaign-1' }))[0]?.status).toBe('completed');
  });

  test('an older version changes nothing', () => {
    push('call', aCall({ status: 'in-progress', version: 7 }));
    push('call', aCall({ status: 'ringing', version: 6 }));
    expect(client.getQueryData<Call>(keys.call('call-1'))?.status).toBe('in-progress');
  });

  test('a call that is new to a searched log is not guessed into it', () => {
    const key = keys.calls({ campaignId: 'campaign-1', search: 'park' });
    client.setQueryData(key, pageOf<Call>([]));
    push('call', aCall());
    expect(itemsAt(key)).toEqual([]);
  });

  test('an ended call makes the computed figures stale, a ringing one does not', () => {
    expect(push('call', aCall({ status: 'ringing' }))).not.toContain(JSON.stringify(['metrics']));
    expect(push('call', aCall({ status: 'busy', version: 2 }))).toContain(JSON.stringify(['metrics']));
  });
});

describe('campaigns', () => {
  test('a campaign whose status no longer fits leaves the filtered list', () => {
    const running = keys.campaigns({ status: 'RUNNING' });
    client.setQueryData(running, pageOf([aCampaign()]));
    push('campaign', aCampaign({ status: 'COMPLETED', version: 2 }));
    expect(itemsAt(running)).toEqual([]);
  });

  test('a new campaign stands first in the list', () => {
    client.setQueryData(keys.campaigns({}), pageOf([aCampaign()]));
    push('campaign', aCampaign({ id: 'campaign-2' }));
    expect(itemsAt<{ id: string }>(keys.campaigns({})).map((c) => c.id)).toEqual(['campaign-2', 'campaign-1']);
  });
});

describe('sessions and queue', () => {
  test('my session is the active one until it has ended', () => {
    client.setQueryData(keys.activeSession, null);
    push('session', aSession());
    expect(client.getQueryData(keys.activeSession)).toMatchObject({ status: 'ACTIVE' });
    push('session', aSession({ status: 'ENDED', version: 2 }));
    expect(client.getQueryData(keys.activeSession)).toBeNull();
  });

  test('somebody else’s session is never mine', () => {
    client.setQueryData(keys.activeSession, null);
    push('session', aSession({ userId: 'user-2' }));
    expect(client.getQueryData(keys.activeSession)).toBeNull();
  });

  test('a queue entry is replaced in place and a removed one goes', () => {
    const key = keys.queue({ sessionId: 'session-1' });
    client.setQueryData(key, pageOf([anEntry(), anEntry({ id: 'entry-2', position: 2 })]));
    push('queue', anEntry({ status: 'CALLING', version: 2 }));
    expect(itemsAt<QueueEntry>(key).map((e) => e.status)).toEqual(['CALLING', 'PENDING']);
    push('queue', { ...anEntry({ version: 3 }), deleted: true });
    expect(itemsAt<QueueEntry>(key).map((e) => e.id)).toEqual(['entry-2']);
  });

  test('a new entry waits for its own page while more are on the server', () => {
    const key = keys.queue({ sessionId: 'session-1' });
    client.setQueryData(key, pageOf([anEntry()], 'more'));
    push('queue', anEntry({ id: 'entry-9', position: 9 }));
    expect(itemsAt(key)).toHaveLength(1);
  });
});

test('my own agent state is known by my user', () => {
  push('agent', anAgent({ status: 'on-call', version: 2 }));
  push('agent', anAgent({ userId: 'user-2', status: 'break', version: 9 }));
  expect(client.getQueryData(keys.myAgent)).toMatchObject({ userId: ME, status: 'on-call' });
});

test('a snapshot that was asked for before an event does not undo it', () => {
  push('campaign', aCampaign({ completedLeads: 41, version: 5 }));
  expect(newest.reconcile('campaign', aCampaign({ completedLeads: 40, version: 4 })).completedLeads).toBe(41);
  expect(newest.reconcile('campaign', aCampaign({ completedLeads: 42, version: 6 })).completedLeads).toBe(42);
});

test('what is remembered is bounded', () => {
  const small = new Newest(2);
  for (const id of ['a', 'b', 'c']) small.accept('call', { id, version: 5 });
  expect(small.accept('call', { id: 'a', version: 1 })).toBe(true);
  expect(small.accept('call', { id: 'c', version: 1 })).toBe(false);
});
