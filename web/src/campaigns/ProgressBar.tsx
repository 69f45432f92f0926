import type { Campaign } from '../api/schema';
import { count } from '../ui/format';
import { toneVar, type Tone } from '../ui/theme';
import classes from './CampaignPage.module.css';

interface Segment {
  name: string;
  tone: Tone;
  n: number;
}

/** Where the leads are: done, in flight, due, waiting. The parts always add up to all. */
export function segmentsOf(campaign: Campaign, inFlight: number): Segment[] {
  const total = campaign.totalLeads;
  const done = Math.min(campaign.completedLeads, total);
  const flying = campaign.status === 'RUNNING' || campaign.status === 'PAUSED' ? Math.min(inFlight, total - done) : 0;
  const waiting = Math.min(
    campaign.waiting.reduce((sum, w) => sum + w.count, 0),
    total - done - flying,
  );
  return [
    { name: 'done', tone: 'done', n: done },
    { name: 'in flight', tone: 'ringing', n: flying },
    { name: 'due', tone: 'running', n: total - done - flying - waiting },
    { name: 'waiting', tone: 'idle', n: waiting },
  ];
}

/** What is still to come is pale: the eye should find what has happened. What waits for a time is paler still. */
function colourOf(s: Segment): string {
  if (s.name === 'waiting') return `color-mix(in srgb, ${toneVar('idle', 'solid')} 38%, var(--tl-surface))`;
  return s.name === 'due' ? `color-mix(in srgb, ${toneVar('running', 'solid')} 28%, var(--tl-surface))` : toneVar(s.tone, 'solid');
}

export function ProgressBar({ campaign, inFlight }: { campaign: Campaign; inFlight: number }) {
  const segments = segmentsOf(campaign, inFlight);
  const done = campaign.totalLeads > 0 ? Math.round((100 * campaign.completedLeads) / campaign.totalLeads) : 0;
  return (
    <>
      <div className={classes.bar} role="progressbar" aria-label="Leads done" aria-valuemin={0} aria-valuemax={100} aria-valuenow={done}>
        {segments.map((s) => s.n > 0 && <span key={s.name} style={{ flexGrow: s.n, background: colourOf(s) }} />)}
      </div>
      <div className={classes.legend}>
        {segments.map((s) => (
          <span key={s.name}>
            <i aria-hidden style={{ background: colourOf(s) }} /> {s.name} <b>{count(s.n)}</b>
          </span>
        ))}
      </div>
    </>
  );
}
