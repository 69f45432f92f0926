import { SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { queries } from '../api/queries';
import type { Callback } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { useDial } from '../dialer/useDial';
import { useAgentNames } from '../shell/useAgentNames';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Confirm } from '../ui/Confirm';
import { plural } from '../ui/format';
import { LinkButton } from '../ui/links';
import { Page, Panel } from '../ui/Panel';
import { useNow } from '../ui/ticker';
import { toast } from '../ui/toast';
import { agendaOf } from './agenda';
import { CallbackRow } from './CallbackRow';
import classes from './CallbacksPage.module.css';
import { Reschedule } from './Reschedule';

/** Appointments are no events of their own. */
const ASK_MS = 20_000;

type Whose = 'mine' | 'everybody';

/** Appointments as an agenda: what is overdue first, then day by day. */
export function CallbacksPage() {
  const me = useMe();
  const seesAll = atLeast(me, 'supervisor');
  const [kept, setWhose] = useLocalStorage<Whose>({ key: 'trunkline-callbacks', defaultValue: 'mine' });
  const whose = seesAll ? kept : 'mine';
  const client = useQueryClient();
  const query = useQuery({ ...queries.callbacks({ status: 'PENDING' }), refetchInterval: ASK_MS });
  const names = useAgentNames();
  const dial = useDial();
  const [moving, setMoving] = useState<Callback | null>(null);
  const [canceling, setCanceling] = useState<Callback | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ['callbacks'] });
  // Those for anyone are everybody's.
  const shown = (query.data ?? []).filter((c) => whose === 'everybody' || c.userId === null || c.userId === me.id);
  const now = useNow();
  const days = agendaOf(shown, now);
  const overdue = days[0]?.key === 'overdue' ? days[0].callbacks.length : 0;

  const cancel = useMutation({
    mutationFn: (callback: Callback) => api.delete(`/api/callbacks/${callback.id}`),
    onSuccess: async () => {
      await refresh();
      setCanceling(null);
      toast.success('The callback is canceled.');
    },
    onError: toast.error,
  });
  const call = (callback: Callback) => {
    const to = callback.lead.phone;
    if (!dial.isPending && to) dial.mutate({ to, leadId: callback.leadId }, { onSettled: refresh });
  };

  return (
    <Page
      title="Callbacks"
      sub={query.isSuccess && (overdue > 0 ? `${plural(shown.length, 'callback')}, ${overdue} overdue` : plural(shown.length, 'callback'))}
      actions={
        seesAll && (
          <SegmentedControl
            size="xs"
            aria-label="Whose"
            value={whose}
            onChange={(v) => setWhose(v as Whose)}
            data={[
              { value: 'mine', label: 'Mine and anyone’s' },
              { value: 'everybody', label: 'Everybody’s' },
            ]}
          />
        )
      }
    >
      <div className={classes.agenda}>
        {query.isPending ? (
          <Panel flush>
            <SkeletonRows rows={6} height={56} />
          </Panel>
        ) : query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : days.length === 0 ? (
          <Empty title="No callbacks" action={<LinkButton to="/calls" variant="default">Go to Calls</LinkButton>}>
            When somebody asks to be called back, choose Callback after the call. It stands here at its time, and rings first in its campaign.
          </Empty>
        ) : (
          days.map((day) => (
            <Panel key={day.key} title={day.title} aside={String(day.callbacks.length)} flush>
              {day.callbacks.map((c) => (
                <CallbackRow key={c.id} callback={c} now={now} overdue={day.key === 'overdue'} busy={dial.isPending} whose={c.userId === null ? null : c.userId === me.id ? 'mine' : (names.get(c.userId) ?? 'an agent')} onCall={() => call(c)} onMove={() => setMoving(c)} onCancel={() => setCanceling(c)} />
              ))}
            </Panel>
          ))
        )}
      </div>
      {moving && <Reschedule callback={moving} name={names.get(moving.userId ?? '')} onClose={() => setMoving(null)} onMoved={refresh} />}
      {canceling && (
        <Confirm
          title="Cancel this callback?"
          text={`${canceling.lead.name || 'The lead'} is not called at that time any more. The lead itself stays.`}
          action="Cancel callback"
          busy={cancel.isPending}
          onClose={() => setCanceling(null)}
          onConfirm={() => cancel.mutate(canceling)}
        />
      )}
    </Page>
  );
}
