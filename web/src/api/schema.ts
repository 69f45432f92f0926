/**
 * The shapes of the HTTP API, word for word as the specification names them.
 * Times are UTC ISO-8601 strings, durations seconds, rates fractions 0–1 (null where the denominator is empty).
 */

export type Id = string;
export type Time = string;

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  /** Only where the server counts cheaply. */
  total?: number | null;
}

/** Pushed objects carry a version; an older one never replaces a newer one. */
export interface Versioned {
  id: Id;
  version?: number;
}

export type Role = 'owner' | 'admin' | 'supervisor' | 'agent';

export interface Me {
  id: Id;
  email: string;
  name: string;
  role: Role;
  mustSetPassword?: boolean;
  organization: { id: Id; name: string; country?: string; timeZone?: string };
}

export interface User {
  id: Id;
  email: string;
  name: string;
  role: Role;
  status: 'active' | 'disabled';
  passwordSet?: boolean;
  createdAt: Time;
  version?: number;
  /** Present only in the answer that made it. */
  signInLink?: string | null;
}

export interface ApiToken {
  id: Id;
  name: string;
  userId?: Id;
  scopes?: string[];
  createdAt: Time;
  expiresAt: Time | null;
  lastUsedAt?: Time | null;
  /** Present only in the answer to the POST that made it. */
  token?: string;
}

export interface LeadList extends Versioned {
  name: string;
  leadCount: number;
  region?: string | null;
  createdAt: Time;
}

export type LeadStatus = 'NEW' | 'IN_PROGRESS' | 'CONTACTED' | 'CALLBACK' | 'DONE' | 'INVALID' | 'DNC';

export interface Phone {
  number: string;
  type: string | null;
  primary: boolean;
}

export interface Lead extends Versioned {
  firstName: string;
  lastName: string;
  company: string;
  email: string;
  address?: string;
  city?: string;
  state?: string;
  postcode?: string;
  country?: string;
  phones: Phone[];
  timeZone: string | null;
  status: LeadStatus;
  lastCalledAt: Time | null;
  callCount: number;
  doNotCall: boolean;
  customFields: Record<string, string>;
  listIds: Id[];
  notes?: string;
}

export interface Activity {
  id: Id;
  kind: string;
  text: string | null;
  at: Time;
  userId: Id | null;
  callId?: Id | null;
}

export type ImportStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'CANCELED' | 'FAILED';

export interface Import extends Versioned {
  listId: Id | null;
  fileName?: string;
  status: ImportStatus;
  statusReason?: string | null;
  /** Dealt with so far: imported, updated, duplicate and rejected together. */
  totalRows: number;
  importedRows: number;
  updatedRows?: number;
  duplicateRows: number;
  rejectedRows: number;
  bytesTotal?: number;
  bytesRead?: number;
  rowsPerSecond?: number | null;
  createdAt?: Time;
  startedAt?: Time | null;
  completedAt?: Time | null;
}

export interface PreviewColumn {
  index: number;
  header: string;
  samples: string[];
  mappedTo: string | null;
}

export interface ImportPreview {
  columns: PreviewColumn[];
  delimiter: string;
  encoding: string;
  totalRowsEstimate: number;
}

export type OnDuplicate = 'skip' | 'update' | 'add';

export interface PhoneLine extends Versioned {
  number: string;
  label: string | null;
  status: string;
  dailyCap: number | null;
}

export type CampaignMode = 'manual' | 'preview' | 'power' | 'predictive' | 'unattended';
export type CampaignStatus = 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'STOPPED' | 'FAILED';
export type BusyLinePolicy = 'CANCEL_RINGING' | 'KEEP_RINGING' | 'KEEP_DIALING';
export type Amd = 'off' | 'beside' | 'before';
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

export interface CallingWindow {
  days: Partial<Record<Weekday, string[]>>;
  alwaysOpen?: boolean;
}

/** What happens to the lead after an outcome: call again after a delay, at most so often, or stop. */
export interface RetryRule {
  delayMinutes?: number | null;
  attempts?: number | null;
  stop?: boolean;
}

export interface Waiting {
  reason: string;
  count: number;
  until: Time | null;
}

export interface CampaignSettings {
  name: string;
  mode: CampaignMode;
  listIds: Id[];
  agentIds: Id[];
  numberIds: Id[];
  lines: number;
  maxConcurrentCalls: number;
  ringTimeoutSeconds: number;
  maxAttempts: number;
  retryRules: Record<string, RetryRule>;
  busyLinePolicy: BusyLinePolicy;
  callingWindow: CallingWindow | null;
  amd: Amd;
  recordingEnabled: boolean | null;
  wrapUpSeconds: number | null;
  maxAbandonRate: number;
  script: string;
}

export interface Campaign extends Versioned, Partial<CampaignSettings> {
  name: string;
  mode: CampaignMode;
  status: CampaignStatus;
  statusReason: string | null;
  createdBy: Id | null;
  totalLeads: number;
  completedLeads: number;
  failedLeads?: number;
  successfulCalls: number;
  failedCalls: number;
  missedCalls: number;
  noAnswerCalls: number;
  busyCalls: number;
  voicemailCalls: number;
  droppedCalls: number;
  totalDuration: number;
  averageDuration: number | null;
  maxConcurrentCalls: number;
  pendingLeads?: number;
  callingLeads?: number;
  stats?: Metrics;
  createdAt: Time;
  startedAt: Time | null;
  pausedAt: Time | null;
  completedAt: Time | null;
  waiting: Waiting[];
}

export interface Metrics {
  callsMade: number;
  contacted: number;
  answered: number;
  noAnswer: number;
  busy: number;
  failed: number;
  voicemail: number;
  dropped: number;
  successfulCalls: number;
  missedCalls: number;
  pickups: number;
  uniqueRate: number | null;
  successRate: number | null;
  conversionRate: number | null;
  talkSeconds: number;
  averageDuration: number | null;
  humanAnswered: number;
  abandonRate: number | null;
  activeCalls: number;
}

export interface EligibilityStep {
  reason: string;
  label?: string;
  count: number;
  samples?: { leadId: Id; name: string }[];
}

export interface WaitingStep extends EligibilityStep {
  until?: Time | null;
}

/** What holds the whole campaign back, whatever the leads are like. */
export interface Blocker {
  reason: string;
  label: string;
  until?: Time | null;
}

export interface Eligibility {
  total: number;
  exclusions: EligibilityStep[];
  dialableNow: number;
  dialableNextHour: number;
  dialableLater: number;
  /** What those that may be called later wait for. */
  waiting?: WaitingStep[];
  blockers?: Blocker[];
}

/** One decision of the pacing, and the figures behind it. */
export interface PacingMoment {
  at: Time;
  launch: number;
  dialLevel: number | null;
  abandonRate: number | null;
  occupancy: number | null;
  sentence: string;
}

/** The last decision, and why. Seconds and rates are those of life, also on a simulator that runs faster. */
export interface PacingDecision {
  at: Time;
  sentence: string;
  dialLevel: number;
  answerRate: number;
  agents: { available: number; onCall: number; wrapUp: number; onBreak: number; disconnected: number; total: number };
  expectedFree: number;
  horizonSeconds: number;
  expectedAnswers: number;
  bound: string;
  launch: number;
  linesInFlight: number;
  /** People who answered and have no agent yet. */
  waiting: number;
  abandonRate: number;
  abandonCap: number;
  ruling: string;
  /** Abandons that the tightest window of the law still allows. */
  drops: number;
  /** Why only one line per free agent is dialed; null: it is not so. */
  fallback: string | null;
}

export interface Pacing {
  latest: PacingDecision | null;
  occupancy: number | null;
  /** Oldest first. */
  recent: PacingMoment[];
}

export interface AbandonWindow {
  humanAnswered: number;
  abandoned: number;
  rate: number | null;
}

export interface Abandonment {
  cap: number;
  day: AbandonWindow;
  thirtyDays: AbandonWindow;
  /** Before the tighter window reaches its cap; negative: over it. */
  dropsLeft: number;
  oneLine: boolean;
}

export type CallStatus =
  | 'queued'
  | 'dialing'
  | 'ringing'
  | 'in-progress'
  | 'voicemail-detected'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'canceled'
  | 'failed';

export type AnswerType = 'human' | 'machine' | 'fax' | 'screened' | 'unknown';

export interface CallLead {
  id: Id;
  name: string;
  company?: string | null;
  timeZone?: string | null;
}

export interface Call extends Versioned {
  campaignId: Id | null;
  sessionId: Id | null;
  queueEntryId: Id | null;
  leadId: Id | null;
  lead?: CallLead | null;
  userId: Id | null;
  direction: 'outbound' | 'inbound';
  from: string | null;
  to: string;
  lineNumber: number | null;
  status: CallStatus;
  statusSource: string;
  answeredBy: AnswerType | null;
  endCause: string | null;
  outcome: string | null;
  dropped: boolean;
  dropReason: 'agent-busy' | 'no-agent-in-time' | null;
  attempt: number | null;
  provider: string;
  isMock: boolean;
  providerCallId: string | null;
  queuedAt: Time;
  startedAt: Time | null;
  ringingAt: Time | null;
  answeredAt: Time | null;
  connectedAt: Time | null;
  endedAt: Time | null;
  durationSeconds: number | null;
  talkSeconds: number | null;
  lastError: string | null;
  recordingIds: Id[];
  mode?: CampaignMode;
  recordingEnabled?: boolean;
  muted?: boolean;
  held?: boolean;
  recordingState?: 'none' | 'recording' | 'paused' | 'stopped';
  transferState?: 'none' | 'consulting' | 'transferred';
  transferTo?: string | null;
  notes?: string;
}

export interface CallEvent {
  id: Id;
  callId: Id;
  campaignId: Id | null;
  leadId: Id | null;
  leadName: string | null;
  phoneNumber: string | null;
  event: string;
  at: Time;
  source: 'simulator' | 'system' | 'webhook' | 'poll' | 'manual';
  details: string | null;
  data: unknown;
  provider: string | null;
  durationSeconds: number | null;
}

export type EntryStatus = 'PENDING' | 'CALLING' | 'COMPLETED' | 'FAILED';

export interface QueueEntry extends Versioned {
  campaignId: Id;
  sessionId: Id | null;
  leadId: Id;
  lead: { id: Id; name: string; phone: string | null; company?: string };
  status: EntryStatus;
  position: number | null;
  priority: number;
  attemptCount: number;
  maxAttempts: number;
  nextAttemptAt: Time | null;
  /** Why a pending entry waits for a time; absent when it is due. */
  waitsFor?: string | null;
  wasContacted: boolean;
  wasAnswered: boolean;
  lastOutcome: string | null;
}

export type SessionStatus = 'READY' | 'ACTIVE' | 'PAUSED' | 'ENDED';
export type SessionAction = 'start' | 'pause' | 'resume' | 'stop' | 'complete';

export interface Session extends Versioned {
  userId: Id;
  campaignId: Id | null;
  listId: Id | null;
  mode: 'preview' | 'power' | 'predictive';
  status: SessionStatus;
  endReason: 'stopped' | 'completed' | 'timed-out' | null;
  lines: number;
  numberIds: Id[];
  currentLead: { id: Id; name: string } | null;
  currentIndex: number | null;
  totalLeads: number;
  completedLeads: number;
  createdAt: Time;
  startedAt: Time | null;
  pausedAt: Time | null;
  endedAt: Time | null;
  lastActivityAt: Time | null;
  stats: Metrics | null;
  /** The abandon budget is gone: one line until the rate is back under the cap. */
  oneLine?: boolean;
  /** Whether its campaign is a listed one, not the session's own. */
  listed?: boolean;
}

/** What a preview session puts in front of the agent, reserved for them. */
export interface Offer {
  entry: QueueEntry;
  lead: Lead;
}

export interface Attempt {
  leadId: Id;
  attemptedAt: Time;
  outcome: string | null;
  skipReason: string | null;
}

export type CallbackStatus = 'PENDING' | 'DONE' | 'CANCELED';

/** An appointment to call a lead again; without a user anyone may take it. */
export interface Callback extends Versioned {
  leadId: Id;
  lead: CallLead & { phone: string };
  campaignId: Id | null;
  callId?: Id | null;
  userId: Id | null;
  dueAt: Time;
  notes?: string | null;
  status: CallbackStatus;
  createdAt?: Time;
}

export type AgentStatus = 'offline' | 'available' | 'dialing' | 'ringing' | 'on-call' | 'wrap-up' | 'break';

export interface Agent {
  userId: Id;
  name?: string;
  status: AgentStatus;
  reason: string | null;
  since: Time;
  campaignId: Id | null;
  sessionId?: Id | null;
  callId?: Id | null;
  wrapUpUntil?: Time | null;
  /** `none`: nothing is carried to the browser; `pending` until the leg is confirmed. */
  audio?: 'none' | 'pending' | 'live';
  /** Their browser has been silent: the call goes on, no new one comes. */
  disconnected?: boolean;
  version?: number;
}

export type FollowUp = 'done' | 'retry' | 'callback' | 'dnc' | 'try-next-number';

export interface Disposition {
  outcome: string;
  label: string;
  hint: string;
  colour: string;
  key: string | null;
  position: number;
  builtIn: boolean;
  followUp: FollowUp;
  retryMinutes: number | null;
}

/** Absent or null: the simulator's default. */
export interface MockConfig {
  answerRate: number | null;
  machineRate: number | null;
  busyRate: number | null;
  noAnswerRate: number | null;
  failureRate: number | null;
  ringSeconds: { min: number; max: number } | null;
  talkSeconds: { min: number; max: number } | null;
  speed: number | null;
  seed: number | null;
  amdSeconds: number | null;
  amdErrorRate: number | null;
  eventsLost: number | null;
  eventsDoubled: number | null;
  eventsShuffled: number | null;
  originateTimeouts: number | null;
}

export type Provider = 'simulator' | 'twilio' | 'telnyx' | 'aircall' | 'pbx' | 'sip';

export interface Settings {
  provider: Provider;
  useMockDialer: boolean;
  mockConfig: Partial<MockConfig> | null;
  country: string;
  recordingEnabled: boolean;
  maxCallsPerSecond: number;
  maxConcurrentCalls?: number;
  maxAttemptsPerDay?: number;
  maxAttemptsPerWeek?: number;
}

export interface MySettings {
  useMockDialer: boolean | null;
  mockConfig: Partial<MockConfig> | null;
  recordingEnabled: boolean | null;
}

export interface DncEntry {
  id: Id;
  number: string;
  reason: string | null;
  source?: string | null;
  createdAt: Time;
}

/** What the provider in use can do; the screen shows only that. */
export interface Capabilities {
  parallelLines: number;
  amd: boolean;
  recording: boolean;
  hold: boolean;
  mute: boolean;
  dtmf: boolean;
  transfer: boolean;
  warmTransfer: boolean;
  playMessage: boolean;
  browserAudio: string;
}

/** What a browser needs for the provider to let it in as this agent, and nobody else. */
export interface BrowserPhone {
  kind: string;
  token: string;
  expiresAt: Time;
  identity: string;
}

export interface Softphone {
  provider?: string;
  audio?: string;
  phone?: BrowserPhone | null;
  capabilities: Partial<Capabilities>;
}

export interface Notice {
  id: Id;
  kind?: string;
  level?: 'info' | 'success' | 'warning' | 'error';
  title?: string;
  text?: string;
  message?: string;
  userId?: Id | null;
  callId?: Id | null;
  leadId?: Id | null;
  reason?: string;
  to?: string;
}

/** An account as it is shown: secrets only as being there. */
export interface TwilioCredentials {
  accountSid: string;
  hasAuthToken: boolean;
  apiKeySid: string | null;
  hasApiKeySecret: boolean;
  appSid: string | null;
  /** Agents can talk in their browser. */
  hasPhone: boolean;
}

export interface TwilioAccounts extends Omit<TwilioCredentials, 'accountSid'> {
  /** Entered here, set by whoever runs the server, or not at all. */
  source: 'organization' | 'installation' | 'none';
  accountSid: string | null;
  voiceUrl: string;
  fallbackUrl: string;
  second?: TwilioCredentials | null;
  inUse?: 'first' | 'second';
  inUseSince?: Time | null;
  inUseReason?: string | null;
}

export interface Recording extends Versioned {
  callId: Id;
  leadId: Id | null;
  userId: Id | null;
  provider: string;
  url: string;
  durationSeconds: number | null;
  status: 'pending' | 'available' | 'failed' | 'deleted';
  createdAt: Time;
}
