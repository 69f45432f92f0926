import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Call, CallLead } from '../api/schema';
import { useMe } from '../auth/session';
import classes from './CallPanel.module.css';

/** What the campaign wants said, empty where there is none. */
export function useScript(call: Call): string {
  const campaign = useQuery({ ...queries.campaign(call.campaignId ?? ''), enabled: call.campaignId !== null });
  return campaign.data?.script ?? '';
}

/** Fills the names in; a name that is not known leaves its place readable. */
export function filled(script: string, agent: string, lead: CallLead | null): string {
  const [first = '', ...rest] = (lead?.name ?? '').split(' ');
  const values: Record<string, string> = { agent, firstName: first, lastName: rest.join(' '), name: lead?.name ?? '', company: lead?.company ?? '' };
  return script.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] || (name in values ? '…' : whole));
}

export function Script({ script, lead }: { script: string; lead: CallLead | null }) {
  const me = useMe();
  return <div className={classes.script}>{filled(script, me.name || me.email, lead)}</div>;
}
