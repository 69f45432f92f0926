import { ActionIcon, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPhone, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef, useState, type KeyboardEvent } from 'react';
import { flat, queries } from '../api/queries';
import type { Lead } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { localTime, nameOf, phone, primaryPhone } from '../ui/format';
import { LinkButton } from '../ui/links';
import { Rows } from '../ui/Rows';
import { useShortcuts } from '../ui/shortcuts';
import { useNow } from '../ui/ticker';
import classes from './ManualDialing.module.css';

interface Props {
  selected: string | null;
  onSelect: (lead: Lead) => void;
  onCall: (lead: Lead, number: string) => void;
}

/** Contacts to call, found as you type. A click selects, the phone calls, Enter in the search calls the first. */
export function ContactQueue({ selected, onSelect, onCall }: Props) {
  const [typed, setTyped] = useState('');
  const [listId, setListId] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 120);
  const field = useRef<HTMLInputElement>(null);
  const lists = useQuery(queries.lists()).data ?? [];
  const query = useInfiniteQuery({ ...queries.leads({ search: search || undefined, listId: listId || undefined }), placeholderData: keepPreviousData });
  const leads = flat(query.data);
  useShortcuts('Manual Dialing', [{ keys: '/', label: 'Search contacts', run: () => field.current?.focus() }]);

  const onKeyDown = (e: KeyboardEvent) => {
    const first = leads[0];
    const number = primaryPhone(first);
    if (e.key !== 'Enter' || search !== typed.trim() || !first || !number || first.doNotCall) return;
    e.preventDefault();
    onCall(first, number);
  };
  return (
    <section className={classes.column} aria-label="Contact queue">
      <h2 className={classes.head}>Contacts</h2>
      <div className={classes.filters}>
        <TextInput ref={field} size="xs" type="search" aria-label="Search contacts" placeholder="Search" leftSection={<IconSearch size={14} />} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} onKeyDown={onKeyDown} />
        <Select size="xs" aria-label="List" value={listId} onChange={(v) => setListId(v ?? '')} data={[{ value: '', label: 'All leads' }, ...lists.map((l) => ({ value: l.id, label: l.name }))]} />
      </div>
      {query.isPending ? (
        <SkeletonRows rows={9} height={50} />
      ) : query.isError ? (
        <Failed compact error={query.error} retry={() => void query.refetch()} />
      ) : leads.length === 0 ? (
        <Empty compact title={search ? 'Nobody matches' : 'No contacts yet'} action={!search && <LinkButton to="/leads" variant="default" size="compact-sm">Import leads</LinkButton>}>
          {search ? 'Part of a name, a company or a number is enough.' : 'Any number can be dialed all the same.'}
        </Empty>
      ) : (
        <Rows items={leads} height={50} onEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}>
          {(lead) => <Contact lead={lead} selected={lead.id === selected} onSelect={onSelect} onCall={onCall} />}
        </Rows>
      )}
    </section>
  );
}

function Contact({ lead, selected, onSelect, onCall }: { lead: Lead; selected: boolean } & Pick<Props, 'onSelect' | 'onCall'>) {
  const number = primaryPhone(lead);
  const name = nameOf(lead);
  return (
    <div className={classes.row} data-selected={selected || undefined}>
      <button type="button" className={classes.pick} aria-pressed={selected} onClick={() => onSelect(lead)}>
        <span className={classes.name}>{name}</span>
        <span className={classes.dim}>
          {[lead.company, number && phone(number)].filter(Boolean).join(' · ')}
        </span>
      </button>
      {lead.doNotCall ? (
        <Chip tone="failed">DNC</Chip>
      ) : (
        <>
          <LocalTime zone={lead.timeZone} />
          <ActionIcon variant="default" size={30} aria-label={`Call ${name}`} disabled={!number} onClick={() => number && onCall(lead, number)}>
            <IconPhone size={16} />
          </ActionIcon>
        </>
      )}
    </div>
  );
}

function LocalTime({ zone }: { zone: string | null }) {
  return <span className={`${classes.dim} ${classes.local}`}>{localTime(zone, useNow()) ?? ''}</span>;
}
