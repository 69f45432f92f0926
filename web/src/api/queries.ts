import { infiniteQueryOptions, queryOptions, QueryClient } from '@tanstack/react-query';
import { newest } from '../live/Live';
import type { Kind } from '../live/events';
import { api } from './client';
import { keys, type Params } from './keys';
import { ApiError } from './problem';
import type {
  Abandonment,
  Activity,
  Agent,
  ApiToken,
  Attempt,
  Call,
  Callback,
  CallEvent,
  Campaign,
  Disposition,
  DncEntry,
  Eligibility,
  Import,
  Lead,
  LeadList,
  Me,
  Metrics,
  MySettings,
  Offer,
  Pacing,
  Page,
  PhoneLine,
  QueueEntry,
  Recording,
  Session,
  Settings,
  Softphone,
  TwilioAccounts,
  User,
} from './schema';

/** Everything live is pushed, so nothing is asked for again by time alone. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.offline || error.status >= 500),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
    },
  });
}

const one = <T extends object>(kind: Kind, path: string) => async () => newest.reconcile(kind, await api.get<T>(path));

function pages<T>(key: readonly unknown[], path: string, params: Params, kind?: Kind) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.page<T>(path, { ...params, cursor: pageParam }, signal);
      return kind ? { ...page, items: page.items.map((item) => newest.reconcile(kind, item as object) as T) } : page;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<T>) => last.nextCursor,
  });
}

/** Small collections that are shown whole. Follows cursors to a bound that no organization reaches by hand. */
async function all<T>(path: string, params: Params = {}): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await api.page<T>(path, { ...params, limit: 200, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < 2000);
  return items;
}

/** Null where the server (still) has no such answer, so that a screen can leave the part out. */
async function optional<T>(path: string): Promise<T | null> {
  try {
    return await api.get<T>(path);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 405 || error.status === 501)) return null;
    throw error;
  }
}

export const queries = {
  me: () => queryOptions({ queryKey: keys.me, queryFn: () => api.get<Me>('/api/me'), staleTime: 5 * 60_000 }),
  lists: () => queryOptions({ queryKey: keys.lists, queryFn: () => all<LeadList>('/api/lists') }),
  leads: (params: Params) => pages<Lead>(keys.leads(params), '/api/leads', { limit: 100, ...params }),
  lead: (id: string) => queryOptions({ queryKey: keys.lead(id), queryFn: () => api.get<Lead>(`/api/leads/${id}`) }),
  activities: (leadId: string) => pages<Activity>(keys.activities(leadId), `/api/leads/${leadId}/activities`, { limit: 50 }),
  numbers: () => queryOptions({ queryKey: keys.numbers, queryFn: () => all<PhoneLine>('/api/numbers') }),
  campaigns: (params: Params) => pages<Campaign>(keys.campaigns(params), '/api/campaigns', { limit: 50, ...params }, 'campaign'),
  campaign: (id: string) => queryOptions({ queryKey: keys.campaign(id), queryFn: one<Campaign>('campaign', `/api/campaigns/${id}`) }),
  eligibility: (id: string) => queryOptions({ queryKey: keys.eligibility(id), queryFn: () => optional<Eligibility>(`/api/campaigns/${id}/eligibility`) }),
  abandonment: (id: string) => queryOptions({ queryKey: keys.abandonment(id), queryFn: () => optional<Abandonment>(`/api/campaigns/${id}/abandonment`) }),
  campaignLog: (id: string) => pages<CallEvent>(keys.campaignLog(id), `/api/campaigns/${id}/logs`, { limit: 100 }),
  calls: (params: Params) => pages<Call>(keys.calls(params), '/api/calls', { limit: 50, ...params }, 'call'),
  activeCalls: (params: Params) =>
    queryOptions({
      queryKey: keys.activeCalls(params),
      queryFn: async ({ signal }) => {
        const page = await api.page<Call>('/api/calls/active', { limit: 200, ...params }, signal);
        // Asked as narrowly as the server allows; what it does not narrow is narrowed here.
        return page.items
          .map((call) => newest.reconcile('call', call))
          .filter((call) => Object.entries(params).every(([name, wanted]) => !wanted || call[name as keyof Call] === wanted));
      },
    }),
  call: (id: string) => queryOptions({ queryKey: keys.call(id), queryFn: one<Call>('call', `/api/calls/${id}`) }),
  callEvents: (id: string) => queryOptions({ queryKey: keys.callEvents(id), queryFn: () => all<CallEvent>(`/api/calls/${id}/events`) }),
  activeSession: () =>
    queryOptions({
      queryKey: keys.activeSession,
      queryFn: async () => {
        const session = await api.get<Session | null>('/api/sessions/active');
        return session && newest.reconcile('session', session);
      },
    }),
  sessions: (userId: string) => pages<Session>(keys.sessions(userId), '/api/sessions', { limit: 30, userId }, 'session'),
  sessionQueue: (sessionId: string) =>
    pages<QueueEntry>(keys.queue({ sessionId }), `/api/sessions/${sessionId}/queue`, { limit: 200 }, 'queue'),
  nextLead: (sessionId: string) => queryOptions({ queryKey: keys.nextLead(sessionId), queryFn: () => api.get<Offer | null>('/api/sessions/next-lead') }),
  attempts: (sessionId: string) => queryOptions({ queryKey: keys.attempts(sessionId), queryFn: () => all<Attempt>(`/api/sessions/${sessionId}/attempts`) }),
  pacing: (id: string) => queryOptions({ queryKey: keys.pacing(id), queryFn: () => optional<Pacing>(`/api/campaigns/${id}/pacing`) }),
  callbacks: (params: Params) => queryOptions({ queryKey: keys.callbacks(params), queryFn: () => all<Callback>('/api/callbacks', params) }),
  import: (id: string) => queryOptions({ queryKey: keys.import(id), queryFn: one<Import>('import', `/api/imports/${id}`) }),
  myAgent: () => queryOptions({ queryKey: keys.myAgent, queryFn: one<Agent>('agent', '/api/agents/me/status') }),
  agents: () => queryOptions({ queryKey: keys.agents, queryFn: async () => (await all<Agent>('/api/agents')).map((a) => newest.reconcile('agent', a)) }),
  metrics: (scope: 'summary' | 'today' | { sessionId: string }) =>
    typeof scope === 'string'
      ? queryOptions({ queryKey: keys.metrics(scope), queryFn: () => api.get<Metrics>(`/api/metrics/user/${scope}`) })
      : queryOptions({
          queryKey: keys.metrics(scope.sessionId),
          queryFn: () => api.get<Metrics>(`/api/metrics/session/${scope.sessionId}`),
        }),
  dispositions: () =>
    queryOptions({ queryKey: keys.dispositions, queryFn: () => all<Disposition>('/api/dispositions'), staleTime: 5 * 60_000 }),
  settings: () => queryOptions({ queryKey: keys.settings, queryFn: () => api.get<Settings>('/api/settings') }),
  mySettings: () => queryOptions({ queryKey: keys.mySettings, queryFn: () => api.get<MySettings>('/api/settings/me') }),
  users: () => queryOptions({ queryKey: keys.users, queryFn: () => all<User>('/api/users') }),
  tokens: () => queryOptions({ queryKey: keys.tokens, queryFn: () => all<ApiToken>('/api/tokens') }),
  dnc: (params: Params) => pages<DncEntry>(keys.dnc(params), '/api/dnc', { limit: 100, ...params }),
  twilio: () => queryOptions({ queryKey: keys.twilio, queryFn: () => api.get<TwilioAccounts>('/api/providers/twilio') }),
  recordings: (callId: string) => queryOptions({ queryKey: keys.recordings(callId), queryFn: () => all<Recording>(`/api/recordings/${callId}`) }),
  softphone: () => queryOptions({ queryKey: keys.softphone, queryFn: () => optional<Softphone>('/api/softphone'), staleTime: 60_000 }),
};

export function flat<T>(data: { pages: Page<T>[] } | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}
