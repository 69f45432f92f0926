import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { keys, type Params } from '../api/keys';
import type { Agent, Call, Campaign, Import, Page, QueueEntry, Recording, Session } from '../api/schema';
import type { LiveEvent } from './events';
import type { Newest } from './newest';

const LIVE_CALL = new Set(['queued', 'dialing', 'ringing', 'in-progress', 'voicemail-detected']);

export function isLiveCall(call: Pick<Call, 'status'>): boolean {
  return LIVE_CALL.has(call.status);
}

type Pages<T> = InfiniteData<Page<T>, unknown>;

/** What a batch of events changed beyond the objects themselves: answers that only the server can compute. */
export type Stale = Set<string>;

/**
 * Writes pushed objects into the query cache, where every screen reads them.
 * Returns the keys (as JSON) of computed answers that are out of date now, for the caller to ask again, gently.
 */
export function applyEvents(client: QueryClient, events: LiveEvent[], newest: Newest, myId: string | null): Stale {
  const stale: Stale = new Set();
  for (const { kind, object } of events) {
    if (!newest.accept(kind, object)) continue;
    if (kind === 'call') patchCall(client, object as unknown as Call, myId, stale);
    else if (kind === 'campaign') patchCampaign(client, object as unknown as Campaign, stale);
    else if (kind === 'session') patchSession(client, object as unknown as Session, myId, stale);
    else if (kind === 'queue') patchQueue(client, object as unknown as QueueEntry & { deleted?: boolean });
    else if (kind === 'import') patchImport(client, object as unknown as Import, stale);
    else if (kind === 'recording') patchRecording(client, object as unknown as Recording);
    else if (kind === 'agent') patchAgent(client, object as unknown as Agent, myId);
  }
  return stale;
}

function mark(stale: Stale, key: QueryKey): void {
  stale.add(JSON.stringify(key));
}

function patchCall(client: QueryClient, call: Call, myId: string | null, stale: Stale): void {
  client.setQueryData(keys.call(call.id), call);
  each<Call[]>(client, ['calls', 'active'], (params, calls) => {
    const belongs = isLiveCall(call) && fits(params, { ...call });
    return belongs ? upsert(calls, call, byId) : without(calls, call.id);
  });
  each<Pages<Call>>(client, ['calls', 'list'], (params, pages) => {
    const belongs = !params.search && fits(params, { ...call });
    return replaceOrPrepend(pages, call, belongs);
  });
  mark(stale, keys.callEvents(call.id));
  if (call.leadId) {
    if (call.outcome) mark(stale, ['callbacks']);
    mark(stale, keys.activities(call.leadId));
    mark(stale, keys.lead(call.leadId));
  }
  if (call.campaignId) {
    mark(stale, keys.campaignLog(call.campaignId));
    if (!isLiveCall(call)) mark(stale, keys.abandonment(call.campaignId));
  }
  if (!isLiveCall(call) || call.userId === myId) mark(stale, ['metrics']);
}

function patchCampaign(client: QueryClient, campaign: Campaign, stale: Stale): void {
  const before = client.getQueryData<Campaign>(keys.campaign(campaign.id));
  client.setQueryData(keys.campaign(campaign.id), campaign);
  each<Pages<Campaign>>(client, ['campaigns', 'list'], (params, pages) => {
    const belongs = fits(params, { ...campaign });
    return belongs ? replaceOrPrepend(pages, campaign, true) : removeFrom(pages, campaign.id);
  });
  // Counting who may be called is work for the server: between changes of state the page asks in its own time.
  if (before?.status !== campaign.status) mark(stale, keys.eligibility(campaign.id));
  if (campaign.mode === 'predictive' && before?.status !== campaign.status) mark(stale, keys.pacing(campaign.id));
}

function patchSession(client: QueryClient, session: Session, myId: string | null, stale: Stale): void {
  client.setQueryData(keys.session(session.id), session);
  each<Pages<Session>>(client, ['sessions', 'list'], (params, pages) => replaceOrPrepend(pages, session, fits(params, { ...session })));
  if (session.userId !== myId) return;
  if (session.mode === 'preview') {
    mark(stale, keys.nextLead(session.id));
    mark(stale, keys.attempts(session.id));
  }
  const active = client.getQueryData<Session | null>(keys.activeSession);
  if (session.status !== 'ENDED') client.setQueryData(keys.activeSession, session);
  else if (active?.id === session.id) client.setQueryData(keys.activeSession, null);
  if (session.status === 'ENDED') mark(stale, ['metrics']);
}

function patchQueue(client: QueryClient, entry: QueueEntry & { deleted?: boolean }): void {
  each<Pages<QueueEntry>>(client, ['queue', 'list'], (params, pages) => {
    const owner = params.sessionId ?? params.campaignId;
    if (owner !== entry.sessionId && owner !== entry.campaignId) return pages;
    return entry.deleted ? removeFrom(pages, entry.id) : replaceOrAppend(pages, entry);
  });
}

function patchImport(client: QueryClient, job: Import, stale: Stale): void {
  client.setQueryData(keys.import(job.id), job);
  mark(stale, keys.lists);
  if (job.status === 'COMPLETED' || job.status === 'CANCELED') mark(stale, ['leads', 'list']);
}

function patchRecording(client: QueryClient, recording: Recording): void {
  client.setQueryData<Recording[]>(keys.recordings(recording.callId), (all) => (all ? upsert(all, recording, byId) : all));
}

function patchAgent(client: QueryClient, agent: Agent, myId: string | null): void {
  if (agent.userId === myId) client.setQueryData(keys.myAgent, agent);
  client.setQueryData<Agent[]>(keys.agents, (all) => (all ? upsert(all, agent, (a) => a.userId) : all));
}

/** Runs over every cached answer below a key prefix, handing in the parameters it was asked with. */
function each<T>(client: QueryClient, prefix: QueryKey, change: (params: Params, data: T) => T): void {
  for (const [key, data] of client.getQueriesData<T>({ queryKey: prefix })) {
    if (data === undefined || data === null) continue;
    const changed = change((key[2] ?? {}) as Params, data);
    if (changed !== data) client.setQueryData(key, changed);
  }
}

/** True when each given parameter that names a field of the object has the object's value. */
function fits(params: Params, object: Record<string, unknown>): boolean {
  return Object.entries(params).every(([name, wanted]) => {
    if (wanted === undefined || wanted === null || wanted === '' || !(name in object)) return true;
    return object[name] === wanted;
  });
}

const byId = (item: { id: string }) => item.id;

function upsert<T>(items: T[], item: T, id: (item: T) => string): T[] {
  const at = items.findIndex((other) => id(other) === id(item));
  return at < 0 ? [...items, item] : items.with(at, item);
}

function without<T extends { id: string }>(items: T[], id: string): T[] {
  return items.some((item) => item.id === id) ? items.filter((item) => item.id !== id) : items;
}

function replace<T extends { id: string }>(pages: Pages<T>, item: T): Pages<T> | null {
  for (const [index, page] of pages.pages.entries()) {
    const at = page.items.findIndex((other) => other.id === item.id);
    if (at >= 0) return { ...pages, pages: pages.pages.with(index, { ...page, items: page.items.with(at, item) }) };
  }
  return null;
}

function replaceOrPrepend<T extends { id: string }>(pages: Pages<T>, item: T, mayAdd: boolean): Pages<T> {
  const replaced = replace(pages, item);
  const first = pages.pages[0];
  if (replaced || !mayAdd || !first) return replaced ?? pages;
  return { ...pages, pages: pages.pages.with(0, { ...first, items: [item, ...first.items] }) };
}

function replaceOrAppend<T extends { id: string }>(pages: Pages<T>, item: T): Pages<T> {
  const replaced = replace(pages, item);
  const last = pages.pages.at(-1);
  if (replaced || !last) return replaced ?? pages;
  // Where more pages are still on the server, the entry will come with them.
  if (last.nextCursor) return pages;
  return { ...pages, pages: pages.pages.with(-1, { ...last, items: [...last.items, item] }) };
}

function removeFrom<T extends { id: string }>(pages: Pages<T>, id: string): Pages<T> {
  if (!pages.pages.some((page) => page.items.some((item) => item.id === id))) return pages;
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: without(page.items, id) })) };
}
