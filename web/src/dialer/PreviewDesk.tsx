import { Button, Menu } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconPhone, IconPlayerTrackNext } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Attempt, Call, Lead, Session } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { count, when } from '../ui/format';
import { useShortcuts } from '../ui/shortcuts';
import { toast } from '../ui/toast';
import { PreviewLead } from './PreviewLead';
import classes from './PreviewDesk.module.css';
import { useCallingFrom } from './useCallingFrom';
import { useDial } from './useDial';

export const SKIP_REASONS = ['Not now', 'Wrong person', 'Already a customer', 'Wrong number', 'Not a fit'];

/** Read, then call or skip. Back and forth looks at whom the sitting has seen; the lead on offer stays reserved meanwhile. */
export function PreviewDesk({ session, calls, wrapUp }: { session: Session; calls: Call[]; wrapUp: boolean }) {
  const active = session.status === 'ACTIVE';
  const offer = useQuery({ ...queries.nextLead(session.id), enabled: active && !wrapUp });
  const attempts = useQuery(queries.attempts(session.id)).data ?? [];
  const seen = [...attempts].sort((a, b) => Date.parse(a.attemptedAt) - Date.parse(b.attemptedAt));
  const [back, setBack] = useState(0);
  const past = back > 0 ? (seen[seen.length - back] ?? null) : null;
  const goBack = () => setBack(Math.min(back + 1, seen.length));
  const goForth = () => setBack(Math.max(0, back - 1));
  useShortcuts('Preview', [
    { keys: 'ArrowLeft', label: 'The lead before', run: goBack },
    { keys: 'ArrowRight', label: 'The lead after', run: goForth },
  ]);
  // The server counts each lead as it puts it in front.
  const at = Math.max(1, session.currentIndex ?? 1);

  return (
    <div className={classes.desk}>
      <div className={classes.bar}>
        <Button size="compact-sm" variant="default" aria-label="The lead before" disabled={back >= seen.length} onClick={goBack}>
          <IconArrowLeft size={15} />
        </Button>
        <Button size="compact-sm" variant="default" aria-label="The lead after" disabled={back === 0} onClick={goForth}>
          <IconArrowRight size={15} />
        </Button>
        <span className={classes.place}>{past ? <>seen {when(past.attemptedAt)}</> : <>lead {count(at)} of {count(session.totalLeads)}</>}</span>
        {past && <Chip tone="done">{past.skipReason ? `skipped: ${past.skipReason}` : (past.outcome ?? 'called')}</Chip>}
      </div>
      {past ? <Past key={past.leadId + past.attemptedAt} attempt={past} busy={calls.length > 0 || wrapUp} /> : <Offered session={session} offer={offer} calls={calls} wrapUp={wrapUp} />}
    </div>
  );
}

function Past({ attempt, busy }: { attempt: Attempt; busy: boolean }) {
  const lead = useQuery(queries.lead(attempt.leadId));
  const [number, setNumber] = useState<string | null>(null);
  const from = useCallingFrom();
  const dial = useDial();
  if (lead.isPending) return <SkeletonRows rows={5} />;
  if (lead.isError) return <Failed compact error={lead.error} retry={() => void lead.refetch()} />;
  const to = number ?? numberOf(lead.data);
  return (
    <PreviewLead lead={lead.data} number={to} onNumber={setNumber}>
      <Button variant="default" size="lg" leftSection={<IconPhone size={18} />} disabled={!to || busy || lead.data.doNotCall} loading={dial.isPending} onClick={() => to && dial.mutate({ to, leadId: lead.data.id, numberId: from.numberId ?? undefined })}>
        Call again
      </Button>
    </PreviewLead>
  );
}

function Offered({ session, offer, calls, wrapUp }: { session: Session; offer: { data?: { lead: Lead } | null; isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown }; calls: Call[]; wrapUp: boolean }) {
  const client = useQueryClient();
  const dial = useDial();
  const from = useCallingFrom();
  const [number, setNumber] = useState<{ leadId: string; to: string } | null>(null);
  const skip = useMutation({
    mutationFn: ({ leadId, reason }: { leadId: string; reason: string }) => api.post('/api/sessions/mark-attempted', { sessionId: session.id, leadId, outcome: 'skipped', reason }),
    onSuccess: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: keys.nextLead(session.id) }), client.invalidateQueries({ queryKey: keys.attempts(session.id) })]);
    },
    onError: toast.error,
  });
  const lead = offer.data?.lead;
  const calling = lead ? calls.find((c) => c.leadId === lead.id) : undefined;
  const to = lead ? (number?.leadId === lead.id ? number.to : numberOf(lead)) : null;
  const free = lead !== undefined && session.status === 'ACTIVE' && calls.length === 0 && !wrapUp && !skip.isPending;
  const call = () => free && to && !dial.isPending && dial.mutate({ to, leadId: lead.id, sessionId: session.id, numberId: from.numberId ?? undefined });
  const [menu, setMenu] = useState(false);
  useShortcuts('Preview', [
    { keys: 'd', label: 'Call this lead', run: () => void call() },
    { keys: 's', label: 'Skip this lead', run: () => free && setMenu(true) },
  ]);

  if (wrapUp && !lead) return <Empty compact title="Choose an outcome in the call panel">The next lead comes after that.</Empty>;
  if (session.status === 'READY') return <Empty compact title="Ready">Press Start and the first lead is put in front of you. Nothing is called before you press Call.</Empty>;
  if (session.status === 'PAUSED' && !lead) return <Empty compact title="Paused">Resume goes on with the same lead.</Empty>;
  if (offer.isError) return <Failed compact error={offer.error} retry={() => void offer.refetch()} />;
  if (offer.isPending) return <SkeletonRows rows={6} />;
  if (!lead) return <Empty compact title="No lead may be called now">The queue is empty, or its leads wait for their hours or next attempt. The next one comes by itself.</Empty>;
  return (
    <PreviewLead lead={lead} number={to} onNumber={(n) => setNumber({ leadId: lead.id, to: n })}>
      <Button size="lg" leftSection={<IconPhone size={18} />} disabled={!free || !to} loading={dial.isPending || calling !== undefined} onClick={() => void call()}>
        Call <kbd>D</kbd>
      </Button>
      <Menu opened={menu} onChange={setMenu} position="top-start" width={220}>
        <Menu.Target>
          <Button size="lg" variant="default" leftSection={<IconPlayerTrackNext size={18} />} disabled={!free} loading={skip.isPending}>
            Skip <kbd>S</kbd>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Why?</Menu.Label>
          {SKIP_REASONS.map((reason) => (
            <Menu.Item key={reason} onClick={() => skip.mutate({ leadId: lead.id, reason })}>
              {reason}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </PreviewLead>
  );
}

function numberOf(lead: Lead): string | null {
  return (lead.phones.find((p) => p.primary) ?? lead.phones[0])?.number ?? null;
}
