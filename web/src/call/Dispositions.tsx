import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Call, Disposition } from '../api/schema';
import { newest } from '../live/Live';
import { useShortcuts } from '../ui/shortcuts';
import { dispositionTone, toneVar } from '../ui/theme';
import { toast } from '../ui/toast';
import classes from './CallPanel.module.css';
import { CallbackPicker } from './CallbackPicker';

/** A built-in outcome has its tone of the theme; an organization's own brings its colour. */
export function dispositionColour(d: Pick<Disposition, 'outcome' | 'colour'>): string {
  const tone = dispositionTone[d.outcome];
  return tone ? toneVar(tone, 'solid') : /^#[0-9a-f]{6}$/i.test(d.colour) ? d.colour : toneVar('idle', 'solid');
}

/** One key each, from the moment the call has ended. */
export function Dispositions({ call, timeZone, live }: { call: Call; timeZone: string | null; live: boolean }) {
  const client = useQueryClient();
  const [picking, setPicking] = useState(false);
  const dispositions = useQuery(queries.dispositions()).data ?? [];
  const shown = dispositions.slice(0, 12).map((d, i) => ({ ...d, key: d.key ?? (i < 9 ? String(i + 1) : null) }));

  const save = useMutation({
    mutationFn: (choice: { outcome: string; callbackAt?: string; anyone?: boolean }) => api.post<Call | null>('/api/calls/disposition', { callId: call.id, ...choice }),
    onSuccess: (saved) => {
      if (saved) client.setQueryData(keys.call(call.id), newest.reconcile('call', saved));
      void client.invalidateQueries({ queryKey: keys.myAgent });
      void client.invalidateQueries({ queryKey: ['leads'] });
      void client.invalidateQueries({ queryKey: ['callbacks'] });
      void client.invalidateQueries({ queryKey: ['sessions', 'next-lead'] });
      void client.invalidateQueries({ queryKey: ['sessions', 'attempts'] });
    },
    onError: toast.error,
  });
  const choose = (d: Disposition) => {
    if (d.followUp === 'callback') setPicking(true);
    else save.mutate({ outcome: d.outcome });
  };
  useShortcuts(
    'Outcome',
    live ? [] : shown.flatMap((d) => (d.key ? [{ keys: d.key, label: d.label, run: () => choose(d) }] : [])),
  );

  if (picking) {
    return (
      <CallbackPicker
        timeZone={timeZone}
        busy={save.isPending}
        onCancel={() => setPicking(false)}
        onPick={(at, own) => save.mutate({ outcome: 'callback', callbackAt: at.toISOString(), anyone: !own })}
      />
    );
  }
  return (
    <div className={classes.dispositions}>
      <div className={classes.dispositionsHead}>
        <h3>Outcome</h3>
        {live && <span>when the call has ended</span>}
      </div>
      <div className={classes.grid}>
        {shown.map((d) => (
          <button key={d.outcome} type="button" className={classes.disposition} disabled={live || save.isPending} title={d.hint} onClick={() => choose(d)}>
            <i aria-hidden style={{ background: dispositionColour(d) }} />
            <span>{d.label}</span>
            {d.key && <kbd>{d.key}</kbd>}
          </button>
        ))}
      </div>
    </div>
  );
}
