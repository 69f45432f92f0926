import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { api, upload } from '../api/client';
import { sentenceOf } from '../api/problem';
import { flat, queries } from '../api/queries';
import type { DncEntry, Import } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Confirm } from '../ui/Confirm';
import { phone, when } from '../ui/format';
import { Panel } from '../ui/Panel';
import { toast } from '../ui/toast';
import classes from './SettingsPage.module.css';

export function DncSettings() {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 150);
  const [removing, setRemoving] = useState<DncEntry | null>(null);
  const entries = useInfiniteQuery(queries.dnc({ search: search || undefined }));
  const items = flat(entries.data);
  const refresh = () => client.invalidateQueries({ queryKey: ['dnc'] });
  const remove = useMutation({
    mutationFn: (entry: DncEntry) => api.delete(`/api/dnc/${encodeURIComponent(entry.id ?? entry.number)}`),
    onSuccess: async () => {
      await refresh();
      setRemoving(null);
    },
    onError: toast.error,
  });
  return (
    <>
      <p className={classes.intro}>Nobody here is ever called, whoever asks for it: campaign, agent or API. A number that is added now also stops calls that are queued or ringing.</p>
      <Panel title="Do not call" flush aside={<ImportDnc onDone={refresh} />}>
        <AddEntry onAdded={refresh} />
        <div className={classes.form} data-divided>
          <TextInput type="search" aria-label="Search numbers" placeholder="Search numbers" value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
        </div>
        {entries.isPending ? (
          <SkeletonRows rows={4} />
        ) : entries.isError ? (
          <Failed compact error={entries.error} retry={() => void entries.refetch()} />
        ) : items.length === 0 ? (
          <Empty compact title={search ? 'Not on the list' : 'The list is empty'} />
        ) : (
          items.map((entry) => (
            <div key={entry.id ?? entry.number} className={classes.row}>
              <strong style={{ width: 150, fontWeight: 550 }}>{phone(entry.number)}</strong>
              <span className={classes.grow}>{entry.reason}</span>
              <span className={classes.dim}>{entry.source}</span>
              <span className={classes.dim}>{when(entry.createdAt)}</span>
              <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRemoving(entry)}>
                Remove
              </Button>
            </div>
          ))
        )}
        {entries.hasNextPage && (
          <div className={classes.form}>
            <Button variant="default" size="compact-sm" onClick={() => void entries.fetchNextPage()}>
              More
            </Button>
          </div>
        )}
      </Panel>
      {removing && (
        <Confirm
          title={`Allow calls to ${phone(removing.number)}?`}
          text="Only do this when the person asked to be called again, or the entry was a mistake."
          name={removing.number}
          action="Allow calls"
          busy={remove.isPending}
          onClose={() => setRemoving(null)}
          onConfirm={() => remove.mutate(removing)}
        />
      )}
    </>
  );
}

function AddEntry({ onAdded }: { onAdded: () => Promise<unknown> }) {
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const add = useMutation({
    mutationFn: () => api.post<DncEntry>('/api/dnc', { number: number.trim(), reason: reason.trim() }),
    onSuccess: async () => {
      await onAdded();
      setNumber('');
      setReason('');
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    add.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label="Number" placeholder="+1 504 621 8927" value={number} onChange={(e) => setNumber(e.currentTarget.value)} error={add.error && sentenceOf(add.error)} />
      <TextInput label="Reason" placeholder="asked by letter" value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
      <Button type="submit" disabled={!number.trim()} loading={add.isPending}>
        Block number
      </Button>
    </form>
  );
}

function ImportDnc({ onDone }: { onDone: () => Promise<unknown> }) {
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.set('file', file);
      return upload<Import>('/api/dnc/import', form, () => undefined);
    },
    onSuccess: async () => {
      toast.success('The file is being read. Its numbers are blocked within moments.');
      await onDone();
    },
    onError: toast.error,
  });
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.txt,text/csv,text/plain"
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          e.currentTarget.value = '';
          if (file) send.mutate(file);
        }}
      />
      <Button size="compact-sm" variant="default" loading={send.isPending} onClick={() => input.current?.click()}>
        Import CSV
      </Button>
    </>
  );
}
