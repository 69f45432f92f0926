import { Button, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { PhoneLine } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Confirm } from '../ui/Confirm';
import { phone } from '../ui/format';
import { Panel } from '../ui/Panel';
import { toast } from '../ui/toast';
import classes from './SettingsPage.module.css';

export function NumberSettings() {
  const client = useQueryClient();
  const numbers = useQuery(queries.numbers());
  const [removing, setRemoving] = useState<PhoneLine | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.numbers });
  const change = useMutation({
    mutationFn: (n: PhoneLine) => api.patch(`/api/numbers/${n.id}`, { status: n.status === 'active' ? 'disabled' : 'active' }),
    onSuccess: refresh,
    onError: toast.error,
  });
  const remove = useMutation({
    mutationFn: (n: PhoneLine) => api.delete(`/api/numbers/${n.id}`),
    onSuccess: async () => {
      await refresh();
      setRemoving(null);
    },
    onError: toast.error,
  });
  return (
    <>
      <p className={classes.intro}>Numbers you may call from. In a session they show up as Line 1, Line 2 and so on. On the simulator any valid number will do. A number with a cap makes no more calls than that within 24 hours; the others take over.</p>
      <Panel title="Numbers" flush>
        <AddNumber onAdded={refresh} />
        {numbers.isPending ? (
          <SkeletonRows rows={3} />
        ) : numbers.isError ? (
          <Failed compact error={numbers.error} retry={() => void numbers.refetch()} />
        ) : numbers.data.length === 0 ? (
          <Empty compact title="No numbers yet">Add one above; without a number to call from no campaign can start.</Empty>
        ) : (
          numbers.data.map((n, i) => (
            <div key={n.id} className={classes.row} data-off={n.status !== 'active' || undefined}>
              <span className={classes.dim} style={{ width: 52 }}>
                Line {i + 1}
              </span>
              <strong style={{ width: 140, fontWeight: 550 }}>{phone(n.number)}</strong>
              <span className={classes.grow}>{n.label}</span>
              <DailyCap number={n} onSaved={refresh} />
              <span className={classes.dim} style={{ width: 58 }}>
                {n.status}
              </span>
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => change.mutate(n)}>
                {n.status === 'active' ? 'Disable' : 'Enable'}
              </Button>
              <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRemoving(n)}>
                Remove
              </Button>
            </div>
          ))
        )}
      </Panel>
      {removing && (
        <Confirm
          title={`Remove ${phone(removing.number)}?`}
          text="Campaigns stop calling from it. Calls already made keep it in their log."
          action="Remove number"
          busy={remove.isPending}
          onClose={() => setRemoving(null)}
          onConfirm={() => remove.mutate(removing)}
        />
      )}
    </>
  );
}

/** Saved when the field is left or Enter is pressed; empty means no cap. */
function DailyCap({ number, onSaved }: { number: PhoneLine; onSaved: () => Promise<unknown> }) {
  const [cap, setCap] = useState<number | string>(number.dailyCap ?? '');
  const save = useMutation({
    mutationFn: (dailyCap: number | null) => api.patch(`/api/numbers/${number.id}`, { dailyCap }),
    onSuccess: onSaved,
    onError: (error) => {
      setCap(number.dailyCap ?? '');
      toast.error(error);
    },
  });
  const leave = () => {
    const wanted = cap === '' ? null : Number(cap);
    if (wanted !== (number.dailyCap ?? null)) save.mutate(wanted);
  };
  return (
    <NumberInput
      aria-label={`Calls a day from ${phone(number.number)}`}
      placeholder="no cap"
      suffix=" a day"
      size="xs"
      w={104}
      min={1}
      max={100_000}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      value={cap}
      onChange={setCap}
      onBlur={leave}
      onKeyDown={(e) => {
        if (e.key === 'Enter') e.currentTarget.blur();
        if (e.key === 'Escape') setCap(number.dailyCap ?? '');
      }}
      disabled={save.isPending}
    />
  );
}

function AddNumber({ onAdded }: { onAdded: () => Promise<unknown> }) {
  const [number, setNumber] = useState('');
  const [label, setLabel] = useState('');
  const add = useMutation({
    mutationFn: () => api.post<PhoneLine>('/api/numbers', { number: number.trim(), label: label.trim() }),
    onSuccess: async () => {
      await onAdded();
      setNumber('');
      setLabel('');
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    add.mutate();
  };
  return (
    <>
      <form className={classes.form} onSubmit={submit} data-divided={!add.isError || undefined}>
        <TextInput label="Number" placeholder="+1 212 555 0100" value={number} onChange={(e) => setNumber(e.currentTarget.value)} error={add.isError} />
        <TextInput label="Label" placeholder="New York office" value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
        <Button type="submit" disabled={!number.trim()} loading={add.isPending}>
          Add number
        </Button>
      </form>
      {add.isError && (
        <p className={classes.error} role="alert" style={{ padding: '0 16px 12px' }}>
          {sentenceOf(add.error)}
        </p>
      )}
    </>
  );
}
