import { IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries';
import type { Abandonment, Campaign, CampaignMode } from '../api/schema';
import { count, percent, plural, when } from '../ui/format';
import { Panel } from '../ui/Panel';
import { toneVar } from '../ui/theme';
import classes from './CampaignPage.module.css';
import { reasonText } from './reasons';

/** How much of the abandon budget is used; only where people answer and agents may be missing. */
export function AbandonGauge({ campaign }: { campaign: Campaign }) {
  const ledger = useQuery({ ...queries.abandonment(campaign.id), enabled: campaign.mode !== 'unattended' }).data;
  if (!ledger) return null;
  const { day, thirtyDays, cap } = ledger;
  const rate = thirtyDays.humanAnswered === 0 ? null : thirtyDays.rate;
  const share = rate === null || cap === 0 ? 0 : Math.min(1, rate / cap);
  const tone = ledger.oneLine || share >= 1 ? 'failed' : share >= 0.7 ? 'ringing' : 'talking';
  return (
    <Panel title="Abandoned calls">
      <div className={classes.gaugeHead}>
        <strong>{percent(rate, 1)}</strong>
        <span className={classes.dim}>cap {percent(cap, 1)} · 30 days</span>
      </div>
      <div className={classes.gauge} role="meter" aria-label="Abandon rate against its cap" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}>
        <span style={{ width: `${share * 100}%`, background: toneVar(tone, 'solid') }} />
      </div>
      <p className={classes.note}>
        {count(thirtyDays.abandoned)} of {plural(thirtyDays.humanAnswered, 'answered call')}, {count(day.abandoned)} today.{' '}
        {budgetText(ledger, campaign.mode)}
      </p>
    </Panel>
  );
}

function budgetText(ledger: Abandonment, mode: CampaignMode): string {
  if (ledger.oneLine && mode === 'predictive') return 'Over the cap so far: pacing holds back until it recovers.';
  if (ledger.oneLine) return 'The budget is used up: each agent gets one line until it recovers.';
  if (ledger.dropsLeft <= 0) return 'Too few answered calls yet for a single drop within the cap.';
  return `${plural(ledger.dropsLeft, 'drop')} left.`;
}

const ASK_MS = 10_000;

/** "Why is nobody being dialed?": leads in, minus each exclusion, equals what can be dialed. */
export function Funnel({ campaign, idle }: { campaign: Campaign; idle: boolean }) {
  const query = useQuery({ ...queries.eligibility(campaign.id), refetchInterval: campaign.status === 'RUNNING' ? ASK_MS : false });
  const e = query.data;
  if (!e) return null;
  const asked = campaign.status === 'RUNNING' && idle;
  return (
    <Panel title={asked ? 'Why is nobody being dialed?' : 'Who can be called'}>
      {e.blockers?.map((b) => (
        <p key={b.reason} className={classes.blocker}>
          <IconHandStop size={15} aria-hidden />
          <span>
            {b.label}
            {b.until && <span className={classes.dim}> until {when(b.until)}</span>}
          </span>
        </p>
      ))}
      <div className={classes.funnel}>
        <Step label="Leads in the campaign" figure={count(e.total)} strong />
        {e.exclusions.map((x) => (
          <Step key={x.reason} label={x.label ?? reasonText(x.reason)} figure={`−${count(x.count)}`} samples={x.samples} more={x.count} />
        ))}
        <Step label="Can be called now" figure={count(e.dialableNow)} strong sum />
        <Step label="within the next hour" figure={count(e.dialableNextHour)} />
        <Step label="later" figure={count(e.dialableLater)} />
        {e.waiting?.map((w) => (
          <Step key={w.reason} label={`${w.label ?? reasonText(w.reason)}${w.until ? `, from ${when(w.until)}` : ''}`} figure={count(w.count)} samples={w.samples} more={w.count} sub />
        ))}
      </div>
    </Panel>
  );
}

interface StepProps {
  label: string;
  figure: string;
  samples?: { leadId: string; name: string }[];
  more?: number;
  strong?: boolean;
  sum?: boolean;
  sub?: boolean;
}

/** A line of the sum; with samples it unfolds to some of the leads. */
function Step({ label, figure, samples, more = 0, strong, sum, sub }: StepProps) {
  if (!samples?.length) {
    return (
      <div className={classes.step} data-sum={sum || undefined} data-sub={sub || undefined}>
        <span className={strong ? undefined : classes.dim}>{label}</span>
        {strong ? <b>{figure}</b> : <span>{figure}</span>}
      </div>
    );
  }
  return (
    <details className={classes.unfoldStep} data-sub={sub || undefined}>
      <summary className={classes.step}>
        <span className={classes.dim}>{label}</span>
        <span>{figure}</span>
      </summary>
      <p className={classes.samples}>
        {samples.map((s) => (
          <Link key={s.leadId} to="/leads" search={{ lead: s.leadId }}>
            {s.name || 'Unnamed lead'}
          </Link>
        ))}
        {more > samples.length && <span>and {count(more - samples.length)} more</span>}
      </p>
    </details>
  );
}
