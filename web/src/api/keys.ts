/**
 * Names of everything that is kept in the query cache. The second word says the shape
 * (`one`, `list`, `active`…), which is what `live/patch` goes by.
 */
export type Params = Record<string, string | number | boolean | null | undefined>;

export const keys = {
  me: ['me'] as const,
  lists: ['lists', 'all'] as const,
  leads: (params: Params) => ['leads', 'list', params] as const,
  lead: (id: string) => ['leads', 'one', id] as const,
  activities: (leadId: string) => ['leads', 'activities', leadId] as const,
  numbers: ['numbers', 'all'] as const,
  campaigns: (params: Params) => ['campaigns', 'list', params] as const,
  campaign: (id: string) => ['campaigns', 'one', id] as const,
  eligibility: (id: string) => ['campaigns', 'eligibility', id] as const,
  abandonment: (id: string) => ['campaigns', 'abandonment', id] as const,
  pacing: (id: string) => ['campaigns', 'pacing', id] as const,
  campaignLog: (id: string) => ['campaigns', 'log', id] as const,
  calls: (params: Params) => ['calls', 'list', params] as const,
  activeCalls: (params: Params) => ['calls', 'active', params] as const,
  call: (id: string) => ['calls', 'one', id] as const,
  callEvents: (id: string) => ['calls', 'events', id] as const,
  activeSession: ['sessions', 'active'] as const,
  sessions: (userId: string) => ['sessions', 'list', { userId }] as const,
  session: (id: string) => ['sessions', 'one', id] as const,
  nextLead: (sessionId: string) => ['sessions', 'next-lead', sessionId] as const,
  attempts: (sessionId: string) => ['sessions', 'attempts', sessionId] as const,
  queue: (params: Params) => ['queue', 'list', params] as const,
  import: (id: string) => ['imports', 'one', id] as const,
  myAgent: ['agents', 'me'] as const,
  agents: ['agents', 'all'] as const,
  callbacks: (params: Params) => ['callbacks', 'list', params] as const,
  metrics: (scope: string) => ['metrics', scope] as const,
  dispositions: ['dispositions'] as const,
  settings: ['settings', 'organization'] as const,
  mySettings: ['settings', 'me'] as const,
  users: ['users', 'all'] as const,
  tokens: ['tokens', 'all'] as const,
  dnc: (params: Params) => ['dnc', 'list', params] as const,
  softphone: ['softphone'] as const,
  twilio: ['providers', 'twilio'] as const,
  recordings: (callId: string) => ['recordings', 'call', callId] as const,
};
