import { SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { flat, queries } from '../api/queries';
import type { Campaign, CampaignStatus } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { DataTable, type Column } from '../ui/DataTable';
import { count, percent, when } from '../ui/format';
import { Page, Panel } from '../ui/Panel';
import { useShortcuts } from '../ui/shortcuts';
import { campaignTone } from '../ui/theme';
import { LinkButton } from '../ui/links';
import classes from './CampaignList.module.css';

const STATUSES: CampaignStatus[] = ['RUNNING', 'PAUSED', 'PENDING', 'COMPLETED', 'STOPPED', 'FAILED'];

const COLUMNS: Column<Campaign>[] = [
  { key: 'name', title: 'Name', width: 'minmax(180px, 1.5fr)', render: (c) => <strong className={classes.name}>{c.name}</strong> },
  { key: 'mode', title: 'Mode', width: '92px', render: (c) => <span className={classes.dim}>{c.mode}</span> },
  { key: 'status', title: 'Status', width: '118px', render: (c) => <Chip tone={campaignTone[c.status]}>{c.status}</Chip> },
  { key: 'progress', title: 'Progress', width: 'minmax(150px, 1fr)', render: (c) => <Progress campaign={c} /> },
  { key: 'successful', title: 'Successful', width: '84px', end: true, render: (c) => count(c.successfulCalls) },
  { key: 'dropped', title: 'Dropped', width: '72px', end: true, render: (c) => count(c.droppedCalls) },
  { key: 'created', title: 'Created', width: '116px', end: true, render: (c) => <span className={classes.dim}>{when(c.createdAt)}</span> },
];

function Progress({ campaign }: { campaign: Campaign }) {
  const done = campaign.totalLeads > 0 ? campaign.completedLeads / campaign.totalLeads : null;
  return (
    <span className={classes.progress}>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${(done ?? 0) * 100}%` }} />
      </span>
      <span className={classes.figure}>{percent(done)}</span>
      <span className={classes.dim}>of {count(campaign.totalLeads)}</span>
    </span>
  );
}

export function CampaignList() {
  const { status } = useSearch({ from: '/inside/campaigns' });
  const navigate = useNavigate();
  const mayCreate = atLeast(useMe(), 'supervisor');
  const query = useInfiniteQuery({ ...queries.campaigns({ status }), placeholderData: keepPreviousData });
  const rows = flat(query.data);
  const create = () => void navigate({ to: '/campaigns/new' });
  useShortcuts('Campaigns', mayCreate ? [{ keys: 'c', label: 'New campaign', run: create }] : []);

  return (
    <Page
      still
      title="Campaigns"
      actions={
        mayCreate && (
          <LinkButton to="/campaigns/new" leftSection={<IconPlus size={15} />}>
            New campaign
          </LinkButton>
        )
      }
    >
      <Panel flush grow>
        <div className={classes.filters}>
          <SegmentedControl
            size="xs"
            aria-label="Status"
            value={status ?? ''}
            onChange={(value) => void navigate({ to: '/campaigns', search: { status: value || undefined } })}
            data={[{ value: '', label: 'All' }, ...STATUSES.map((s) => ({ value: s, label: s }))]}
          />
        </div>
        {query.isPending ? (
          <SkeletonRows rows={6} height={44} />
        ) : query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : rows.length === 0 ? (
          <NoCampaigns status={status} mayCreate={mayCreate} />
        ) : (
          <DataTable
            label="Campaigns"
            columns={COLUMNS}
            rows={rows}
            rowKey={(c) => c.id}
            rowHeight={44}
            onOpen={(c) => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: c.id } })}
            onEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
          />
        )}
      </Panel>
    </Page>
  );
}

function NoCampaigns({ status, mayCreate }: { status?: string; mayCreate: boolean }) {
  if (status) return <Empty title={`No campaign is ${status}`}>Choose another status above.</Empty>;
  return (
    <Empty
      title="No campaigns yet"
      action={
        mayCreate && (
          <>
            <LinkButton to="/campaigns/new" leftSection={<IconPlus size={15} />}>
              New campaign
            </LinkButton>
            <LinkButton to="/leads" variant="default">
              Import leads first
            </LinkButton>
          </>
        )
      }
    >
      A campaign says who to call and how: lists of leads, numbers to call from, hours, and what happens when nobody answers. Nothing is called before you start it.
    </Empty>
  );
}
