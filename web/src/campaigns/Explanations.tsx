import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Campaign } from '../api/schema';
import { count, percent, plural } from '../ui/format';
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
        {ledger.oneLine ? 'The budget is used up: each agent gets one line until it recovers.' : `${plural(Math.max(0, ledger.dropsLeft), 'drop')} left.`}
      </p>
    </Panel>
  );
}

/** "Why is nobody being dialed?": leads in, minus each exclusion, equals what can be dialed. */
export function Funnel({ campaignId }: { campaignId: string }) {
  const e = useQuery(queries.eligibility(campaignId)).data;
  if (!e) return null;
  return (
    <Panel title="Who can be called">
      <ol className={classes.funnel}>
        <li>
          <span>Leads in the queue</span>
          <b>{count(e.total)}</b>
        </li>
        {e.exclusions.map((x) => (
          <li key={x.reason}>
            <span className={classes.dim}>{x.label ?? reasonText(x.reason)}</span>
            <span>−{count(x.count)}</span>
          </li>
        ))}
        <li className={classes.sum}>
          <span>Can be called now</span>
          <span>{count(e.dialableNow)}</span>
        </li>
        <li>
          <span className={classes.dim}>within the next hour</span>
          <span>{count(e.dialableNextHour)}</span>
        </li>
        <li>
          <span className={classes.dim}>later</span>
          <span>{count(e.dialableLater)}</span>
        </li>
      </ol>
    </Panel>
  );
}
