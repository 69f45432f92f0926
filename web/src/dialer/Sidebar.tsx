import { ActionIcon, Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { flat, queries } from '../api/queries';
import { useMe } from '../auth/session';
import type { Lead, QueueEntry, Session } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { clock, count, nameOf, percent, phone, plural, primaryPhone, when } from '../ui/format';
import { useShortcuts } from '../ui/shortcuts';
import { entryTone, sessionTone } from '../ui/theme';
import { useNow } from '../ui/ticker';
import { LinkButton } from '../ui/links';
import { Rows } from '../ui/Rows';
import classes from './Sidebar.module.css';
import { queueLine, queueOrder } from './sitting';
import type { Sitting } from './useSitting';

const TABS = ['Contacts', 'Queue', 'History'] as const;
type Tab = (typeof TABS)[number];

export function Sidebar({ sitting }: { sitting: Sitting }) {
  const [chosen, setTab] = useState<Tab>(sitting.session ? 'Queue' : 'Contacts');
  // A pool has its campaign's leads; there is nothing to pick.
  const tabs: readonly Tab[] = sitting.mode === 'predictive' ? ['History'] : TABS;
  const tab = tabs.includes(chosen) ? chosen : 'History';
  const sessionId = sitting.session?.id;
  useEffect(() => {
    if (sessionId && sitting.phase !== 'ready') setTab('Queue');
  }, [sessionId, sitting.phase]);
  useShortcuts('Dialer', [
    { keys: 'c', label: 'Contacts', run: () => setTab('Contacts') },
    { keys: 'q', label: 'Queue', run: () => setTab('Queue') },
  ]);
  return (
    <aside className={classes.side} aria-label="Contacts and queue">
      <div className={classes.tabs} role="tablist" aria-label="Contacts, queue, history">
        {tabs.map((t) => (
          <button key={t} type="button" role="tab" id={`tab-${t}`} aria-controls="dialer-side" aria-selected={tab === t} onClick={() => setTab(t)}>
            {t}
            {t === 'Queue' && sitting.session && <span className={classes.badge}>{count(Math.max(0, sitting.session.totalLeads - sitting.session.completedLeads))}</span>}
          </button>
        ))}
      </div>
      <div id="dialer-side" role="tabpanel" aria-labelledby={`tab-${tab}`} className={classes.panel}>
        {tab === 'Contacts' ? <Contacts sitting={sitting} /> : tab === 'Queue' ? <Queue sitting={sitting} onContacts={() => setTab('Contacts')} /> : <History />}
      </div>
    </aside>
  );
}

function Contacts({ sitting }: { sitting: Sitting }) {
  const [typed, setTyped] = useState('');
  const [listId, setListId] = useState('');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [search] = useDebouncedValue(typed.trim(), 120);
  const lists = useQuery(queries.lists()).data ?? [];
  const list = lists.find((l) => l.id === listId);
  const query = useInfiniteQuery({ ...queries.leads({ search: search || undefined, listId: listId || undefined }), placeholderData: keepPreviousData });
  const leads = flat(query.data);
  const callable = leads.filter((l) => !l.doNotCall);
  const allPicked = callable.length > 0 && callable.every((l) => picked.has(l.id));

  const toggle = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  const add = () => sitting.add.mutate({ leadIds: [...picked] }, { onSuccess: () => setPicked(new Set()) });
  const addList = () => list && sitting.add.mutate({ listId: list.id });

  return (
    <>
      <div className={classes.filters}>
        <TextInput size="xs" type="search" aria-label="Search contacts" placeholder="Search" leftSection={<IconSearch size={14} />} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
        <Select size="xs" aria-label="List" value={listId} onChange={(v) => setListId(v ?? '')} data={[{ value: '', label: 'All leads' }, ...lists.map((l) => ({ value: l.id, label: l.name }))]} />
      </div>
      {query.isPending ? (
        <SkeletonRows rows={8} height={44} />
      ) : query.isError ? (
        <Failed compact error={query.error} retry={() => void query.refetch()} />
      ) : leads.length === 0 ? (
        <Empty compact title={search ? 'Nobody matches' : 'No contacts yet'} action={!search && <LinkButton to="/leads" variant="default" size="compact-sm">Import leads</LinkButton>}>
          {search ? 'Part of a name, a company or a number is enough.' : 'Import a list first; then pick whom to call here.'}
        </Empty>
      ) : (
        <>
          <div className={classes.selectAll}>
            <Checkbox
              label={picked.size > 0 ? `${count(picked.size)} selected` : 'Select all shown'}
              checked={allPicked}
              indeterminate={!allPicked && picked.size > 0}
              onChange={() => setPicked(allPicked ? new Set() : new Set(callable.map((l) => l.id)))}
            />
          </div>
          <Rows items={leads} height={44} onEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}>
            {(lead) => <ContactRow lead={lead} picked={picked.has(lead.id)} onToggle={() => toggle(lead.id)} />}
          </Rows>
          <div className={classes.foot}>
            {picked.size === 0 && list ? (
              <Button fullWidth variant="default" loading={sitting.add.isPending} onClick={addList}>
                Add all {plural(list.leadCount, 'lead')} of {list.name}
              </Button>
            ) : (
              <Button fullWidth disabled={picked.size === 0} loading={sitting.add.isPending} onClick={add}>
                Add to Queue{picked.size > 0 ? ` (${count(picked.size)})` : ''}
              </Button>
            )}
          </div>
        </>
      )}
    </>
  );
}

function ContactRow({ lead, picked, onToggle }: { lead: Lead; picked: boolean; onToggle: () => void }) {
  return (
    <label className={classes.row} data-picked={picked || undefined} data-off={lead.doNotCall || undefined}>
      <Checkbox checked={picked} disabled={lead.doNotCall} onChange={onToggle} aria-label={nameOf(lead)} />
      <span className={classes.two}>
        <span className={classes.name}>{nameOf(lead)}</span>
        <span className={classes.dim}>{lead.company || phone(primaryPhone(lead))}</span>
      </span>
      {lead.doNotCall ? <Chip tone="failed">DNC</Chip> : lead.callCount > 0 && <span className={classes.dim}>{plural(lead.callCount, 'call')}</span>}
    </label>
  );
}

function Queue({ sitting, onContacts }: { sitting: Sitting; onContacts: () => void }) {
  const { session } = sitting;
  const now = useNow();
  const query = useInfiniteQuery({ ...queries.sessionQueue(session?.id ?? ''), enabled: session !== null });
  const entries = queueOrder(flat(query.data));
  if (!session) {
    return (
      <Empty compact title="The queue is empty" action={<Button size="compact-sm" variant="default" onClick={onContacts}>Pick contacts</Button>}>
        Pick contacts, press Start. Nothing is called before you do.
      </Empty>
    );
  }
  if (query.isPending) return <SkeletonRows rows={8} height={44} />;
  if (query.isError) return <Failed compact error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <Rows items={entries} height={46} onEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}>
        {(entry, i) => <EntryRow entry={entry} index={i + 1} now={now} onRemove={() => void sitting.remove(entry.id)} />}
      </Rows>
      <div className={classes.footLine}>{queueLine(entries, session, now)}</div>
    </>
  );
}

function EntryRow(props: { entry: QueueEntry; index: number; now: number; onRemove: () => void }) {
  const { entry, index, now } = props;
  const later = entry.status === 'PENDING' && entry.nextAttemptAt && Date.parse(entry.nextAttemptAt) > now + 1000 ? entry.nextAttemptAt : null;
  const attempt = Math.min(entry.attemptCount + (entry.status === 'PENDING' ? 1 : 0), entry.maxAttempts);
  const detail = later
    ? `${entry.lastOutcome ?? 'tried'}, again ${when(later, now)}`
    : entry.lastOutcome && entry.status !== 'CALLING'
      ? entry.lastOutcome
      : (entry.lead.company ?? phone(entry.lead.phone));
  return (
    <div className={classes.row} data-entry={entry.status}>
      <span className={classes.index}>{index}</span>
      <span className={classes.two}>
        <span className={classes.name}>{entry.lead.name}</span>
        <span className={classes.dim}>
          {entry.attemptCount > 0 && `Attempt ${Math.max(1, attempt)}/${entry.maxAttempts} · `}
          {detail}
        </span>
      </span>
      <Chip tone={entryTone[entry.status]} breathing={entry.status === 'CALLING'}>
        {entry.status}
      </Chip>
      {entry.status === 'PENDING' && (
        <ActionIcon size="xs" variant="subtle" color="gray" className={classes.remove} aria-label={`Take ${entry.lead.name} out of the queue`} onClick={props.onRemove}>
          <IconX size={13} />
        </ActionIcon>
      )}
    </div>
  );
}

function History() {
  const query = useInfiniteQuery(queries.sessions(useMe().id));
  const sessions = flat(query.data).filter((s) => s.status === 'ENDED');
  if (query.isPending) return <SkeletonRows rows={5} height={64} />;
  if (query.isError) return <Failed compact error={query.error} retry={() => void query.refetch()} />;
  if (sessions.length === 0) return <Empty compact title="No past sessions">Each sitting stands here with its figures once it has ended.</Empty>;
  return (
    <div className={classes.history}>
      {sessions.map((s) => (
        <PastSession key={s.id} session={s} />
      ))}
      {query.hasNextPage && (
        <Button m={12} size="compact-sm" variant="default" onClick={() => void query.fetchNextPage()}>
          Older
        </Button>
      )}
    </div>
  );
}

function PastSession({ session: s }: { session: Session }) {
  const figures = [
    ['Calls', count(s.stats?.callsMade)],
    ['Contacted', count(s.stats?.contacted)],
    ['Answered', count(s.stats?.answered)],
    ['No Answer', count(s.stats?.noAnswer)],
    ['Unique', percent(s.stats?.uniqueRate)],
    ['Talk', clock(s.stats?.talkSeconds)],
  ];
  return (
    <article className={classes.past}>
      <header>
        <span>{when(s.startedAt ?? s.createdAt)}</span>
        <Chip tone={sessionTone[s.status]}>{s.endReason ?? s.status}</Chip>
      </header>
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
