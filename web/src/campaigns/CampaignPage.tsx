import { Button } from '@mantine/core';
import { IconPencil, IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Call, Campaign } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { LineCard } from '../call/LineCard';
import { newest } from '../live/Live';
import { isLiveCall } from '../live/patch';
import { useAgentNames } from '../shell/useAgentNames';
import { Empty, Failed } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { Confirm } from '../ui/Confirm';
import { clock, count, percent, plural } from '../ui/format';
import { Page, Panel, Stat, Stats } from '../ui/Panel';
import { campaignTone } from '../ui/theme';
import { useShortcuts } from '../ui/shortcuts';
import { toast } from '../ui/toast';
import { LinkButton } from '../ui/links';
import { AbandonGauge, Funnel } from './Explanations';
import { CallLog } from './CallLog';
import classes from './CampaignPage.module.css';
import { BUSY_LINES } from './busyLines';
import { hasAgents } from './draft';
import { PacingPanel } from './PacingPanel';
import { ProgressBar } from './ProgressBar';
import { capacityOf, truth, waitingText } from './reasons';

const OVER = new Set<Campaign['status']>(['COMPLETED', 'STOPPED', 'FAILED']);

/** More cards than this tell nothing; the rest is counted. */
const CARDS = 24;

export function CampaignPage() {
  const { campaignId } = useParams({ from: '/inside/campaigns/$campaignId' });
  const campaign = useQuery(queries.campaign(campaignId));
  const active = useQuery(queries.activeCalls({ campaignId })).data ?? [];
  const live = active.filter(isLiveCall);
  if (campaign.isPending) return <Page title="&nbsp;">{null}</Page>;
  if (campaign.isError) return <Failed error={campaign.error} retry={() => void campaign.refetch()} />;
  const c = campaign.data;
  return (
    <Page
      title={
        <>
          {c.name} <Chip tone={campaignTone[c.status]}>{c.status}</Chip>
        </>
      }
      sub={c.mode}
      actions={<Controls campaign={c} />}
    >
      <div className={classes.page}>
        <div>
          <p className={classes.truth} data-failed={c.status === 'FAILED' || undefined}>
            {truth(c, live.length)}
          </p>
          <ProgressBar campaign={c} inFlight={live.length} />
          {c.status === 'RUNNING' && c.waiting.length > 0 && (
            <ul className={classes.waiting} aria-label="Waiting">
              {c.waiting.map((w) => (
                <li key={w.reason + w.until}>{waitingText(w)}</li>
              ))}
            </ul>
          )}
        </div>
        <Numbers campaign={c} />
        <div className={classes.columns}>
          <div className={classes.main}>
            {c.mode === 'predictive' && !OVER.has(c.status) && <PacingPanel campaign={c} />}
            {(live.length > 0 || !OVER.has(c.status)) && <Lines campaign={c} calls={live} />}
            <CallLog campaignId={c.id} />
          </div>
          <aside className={classes.side}>
            <AbandonGauge campaign={c} />
            {!OVER.has(c.status) && <Funnel campaign={c} idle={live.length === 0} />}
            <SettingsSummary campaign={c} />
          </aside>
        </div>
      </div>
    </Page>
  );
}

function Controls({ campaign }: { campaign: Campaign }) {
  const client = useQueryClient();
  const mayControl = atLeast(useMe(), 'supervisor');
  const [stopping, setStopping] = useState(false);
  const act = useMutation({
    mutationFn: (verb: 'start' | 'pause' | 'resume' | 'stop') => {
      const path = `/api/campaigns/${campaign.id}`;
      if (verb === 'stop') return api.delete<Campaign | null>(path);
      return verb === 'start' ? api.post<Campaign | null>(`${path}/start`) : api.patch<Campaign | null>(`${path}/${verb}`);
    },
    onSuccess: (changed) => {
      if (changed) client.setQueryData(keys.campaign(campaign.id), newest.reconcile('campaign', changed));
      else void client.invalidateQueries({ queryKey: keys.campaign(campaign.id) });
      setStopping(false);
    },
    onError: toast.error,
  });
  const { status } = campaign;
  const next = status === 'PENDING' ? 'start' : status === 'RUNNING' ? 'pause' : status === 'PAUSED' ? 'resume' : null;
  useShortcuts('Campaign', next && mayControl ? [{ keys: 'p', label: `${next[0]?.toUpperCase()}${next.slice(1)} campaign`, run: () => act.mutate(next) }] : []);
  const joinable = hasAgents(campaign.mode) && status === 'RUNNING';
  if (!mayControl || next === null) {
    return joinable ? <JoinButton campaignId={campaign.id} /> : null;
  }
  return (
    <>
      {joinable && <JoinButton campaignId={campaign.id} />}
      <LinkButton to="/campaigns/$campaignId/edit" params={{ campaignId: campaign.id }} variant="default" leftSection={<IconPencil size={14} />}>
        Edit
      </LinkButton>
      {next === 'pause' ? (
        <Button variant="default" leftSection={<IconPlayerPauseFilled size={14} />} loading={act.isPending} onClick={() => act.mutate('pause')}>
          Pause
        </Button>
      ) : (
        <Button leftSection={<IconPlayerPlayFilled size={14} />} loading={act.isPending} onClick={() => act.mutate(next)}>
          {next === 'start' ? 'Start' : 'Resume'}
        </Button>
      )}
      {status !== 'PENDING' && (
        <Button variant="default" leftSection={<IconPlayerStopFilled size={14} />} onClick={() => setStopping(true)}>
          Stop
        </Button>
      )}
      {stopping && (
        <Confirm
          title={`Stop ${campaign.name}?`}
          text="Every call that is going on is hung up, and the campaign cannot be resumed. Its figures and log stay."
          action="Stop campaign"
          busy={act.isPending}
          onClose={() => setStopping(false)}
          onConfirm={() => act.mutate('stop')}
        />
      )}
    </>
  );
}

function JoinButton({ campaignId }: { campaignId: string }) {
  return (
    <LinkButton to="/calls" search={{ campaignId }} variant="default">
      Join as agent
    </LinkButton>
  );
}

function Numbers({ campaign }: { campaign: Campaign }) {
  const { stats } = campaign;
  return (
    <Stats columns={8}>
      <Stat label="Calls" value={count(stats?.callsMade)} hint="Calls that reached dialing" />
      <Stat label="Contacted" value={count(stats?.contacted)} hint="Distinct leads dialed" />
      <Stat label="Answered" value={count(stats?.answered)} hint="Calls answered, by whomever" />
      <Stat label="Successful" value={count(campaign.successfulCalls)} hint="A person joined to an agent, or the message started" />
      <Stat label="No answer" value={count(campaign.noAnswerCalls)} />
      <Stat label="Busy" value={count(campaign.busyCalls)} />
      <Stat label="Unique rate" value={percent(stats?.uniqueRate)} hint="Distinct leads answered / contacted" />
      <Stat label="Talk time" value={clock(campaign.totalDuration)} hint={`Average ${clock(campaign.averageDuration)}`} />
    </Stats>
  );
}

function Lines({ campaign, calls }: { campaign: Campaign; calls: Call[] }) {
  // A line keeps its place while the calls on it change.
  const place = (call: Call) => (campaign.mode === 'unattended' ? (call.lineNumber ?? 0) : 0);
  const sorted = [...calls].sort((a, b) => place(a) - place(b) || Date.parse(a.queuedAt) - Date.parse(b.queuedAt));
  const capacity = capacityOf(campaign);
  const agents = useAgentNames();
  const labelOf = (call: Call) => (campaign.mode === 'unattended' ? call.lineNumber && `Line ${call.lineNumber}` : agents.get(call.userId ?? '')) || undefined;
  const aside = campaign.mode === 'unattended' ? `${calls.length} of ${plural(capacity, 'line')}` : plural(calls.length, 'call');
  return (
    <Panel title="Lines at work" aside={aside}>
      {sorted.length === 0 ? (
        <Empty compact title={campaign.status === 'RUNNING' ? 'No call at this moment' : 'No line is at work'}>
          {campaign.status === 'PENDING'
            ? 'Press Start and the lines show up here.'
            : campaign.status === 'RUNNING' && hasAgents(campaign.mode)
              ? 'Agents join from Calls. Lines start when one is available.'
              : 'Calls appear here the moment they are placed.'}
        </Empty>
      ) : (
        <div className={classes.lines}>
          {sorted.slice(0, CARDS).map((call) => (
            <LineCard key={call.id} call={call} label={labelOf(call)} />
          ))}
          {sorted.length > CARDS && <p className={classes.dim}>and {plural(sorted.length - CARDS, 'more call')}</p>}
        </div>
      )}
    </Panel>
  );
}

function SettingsSummary({ campaign: c }: { campaign: Campaign }) {
  const rows: [string, string][] = [
    ['Attempts per lead', String(c.maxAttempts ?? '–')],
    ['Ring for at most', c.ringTimeoutSeconds ? `${c.ringTimeoutSeconds} s` : '–'],
    ['Hours', c.callingWindow?.alwaysOpen ? 'always open (simulator)' : 'set hours'],
    ['Answering machines', c.amd === 'beside' ? 'detected while connected' : c.amd === 'before' ? 'detected first' : 'treated like people'],
    ['Numbers', c.numberIds?.length ? String(c.numberIds.length) : 'all active'],
    ['Agents', c.agentIds?.length ? String(c.agentIds.length) : 'everybody'],
  ];
  if (c.mode === 'unattended') rows.pop();
  if (c.mode === 'power') rows.splice(0, 0, ['Lines per agent', String(c.lines ?? '–')], ['Busy lines', BUSY_LINES.find((b) => b.value === c.busyLinePolicy)?.label ?? '–']);
  return (
    <Panel title="Set up">
      <dl className={classes.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
