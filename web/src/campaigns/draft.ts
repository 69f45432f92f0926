import type { Amd, BusyLinePolicy, CallingWindow, Campaign, CampaignMode, RetryRule, Weekday } from '../api/schema';

/** Outcomes that the engine can retry by rule, with how long it waits by default. */
export const RETRYABLE = ['busy', 'no-answer', 'voicemail', 'failed', 'dropped'] as const;
export type Retryable = (typeof RETRYABLE)[number];

export interface RetryDraft {
  again: boolean;
  delayMinutes: number;
}

export const WEEKDAYS: { key: Weekday; name: string }[] = [
  { key: 'mon', name: 'Monday' },
  { key: 'tue', name: 'Tuesday' },
  { key: 'wed', name: 'Wednesday' },
  { key: 'thu', name: 'Thursday' },
  { key: 'fri', name: 'Friday' },
  { key: 'sat', name: 'Saturday' },
  { key: 'sun', name: 'Sunday' },
];

/** One span a day is what people set; more are possible over the API. */
export interface DayDraft {
  open: boolean;
  from: string;
  to: string;
}

export interface CampaignDraft {
  name: string;
  mode: CampaignMode;
  listIds: string[];
  /** Who may join; empty: every agent. */
  agentIds: string[];
  numberIds: string[];
  lines: number;
  maxConcurrentCalls: number;
  busyLinePolicy: BusyLinePolicy;
  maxAttempts: number;
  ringTimeoutSeconds: number;
  retry: Record<Retryable, RetryDraft>;
  alwaysOpen: boolean;
  days: Record<Weekday, DayDraft>;
  amd: Amd;
  recording: 'inherit' | 'on' | 'off';
  wrapUpSeconds: number | null;
  /** The cap on abandoned calls, in percent of those that people answer. */
  maxAbandonPercent: number;
  script: string;
  start: boolean;
}

export function newDraft(listId?: string): CampaignDraft {
  const day = { open: true, from: '08:00', to: '21:00' };
  return {
    name: '',
    mode: 'power',
    listIds: listId ? [listId] : [],
    agentIds: [],
    numberIds: [],
    lines: 1,
    maxConcurrentCalls: 5,
    busyLinePolicy: 'CANCEL_RINGING',
    maxAttempts: 3,
    ringTimeoutSeconds: 30,
    retry: {
      busy: { again: true, delayMinutes: 10 },
      'no-answer': { again: true, delayMinutes: 120 },
      voicemail: { again: true, delayMinutes: 240 },
      failed: { again: true, delayMinutes: 30 },
      dropped: { again: true, delayMinutes: 0 },
    },
    alwaysOpen: false,
    days: Object.fromEntries(WEEKDAYS.map((d) => [d.key, { ...day }])) as Record<Weekday, DayDraft>,
    amd: 'off',
    recording: 'inherit',
    wrapUpSeconds: null,
    maxAbandonPercent: 3,
    script: '',
    start: true,
  };
}

/** The settings of a campaign that exists, to be changed. */
export function draftOf(campaign: Campaign): CampaignDraft {
  const fresh = newDraft();
  const c = campaign;
  const days = { ...fresh.days };
  for (const { key } of WEEKDAYS) {
    const [from, to] = c.callingWindow?.days[key]?.[0]?.split('-') ?? [];
    days[key] = c.callingWindow && !c.callingWindow.alwaysOpen ? { open: from !== undefined, from: from ?? '08:00', to: to ?? '21:00' } : days[key];
  }
  const retry = { ...fresh.retry };
  for (const outcome of RETRYABLE) {
    const rule = c.retryRules?.[outcome];
    if (rule) retry[outcome] = { again: !rule.stop, delayMinutes: rule.delayMinutes ?? retry[outcome].delayMinutes };
  }
  return {
    name: c.name,
    mode: c.mode,
    listIds: c.listIds ?? [],
    agentIds: c.agentIds ?? [],
    numberIds: c.numberIds ?? [],
    lines: c.lines ?? 1,
    maxConcurrentCalls: c.maxConcurrentCalls,
    busyLinePolicy: c.busyLinePolicy ?? fresh.busyLinePolicy,
    maxAttempts: c.maxAttempts ?? fresh.maxAttempts,
    ringTimeoutSeconds: c.ringTimeoutSeconds ?? fresh.ringTimeoutSeconds,
    retry,
    alwaysOpen: c.callingWindow?.alwaysOpen ?? false,
    days,
    amd: c.amd ?? 'off',
    recording: c.recordingEnabled === null || c.recordingEnabled === undefined ? 'inherit' : c.recordingEnabled ? 'on' : 'off',
    wrapUpSeconds: c.wrapUpSeconds ?? null,
    maxAbandonPercent: Math.round((c.maxAbandonRate ?? 0.03) * 1000) / 10,
    script: c.script ?? '',
    start: false,
  };
}

/** An agent talks in every mode but one. */
export function hasAgents(mode: CampaignMode): boolean {
  return mode !== 'unattended';
}

/** Several lines an agent, or lines ahead of free agents: somebody may answer and find nobody. */
export function mayDrop(mode: CampaignMode): boolean {
  return mode === 'power' || mode === 'predictive';
}

/** Half of the selected numbers, at least one: SPEC §2. */
export function defaultLines(numbers: number): number {
  return Math.max(1, Math.floor(numbers / 2));
}

export type DraftProblems = Partial<Record<keyof CampaignDraft | 'retryRules' | 'callingWindow' | 'maxAbandonRate', string>>;

export function problemsOf(draft: CampaignDraft): DraftProblems {
  const problems: DraftProblems = {};
  if (!draft.name.trim()) problems.name = 'Give it a name that your team recognizes.';
  if (draft.listIds.length === 0) problems.listIds = 'Choose at least one list.';
  if (draft.numberIds.length === 0) problems.numberIds = 'Choose at least one number to call from.';
  const days = Object.values(draft.days).filter((d) => d.open);
  if (!draft.alwaysOpen && days.length === 0) problems.days = 'Open at least one day, or nobody is ever called.';
  else if (!draft.alwaysOpen && days.some((d) => !(d.from < d.to))) problems.days = 'Each day must end after it begins.';
  return problems;
}

export function callingWindowOf(draft: CampaignDraft): CallingWindow {
  if (draft.alwaysOpen) return { days: {}, alwaysOpen: true };
  const open = Object.entries(draft.days).filter(([, day]) => day.open);
  return { days: Object.fromEntries(open.map(([key, day]) => [key, [`${day.from}-${day.to}`]])), alwaysOpen: false };
}

export function retryRulesOf(draft: CampaignDraft): Record<string, RetryRule> {
  return Object.fromEntries(
    RETRYABLE.map((outcome) => {
      const { again, delayMinutes } = draft.retry[outcome];
      return [outcome, again ? { delayMinutes } : { stop: true }];
    }),
  );
}

/** The body of POST /api/campaigns, and of PATCH where every setting is said again. */
export function bodyOf(draft: CampaignDraft): Record<string, unknown> {
  const { mode } = draft;
  return {
    name: draft.name.trim(),
    mode: draft.mode,
    listIds: draft.listIds,
    numberIds: draft.numberIds,
    ...(mode === 'power' ? { lines: draft.lines, busyLinePolicy: draft.busyLinePolicy } : {}),
    ...(mayDrop(mode) ? { maxAbandonRate: draft.maxAbandonPercent / 100 } : {}),
    ...(hasAgents(mode) ? { agentIds: draft.agentIds, wrapUpSeconds: draft.wrapUpSeconds, script: draft.script } : { maxConcurrentCalls: draft.maxConcurrentCalls }),
    ringTimeoutSeconds: draft.ringTimeoutSeconds,
    maxAttempts: draft.maxAttempts,
    retryRules: retryRulesOf(draft),
    callingWindow: callingWindowOf(draft),
    amd: draft.amd,
    recordingEnabled: draft.recording === 'inherit' ? null : draft.recording === 'on',
    start: draft.start,
  };
}
