import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Agent, Session } from '../api/schema';
import { useSetAgentStatus } from '../shell/AgentState';
import { Timer } from '../ui/Timer';
import classes from './PreviewDesk.module.css';

/** What an agent of a predictive campaign sees between calls: that they are in the pool, and how long already. */
export function PoolDesk({ session, agent }: { session: Session; agent: Agent | undefined }) {
  const campaign = useQuery({ ...queries.campaign(session.campaignId ?? ''), enabled: session.campaignId !== null }).data;
  const change = useSetAgentStatus();
  const name = campaign?.name ?? 'the campaign';
  const become = () => change.mutate({ status: 'available', campaignId: session.campaignId ?? undefined });
  const { title, text, timer, action } = poolText(session, agent, name);
  return (
    <div className={classes.pool}>
      <strong>{title}</strong>
      {timer && <Timer since={agent?.since} className={classes.wait} />}
      <p>{text}</p>
      {action && (
        <Button mt={8} loading={change.isPending} onClick={become}>
          Become available
        </Button>
      )}
    </div>
  );
}

interface PoolText {
  title: string;
  text: string;
  timer?: boolean;
  action?: boolean;
}

/** One state, one sentence; the truth of the server's agent row, not of this screen's buttons. */
export function poolText(session: Session, agent: Agent | undefined, campaign: string): PoolText {
  if (session.status === 'READY') return { title: `Ready for ${campaign}`, text: 'Join the pool. Calls are launched for you by themselves; the next person who answers is yours.' };
  if (session.status === 'PAUSED' && agent?.status === 'break') return { title: `On a break${agent.reason ? `: ${agent.reason}` : ''}`, text: 'No calls come to you until you are available again.', timer: true, action: true };
  if (session.status === 'PAUSED') return { title: `Paused in ${campaign}`, text: 'No calls come to you. Resume takes you back into the pool.' };
  switch (agent?.status) {
    case 'on-call':
      return { title: `On a call of ${campaign}`, text: 'After it, choose an outcome and you are back in the pool.', timer: true };
    case 'wrap-up':
      return { title: 'Wrapping up', text: 'Choose an outcome in the call panel and you are back in the pool.', timer: true };
    case 'break':
      return { title: `On a break${agent.reason ? `: ${agent.reason}` : ''}`, text: 'No calls come to you until you are available again.', timer: true, action: true };
    case 'available':
    case 'dialing':
    case 'ringing':
      return { title: `You are in the pool of ${campaign}, waiting`, text: 'The longest-waiting agent gets the next person who answers. The call panel opens by itself.', timer: true };
    default:
      return { title: `Not in the pool of ${campaign}`, text: 'You are offline, so no calls come to you.', action: true };
  }
}
