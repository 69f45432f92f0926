import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconDownload, IconSearch, IconUpload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';
import { pathWith } from '../api/client';
import { flat, queries } from '../api/queries';
import type { Lead, LeadStatus } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { DataTable, type Column } from '../ui/DataTable';
import { count, nameOf, phone, plural, primaryPhone, when } from '../ui/format';
import { Page, Panel } from '../ui/Panel';
import { useShortcuts } from '../ui/shortcuts';
import { leadTone } from '../ui/theme';
import { LinkButton } from '../ui/links';
import { LeadDrawer } from './LeadDrawer';
import classes from './LeadsPage.module.css';
import { ListsPane, NameList } from './ListsPane';

const STATUSES = Object.keys(leadTone) as LeadStatus[];

const COLUMNS: Column<Lead>[] = [
  { key: 'name', title: 'Name', width: 'minmax(140px, 1.4fr)', sortable: true, render: (l) => <strong className={classes.name}>{nameOf(l)}</strong> },
  { key: 'company', title: 'Company', width: 'minmax(120px, 1.4fr)', render: (l) => l.company },
  { key: 'phone', title: 'Phone', width: '142px', render: (l) => <PhoneCell lead={l} /> },
  { key: 'status', title: 'Status', width: '116px', render: (l) => <Chip tone={leadTone[l.status]}>{l.status}</Chip> },
  { key: 'callCount', title: 'Calls', width: '56px', end: true, render: (l) => count(l.callCount) },
  { key: 'lastCalledAt', title: 'Last called', width: '116px', sortable: true, end: true, render: (l) => <span className={classes.dim}>{when(l.lastCalledAt)}</span> },
];

function PhoneCell({ lead }: { lead: Lead }) {
  return (
    <>
      {phone(primaryPhone(lead))}
      {lead.phones.length > 1 && <span className={classes.dim}> +{lead.phones.length - 1}</span>}
    </>
  );
}

/** Lists on the left, their leads beside, one lead in a drawer. The address holds the whole view. */
export function LeadsPage() {
  const search = useSearch({ from: '/inside/leads' });
  const navigate = useNavigate({ from: '/leads' });
  const field = useRef<HTMLInputElement>(null);
  const { listId, status, sort } = search;
  const params = { listId, status, sort, search: search.search };
  const leads = useInfiniteQuery({ ...queries.leads(params), placeholderData: keepPreviousData });
  const lists = useQuery(queries.lists());
  const rows = flat(leads.data);
  const list = lists.data?.find((l) => l.id === listId);

  const set = useCallback(
    (change: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true }),
    [navigate],
  );
  useShortcuts('Leads', [{ keys: '/', label: 'Search leads', run: () => field.current?.focus() }]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = leads;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <Page
      still
      title={list?.name ?? 'All leads'}
      sub={list ? plural(list.leadCount, 'lead') : undefined}
      actions={
        <>
          <Button component="a" href={pathWith('/api/leads/export.csv', { listId })} variant="default" leftSection={<IconDownload size={15} />} download>
            Export CSV
          </Button>
          {listId && (
            <LinkButton to="/leads/import/$listId" params={{ listId }} leftSection={<IconUpload size={15} />}>
              Import leads
            </LinkButton>
          )}
        </>
      }
    >
      <div className={classes.columns}>
        <ListsPane lists={lists} current={listId} onPick={(id) => set({ listId: id, lead: undefined })} />
        <Panel flush grow>
          <div className={classes.filters}>
            <SearchField ref={field} value={search.search ?? ''} onChange={(value) => set({ search: value || undefined })} />
            <Select
              aria-label="Status"
              w={150}
              value={status ?? ''}
              data={[{ value: '', label: 'Any status' }, ...STATUSES.map((s) => ({ value: s, label: s }))]}
              onChange={(value) => set({ status: value || undefined })}
            />
          </div>
          {leads.isPending ? (
            <SkeletonRows rows={12} />
          ) : leads.isError ? (
            <Failed error={leads.error} retry={() => void leads.refetch()} />
          ) : rows.length === 0 ? (
            <NoLeads filtered={Boolean(search.search || status)} listId={listId} hasLists={(lists.data?.length ?? 0) > 0} onMade={(id) => set({ listId: id })} />
          ) : (
            <DataTable
              label="Leads"
              columns={COLUMNS}
              rows={rows}
              rowKey={(l) => l.id}
              current={search.lead}
              onOpen={(l) => set({ lead: l.id })}
              sort={sort}
              onSort={(s) => set({ sort: s })}
              onEnd={more}
            />
          )}
        </Panel>
      </div>
      {search.lead && <LeadDrawer key={search.lead} leadId={search.lead} onClose={() => set({ lead: undefined })} />}
    </Page>
  );
}

function SearchField(props: { ref: React.Ref<HTMLInputElement>; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(props.value);
  const send = useDebouncedCallback(props.onChange, 120);
  return (
    <TextInput
      ref={props.ref}
      flex={1}
      type="search"
      aria-label="Search leads"
      placeholder="Name, company, email or number"
      leftSection={<IconSearch size={15} />}
      value={typed}
      onChange={(e) => {
        setTyped(e.currentTarget.value);
        send(e.currentTarget.value);
      }}
    />
  );
}

function NoLeads({ filtered, listId, hasLists, onMade }: { filtered: boolean; listId?: string; hasLists: boolean; onMade: (listId: string) => void }) {
  const [naming, setNaming] = useState(false);
  const mayChange = atLeast(useMe(), 'supervisor');
  if (filtered) return <Empty title="No lead matches">Part of a name, a company or a number is enough. Other statuses may hide it, too.</Empty>;
  if (listId) {
    return (
      <Empty
        title="This list is empty"
        action={
          <LinkButton to="/leads/import/$listId" params={{ listId }} leftSection={<IconUpload size={15} />}>
            Import leads
          </LinkButton>
        }
      >
        Drop a CSV file from Excel, HubSpot, Salesforce or anywhere else. You see how its columns are read before anything is saved.
      </Empty>
    );
  }
  return (
    <Empty title="No leads yet" action={!hasLists && mayChange && <Button onClick={() => setNaming(true)}>Make your first list</Button>}>
      {hasLists ? 'Pick a list on the left and import a CSV file into it.' : 'Leads live in lists, and a campaign calls one or more of them. Make a list, then drop a CSV file into it.'}
      {naming && <NameList list={null} onClose={() => setNaming(false)} onMade={onMade} />}
    </Empty>
  );
}
