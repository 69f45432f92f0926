import { Button, Drawer, SegmentedControl, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { flat, queries } from '../api/queries';
import type { Activity, Lead } from '../api/schema';
import { CallRows } from '../call/CallRows';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { dateTime, localTime, nameOf, phone, when } from '../ui/format';
import { leadTone } from '../ui/theme';
import { useNow } from '../ui/ticker';
import { toast } from '../ui/toast';
import classes from './LeadDrawer.module.css';

export function LeadDrawer({ leadId, onClose }: { leadId: string; onClose: () => void }) {
  const lead = useQuery(queries.lead(leadId));
  const [tab, setTab] = useState('activities');
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={lead.data ? nameOf(lead.data) : 'Lead'} overlayProps={{ backgroundOpacity: 0.12 }} padding="lg">
      {lead.isPending ? (
        <SkeletonRows rows={6} />
      ) : lead.isError ? (
        <Failed error={lead.error} retry={() => void lead.refetch()} />
      ) : (
        <>
          <Facts lead={lead.data} />
          <SegmentedControl
            fullWidth
            size="xs"
            mt={20}
            mb={8}
            value={tab}
            onChange={setTab}
            data={[
              { value: 'activities', label: 'Activity' },
              { value: 'calls', label: `Calls (${lead.data.callCount})` },
            ]}
          />
          {tab === 'calls' ? (
            <CallRows params={{ leadId }} />
          ) : (
            <>
              <AddNote leadId={leadId} />
              <Activities leadId={leadId} />
            </>
          )}
        </>
      )}
    </Drawer>
  );
}

function Facts({ lead }: { lead: Lead }) {
  const now = useNow();
  const custom = Object.entries(lead.customFields);
  const address = [lead.address, lead.city, [lead.state, lead.postcode].filter(Boolean).join(' '), lead.country].filter(Boolean).join(', ');
  return (
    <>
      <div className={classes.top}>
        <Chip tone={leadTone[lead.status]}>{lead.status}</Chip>
        {lead.doNotCall && lead.status !== 'DNC' && <Chip tone="failed">do not call</Chip>}
        {lead.company && <span>{lead.company}</span>}
        <DoNotCall lead={lead} />
      </div>
      <dl className={classes.facts}>
        {lead.phones.map((p) => (
          <Fact key={p.number} name={p.primary ? 'Phone' : 'Other phone'}>
            {phone(p.number)}
            {p.type && p.type !== 'unknown' && <span className={classes.dim}> {p.type}</span>}
          </Fact>
        ))}
        {lead.email && <Fact name="Email">{lead.email}</Fact>}
        <Fact name="Local time">
          {localTime(lead.timeZone, now) ?? 'unknown'}
          {lead.timeZone && <span className={classes.dim}> {lead.timeZone}</span>}
        </Fact>
        {address && <Fact name="Address">{address}</Fact>}
        {lead.lastCalledAt && <Fact name="Last called">{dateTime(lead.lastCalledAt)}</Fact>}
        {lead.notes && <Fact name="Notes">{lead.notes}</Fact>}
        {custom.map(([name, value]) => (
          <Fact key={name} name={name}>
            {String(value)}
          </Fact>
        ))}
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function DoNotCall({ lead }: { lead: Lead }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (doNotCall: boolean) => api.patch<Lead>(`/api/leads/${lead.id}`, { doNotCall }),
    onSuccess: (saved) => {
      client.setQueryData(keys.lead(lead.id), saved);
      void client.invalidateQueries({ queryKey: ['leads', 'list'] });
      toast.success(saved.doNotCall ? `${nameOf(saved)} will not be called again.` : `${nameOf(saved)} may be called again.`);
    },
    onError: toast.error,
  });
  return (
    <Button size="compact-sm" variant="default" ml="auto" loading={change.isPending} onClick={() => change.mutate(!lead.doNotCall)}>
      {lead.doNotCall ? 'Allow calls' : 'Do not call'}
    </Button>
  );
}

function AddNote({ leadId }: { leadId: string }) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => api.post(`/api/leads/${leadId}/activities`, { text: text.trim() }),
    onSuccess: async () => {
      setText('');
      await client.invalidateQueries({ queryKey: keys.activities(leadId) });
    },
    onError: toast.error,
  });
  return (
    <form
      className={classes.note}
      onSubmit={(e) => {
        e.preventDefault();
        add.mutate();
      }}
    >
      <TextInput flex={1} aria-label="Add a note" placeholder="Add a note" maxLength={10_000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
      <Button type="submit" variant="default" disabled={!text.trim()} loading={add.isPending}>
        Add
      </Button>
    </form>
  );
}

function Activities({ leadId }: { leadId: string }) {
  const activities = useInfiniteQuery(queries.activities(leadId));
  const items = flat(activities.data);
  if (activities.isPending) return <SkeletonRows rows={4} />;
  if (activities.isError) return <Failed compact error={activities.error} retry={() => void activities.refetch()} />;
  if (items.length === 0) return <Empty compact title="Nothing has happened yet">Calls, notes and outcomes will stand here, newest first.</Empty>;
  return (
    <ol className={classes.activities}>
      {items.map((a) => (
        <ActivityRow key={a.id} activity={a} />
      ))}
      {activities.hasNextPage && (
        <Button variant="subtle" size="compact-sm" onClick={() => void activities.fetchNextPage()}>
          Older
        </Button>
      )}
    </ol>
  );
}

function ActivityRow({ activity }: { activity: Activity }) {
  return (
    <li>
      <span className={classes.kind}>{activity.kind}</span>
      <span className={classes.text}>{activity.text}</span>
      <time dateTime={activity.at} className={classes.dim}>
        {when(activity.at)}
      </time>
    </li>
  );
}
