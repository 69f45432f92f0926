import type { AgentStatus, Call, PhoneLine, QueueEntry, Session, SessionAction } from '../api/schema';
import { plural, when } from '../ui/format';

/** How an agent sits at the dialer: nothing yet, filled but not started, at work, paused. */
export type Phase = 'none' | 'ready' | 'active' | 'paused';

export function phaseOf(session: Session | null | undefined): Phase {
  if (!session || session.status === 'ENDED') return 'none';
  return session.status === 'READY' ? 'ready' : session.status === 'ACTIVE' ? 'active' : 'paused';
}

/** What the large buttons do, first the one that is expected next. */
export function actionsOf(phase: Phase): SessionAction[] {
  switch (phase) {
    case 'active':
      return ['pause', 'stop'];
    case 'paused':
      return ['resume', 'stop'];
    default:
      return ['start'];
  }
}

/** Lines never exceed the selected numbers, and there is always one. */
export function clampLines(lines: number, numbers: number): number {
  return Math.max(1, Math.min(lines, Math.max(1, numbers)));
}

/** Numbers are "Line 1", "Line 2"… in the order of the organization's list. */
export function lineName(numbers: PhoneLine[], id: string): string {
  return `Line ${numbers.findIndex((n) => n.id === id) + 1}`;
}

export interface Slot {
  line: number;
  call: Call | null;
}

/** One slot per line; a call without a line number takes the first free slot. */
export function slotsOf(lines: number, calls: Call[]): Slot[] {
  const highest = Math.max(lines, ...calls.map((c) => c.lineNumber ?? 0));
  const slots: Slot[] = Array.from({ length: highest }, (_, i) => ({ line: i + 1, call: null }));
  const rest: Call[] = [];
  for (const call of calls) {
    const slot = slots.find((s) => s.line === call.lineNumber && s.call === null);
    if (slot) slot.call = call;
    else rest.push(call);
  }
  for (const call of rest) {
    const free = slots.find((s) => s.call === null);
    if (free) free.call = call;
    else slots.push({ line: slots.length + 1, call });
  }
  return slots;
}

interface Facts {
  session: Session | null;
  mode: Session['mode'];
  /** A campaign is chosen to dial from. */
  joining: boolean;
  agent: AgentStatus | undefined;
  calls: Call[];
  selectedNumbers: number;
}

/** One sentence on what happens now and why. */
export function sentenceFor({ session, mode, agent, calls, selectedNumbers, joining }: Facts): string {
  const phase = phaseOf(session);
  if (phase === 'none' && joining) return mode === 'predictive' ? 'Calls come to you by themselves from then on.' : 'Nothing is called before you press Start.';
  if (phase === 'none' && mode === 'predictive') return 'Choose a campaign to join.';
  if (mode === 'preview') return previewSentence(phase, agent, calls.length);
  if (mode === 'predictive' && phase !== 'paused') return '';
  if (phase === 'none') return selectedNumbers === 0 ? 'Choose at least one number to call from.' : 'Pick contacts, press Start. Nothing is called before you do.';
  if (phase === 'ready') return `${plural(session?.totalLeads ?? 0, 'contact')} in the queue. Nothing is called before you press Start.`;
  if (phase === 'paused') return calls.length > 0 ? `Paused. ${plural(calls.length, 'call')} still going on; no new ones.` : 'Paused. Resume goes on where you were.';
  if (agent === 'on-call') return 'You are talking. Other lines follow the busy-line rule.';
  if (agent === 'wrap-up') return 'Choose an outcome; dialing goes on by itself after that.';
  if (agent === 'break' || agent === 'offline') return 'You are not available. Set yourself available to go on.';
  if (session?.oneLine) return 'One line for now: the abandon budget is used up. More lines come back as the rate falls.';
  if (calls.length > 0) return `${plural(calls.length, 'line')} dialing: you are free.`;
  return 'Waiting for the next lead that may be called.';
}

function previewSentence(phase: Phase, agent: AgentStatus | undefined, calls: number): string {
  if (phase === 'none') return 'Pick contacts, press Start. You read each lead before it is called.';
  if (phase === 'ready') return 'Nothing is called before you press Call.';
  if (phase === 'paused') return 'Paused. Resume goes on with the same lead.';
  if (calls > 0 || agent === 'on-call') return 'You are on a call.';
  if (agent === 'wrap-up') return 'Choose an outcome; the next lead comes after that.';
  return 'Take your time: this lead is reserved for you.';
}

/** "214 left · 3 wait until 14:05". */
export function queueLine(entries: QueueEntry[], session: Session | null, now: number): string {
  const left = session ? session.totalLeads - session.completedLeads : entries.filter((e) => e.status === 'PENDING').length;
  const later = entries.filter((e) => e.status === 'PENDING' && e.nextAttemptAt && Date.parse(e.nextAttemptAt) > now + 1000);
  const soonest = later.map((e) => e.nextAttemptAt ?? '').sort()[0];
  const wait = later.length > 0 && soonest ? ` · ${plural(later.length, 'lead')} due later, the next ${when(soonest, now)}` : '';
  return `${Math.max(0, left)} left${wait}`;
}

/** As the engine takes them: at work, then waiting by priority, due time and arrival, then done. */
export function queueOrder(entries: QueueEntry[]): QueueEntry[] {
  const rank = { CALLING: 0, PENDING: 1, COMPLETED: 2, FAILED: 2 } as const;
  return [...entries].sort(
    (a, b) =>
      rank[a.status] - rank[b.status] ||
      (rank[a.status] === 1 ? b.priority - a.priority || Date.parse(a.nextAttemptAt ?? '0') - Date.parse(b.nextAttemptAt ?? '0') : 0) ||
      (a.position ?? 0) - (b.position ?? 0),
  );
}
