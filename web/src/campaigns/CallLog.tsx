import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { flat, queries } from '../api/queries';
import type { Call, CallEvent, CallStatus } from '../api/schema';
import { CallTimeline } from '../call/CallTimeline';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { clock, phone, timeWithSeconds } from '../ui/format';
import { Panel } from '../ui/Panel';
import { callTone } from '../ui/theme';
import classes from './CampaignPage.module.css';

const STATUSES = Object.keys(callTone) as CallStatus[];

/** Every call of the campaign, newest first; a row unfolds to what happened and what the provider sent. */
export function CallLog({ campaignId }: { campaignId: string }) {
  const [view, setView] = useState<'calls' | 'events'>('calls');
  const [typed, setTyped] = useState('');
  const [status, setStatus] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 150);
  const tabs = (
    <SegmentedControl
      size="xs"
      aria-label="What to show"
      value={view}
      onChange={(v) => setView(v as typeof view)}
      data={[
        { value: 'calls', label: 'Calls' },
        { value: 'events', label: 'All events' },
      ]}
    />
  );
  return (
    <Panel title="Call log" aside={tabs} flush>
      {view === 'calls' ? (
        <>
          <div className={classes.toolbar}>
            <TextInput flex={1} size="xs" aria-label="Search calls" placeholder="Lead or number" leftSection={<IconSearch size={14} />} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
            <Select size="xs" w={160} aria-label="Call status" value={status} onChange={(v) => setStatus(v ?? '')} data={[{ value: '', label: 'Any status' }, ...STATUSES.map((s) => ({ value: s, label: s }))]} />
          </div>
          <Calls params={{ campaignId, search: search || undefined, status: status || undefined }} />
        </>
      ) : (
        <Events campaignId={campaignId} />
      )}
    </Panel>
  );
}

function Calls({ params }: { params: { campaignId: string; search?: string; status?: string } }) {
  const query = useInfiniteQuery({ ...queries.calls(params), placeholderData: keepPreviousData });
  const calls = flat(query.data).filter((call) => matches(call, params.search));
  if (query.isPending) return <SkeletonRows rows={5} />;
  if (query.isError) return <Failed compact error={query.error} retry={() => void query.refetch()} />;
  if (calls.length === 0) {
    return params.search || params.status ? (
      <Empty compact title="No call matches">Try part of a name or number, or another status.</Empty>
    ) : (
      <Empty compact title="No calls yet">Each call stands here from the moment it is placed.</Empty>
    );
  }
  return (
    <>
      <div className={classes.logHead} aria-hidden>
        <span>Time</span>
        <span>Lead</span>
        <span>Number</span>
        <span>Status</span>
        <span>Outcome</span>
        <span className={classes.end}>Talk</span>
      </div>
      {calls.map((call) => (
        <LogRow key={call.id} call={call} />
      ))}
      {query.hasNextPage && <More busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} />}
    </>
  );
}

/** Live rows arrive unasked: what is shown is held to the search here as well. */
function matches(call: Call, search: string | undefined): boolean {
  if (!search) return true;
  const digits = search.replace(/\D/g, '');
  return Boolean(call.lead?.name.toLowerCase().includes(search.toLowerCase())) || (digits !== '' && call.to.includes(digits));
}

const LogRow = memo(function LogRow({ call }: { call: Call }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.logItem}>
      <button type="button" className={classes.logRow} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={classes.dim}>{timeWithSeconds(call.queuedAt)}</span>
        <span>{call.lead?.name ?? phone(call.to)}</span>
        <span className={classes.dim}>{phone(call.to)}</span>
        <span>
          <Chip tone={call.dropped ? 'failed' : callTone[call.status]}>{call.dropped ? 'dropped' : call.status}</Chip>
        </span>
        <span className={classes.dim}>{call.outcome ?? call.endCause ?? ''}</span>
        <span className={classes.end}>{call.answeredAt && call.endedAt ? clock(call.talkSeconds) : ''}</span>
        <IconChevronRight size={14} className={classes.chevron} aria-hidden />
      </button>
      {open && (
        <div className={classes.unfolded}>
          <CallTimeline call={call} />
        </div>
      )}
    </div>
  );
});

function Events({ campaignId }: { campaignId: string }) {
  const query = useInfiniteQuery(queries.campaignLog(campaignId));
  const events = flat(query.data);
  if (query.isPending) return <SkeletonRows rows={5} />;
  if (query.isError) return <Failed compact error={query.error} retry={() => void query.refetch()} />;
  if (events.length === 0) return <Empty compact title="Nothing has happened yet" />;
  return (
    <>
      {events.map((event) => (
        <EventRow key={event.id} event={event} />
      ))}
      {query.hasNextPage && <More busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} />}
    </>
  );
}

function EventRow({ event }: { event: CallEvent }) {
  return (
    <div className={classes.eventRow}>
      <time className={classes.dim} dateTime={event.at}>
        {timeWithSeconds(event.at)}
      </time>
      <span className={classes.eventWord}>{event.event}</span>
      <span>{event.leadName ?? phone(event.phoneNumber)}</span>
      <span className={classes.dim}>{event.details}</span>
    </div>
  );
}

function More({ busy, onClick }: { busy: boolean; onClick: () => void }) {
  return (
    <div className={classes.more}>
      <Button variant="default" size="compact-sm" loading={busy} onClick={onClick}>
        Older
      </Button>
    </div>
  );
}
