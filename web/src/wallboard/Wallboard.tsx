import { ActionIcon, Tooltip } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import { IconMaximize, IconMinimize } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useEffect } from 'react';
import { flat, queries } from '../api/queries';
import type { Agent, Campaign } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { isLiveCall } from '../live/patch';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Dot } from '../ui/Chip';
import { clock, count, percent, secondsBetween } from '../ui/format';
import { LinkButton } from '../ui/links';
import { useShortcuts } from '../ui/shortcuts';
import { agentTone, toneVar } from '../ui/theme';
import { useNow } from '../ui/ticker';
import { boardOf, floorOf, tooLong } from './board';
import classes from './Wallboard.module.css';

/** On a wall the board is dark, whatever theme the desk has; the theme comes back with the desk. */
function useDark(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const root = document.documentElement;
    const before = root.getAttribute('data-mantine-color-scheme') ?? 'light';
    root.setAttribute('data-mantine-color-scheme', 'dark');
    return () => root.setAttribute('data-mantine-color-scheme', before);
  }, [on]);
}

/** The floor at a glance, readable from five metres. */
export function Wallboard() {
  const seesAll = atLeast(useMe(), 'supervisor');
  const agents = useQuery({ ...queries.agents(), enabled: seesAll });
  const campaigns = flat(useInfiniteQuery(queries.campaigns({ status: 'RUNNING' })).data).filter((c) => c.status === 'RUNNING');
  const calls = (useQuery({ ...queries.activeCalls({}), enabled: seesAll }).data ?? []).filter(isLiveCall);
  const { ref, toggle, fullscreen } = useFullscreenElement<HTMLDivElement>();
  useDark(fullscreen);
  useShortcuts('Wallboard', [{ keys: 'f', label: fullscreen ? 'Leave full screen' : 'Full screen', run: () => void toggle() }]);
  if (!seesAll) return <Empty title="Not for your role">The wallboard shows the whole floor; supervisors and above see it.</Empty>;
  if (agents.isError) return <Failed error={agents.error} retry={() => void agents.refetch()} />;
  const present = boardOf(agents.data ?? []).filter((a) => a.status !== 'offline');
  const talking = calls.filter((c) => c.status === 'in-progress').length;
  return (
    <div ref={ref} className={classes.board}>
      <header className={classes.head}>
        <h1>Wallboard</h1>
        <Clock />
        <Tooltip label={fullscreen ? 'Leave full screen (F)' : 'Full screen (F)'}>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={fullscreen ? 'Leave full screen' : 'Full screen'} onClick={() => void toggle()}>
            {fullscreen ? <IconMinimize size={18} /> : <IconMaximize size={18} />}
          </ActionIcon>
        </Tooltip>
      </header>
      <dl className={classes.figures}>
        <Big label="talking" value={count(talking)} tone="talking" />
        <Big label="dialing and ringing" value={count(calls.length - talking)} tone="ringing" />
        {floorOf(agents.data ?? [])
          .filter((f) => f.status !== 'on-call' && f.status !== 'dialing' && f.status !== 'ringing')
          .map((f) => (
            <Big key={f.status} label={f.status} value={count(f.n)} tone={agentTone[f.status]} />
          ))}
        <Big label="agents here" value={count(present.filter((a) => !a.disconnected).length)} />
      </dl>
      <div className={classes.columns}>
        <section aria-label="Agents" className={classes.agents}>
          {agents.isPending ? (
            <SkeletonRows rows={8} height={52} />
          ) : present.length === 0 ? (
            <Empty title="Nobody is on the floor">Agents appear here as soon as they become available.</Empty>
          ) : (
            <ul className={classes.grid}>
              {present.map((a) => (
                <AgentTile key={a.userId} agent={a} />
              ))}
            </ul>
          )}
        </section>
        <section aria-label="Running campaigns" className={classes.campaigns}>
          {campaigns.map((c) => (
            <CampaignTile key={c.id} campaign={c} />
          ))}
          {campaigns.length === 0 && (
            <Empty compact title="No campaign is running" action={<LinkButton to="/campaigns" variant="default">Campaigns</LinkButton>} />
          )}
        </section>
      </div>
    </div>
  );
}

function Clock() {
  return <time className={classes.clock}>{new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(useNow())}</time>;
}

function Big({ label, value, tone }: { label: string; value: string; tone?: Parameters<typeof toneVar>[0] }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd style={tone && { color: toneVar(tone, 'text') }}>{value}</dd>
    </div>
  );
}

const AgentTile = memo(function AgentTile({ agent }: { agent: Agent }) {
  const seconds = secondsBetween(agent.since, useNow());
  const tone = agent.disconnected ? 'failed' : agentTone[agent.status];
  const long = tooLong(agent.status, seconds);
  return (
    <li className={classes.agent} data-long={long || undefined}>
      <Dot tone={tone} breathing={agent.status === 'ringing'} />
      <span className={classes.name}>{agent.name}</span>
      <span className={classes.state} style={{ color: toneVar(tone, 'text') }}>
        {agent.disconnected ? 'disconnected' : agent.status}
        {agent.status === 'break' && agent.reason ? ` · ${agent.reason}` : ''}
      </span>
      <b data-figures>{clock(seconds)}</b>
    </li>
  );
});

function CampaignTile({ campaign: c }: { campaign: Campaign }) {
  const done = c.totalLeads > 0 ? c.completedLeads / c.totalLeads : 0;
  const waiting = c.waiting.reduce((sum, w) => sum + w.count, 0);
  const cap = c.maxAbandonRate ?? 0.03;
  const rate = c.stats?.abandonRate ?? null;
  const figures: [string, string, boolean][] = [
    ['due', count(Math.max(0, (c.pendingLeads ?? c.totalLeads - c.completedLeads) - waiting)), false],
    ['in flight', count(c.stats?.activeCalls), false],
    ['waiting', count(waiting), false],
    ['answered', percent(c.stats?.uniqueRate), false],
    ...(c.mode === 'unattended' ? [] : ([['abandoned', percent(rate, 1), rate !== null && rate > cap]] as [string, string, boolean][])),
  ];
  return (
    <article className={classes.campaign} aria-label={c.name}>
      <h2>
        <Link to="/campaigns/$campaignId" params={{ campaignId: c.id }}>
          {c.name}
        </Link>
        <span>{c.mode}</span>
      </h2>
      <div className={classes.track} role="progressbar" aria-label={`${c.name}: leads done`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(done * 100)}>
        <span style={{ width: `${done * 100}%` }} />
      </div>
      <dl>
        {figures.map(([name, value, bad]) => (
          <div key={name} data-bad={bad || undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
