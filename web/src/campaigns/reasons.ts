import type { Campaign, Waiting } from '../api/schema';
import { count, plural, timeOfDay, when } from '../ui/format';

/** The gate's rules and the queue's waits, as a person would say them. An unknown word is shown as it is. */
const PLAIN: Record<string, string> = {
  retry: 'wait for their next attempt',
  callback: 'have a callback',
  'calling-window': 'are outside their calling hours',
  'time-zone-unknown': 'have no known time zone',
  'lead-cap-day': 'were called often enough today',
  'lead-cap-week': 'were called often enough this week',
  'drop-lockout': 'were dropped lately and are left alone for a while',
  'live-call': 'are in another call',
  'lead-do-not-call': 'asked not to be called',
  dnc: 'are on the do-not-call list',
  'number-type': 'have a special number that is not called',
  country: 'are in a country that is not allowed',
  'no-agent': 'wait for a free agent',
  provider: 'wait for the provider',
};

export function reasonText(reason: string): string {
  return PLAIN[reason] ?? reason;
}

/** "41 are outside their calling hours until 14:00". */
export function waitingText(w: Waiting, now = Date.now()): string {
  return `${count(w.count)} ${reasonText(w.reason)}${w.until ? ` until ${when(w.until, now)}` : ''}`;
}

/** Slots that may be in use at once. */
export function capacityOf(campaign: Campaign): number {
  return campaign.mode === 'unattended' ? campaign.maxConcurrentCalls : (campaign.lines ?? 0);
}

/** One sentence of truth on what the campaign does now. */
export function truth(campaign: Campaign, active: number, now = Date.now()): string {
  const left = campaign.totalLeads - campaign.completedLeads;
  const waiting = campaign.waiting.reduce((sum, w) => sum + w.count, 0);
  switch (campaign.status) {
    case 'PENDING':
      return `Not started. ${plural(campaign.totalLeads, 'lead')} in the queue.`;
    case 'PAUSED':
      return active > 0 ? `Paused. ${plural(active, 'call')} still going on; no new ones. ${count(left)} left.` : `Paused. ${count(left)} left.`;
    case 'COMPLETED':
      return `Completed${campaign.completedAt ? ` ${when(campaign.completedAt, now)}` : ''}. ${plural(campaign.totalLeads, 'lead')} done.`;
    case 'STOPPED':
      return `Stopped${campaign.completedAt ? ` ${when(campaign.completedAt, now)}` : ''}. ${count(left)} were not finished.`;
    case 'FAILED':
      return campaign.statusReason ?? 'This campaign cannot go on. The log says why.';
    case 'RUNNING':
      return running(campaign, active, left, waiting, now);
  }
}

function running(campaign: Campaign, active: number, left: number, waiting: number, now: number): string {
  const lines = campaign.mode === 'unattended' ? `Calling ${active} of ${plural(capacityOf(campaign), 'line')}` : `${plural(active, 'call')} going on`;
  const parts = [`${lines} · ${count(left)} left`];
  const soonest = campaign.waiting.filter((w) => w.until).sort((a, b) => Date.parse(a.until ?? '') - Date.parse(b.until ?? ''))[0];
  if (waiting > 0) parts.push(`${count(waiting)} wait${soonest?.until ? `, the next until ${when(soonest.until, now)}` : ''}`);
  const done = doneAbout(campaign, left, waiting, now);
  if (done) parts.push(`done about ${done}`);
  return parts.join(' · ');
}

/** A guess from the pace so far; none while it is young or leads wait for a time of their own. */
function doneAbout(campaign: Campaign, left: number, waiting: number, now: number): string | null {
  if (!campaign.startedAt || waiting > 0 || campaign.completedLeads < 10 || left === 0) return null;
  const pace = campaign.completedLeads / Math.max(1, now - Date.parse(campaign.startedAt));
  return timeOfDay(now + left / pace);
}
