import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { ApiToken } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Confirm } from '../ui/Confirm';
import { when } from '../ui/format';
import { Panel } from '../ui/Panel';
import { toast } from '../ui/toast';
import { CopyLine } from './CopyLine';
import classes from './SettingsPage.module.css';

const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '', label: 'No end' },
];

export function TokenSettings() {
  const client = useQueryClient();
  const tokens = useQuery(queries.tokens());
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.tokens });
  const revoke = useMutation({
    mutationFn: (t: ApiToken) => api.delete(`/api/tokens/${t.id}`),
    onSuccess: async () => {
      await refresh();
      setRevoking(null);
    },
    onError: toast.error,
  });
  return (
    <>
      <p className={classes.intro}>
        Programs sign in with <code>Authorization: Bearer</code> and a token. It can do what you can do. The API is described at <a href="/api/docs">/api/docs</a>.
      </p>
      <Panel title="API tokens" flush aside={<Button size="compact-sm" onClick={() => setMaking(true)}>New token</Button>}>
        {tokens.isPending ? (
          <SkeletonRows rows={2} height={44} />
        ) : tokens.isError ? (
          <Failed compact error={tokens.error} retry={() => void tokens.refetch()} />
        ) : tokens.data.length === 0 ? (
          <Empty compact title="No tokens">Make one for a script or another system.</Empty>
        ) : (
          tokens.data.map((t) => (
            <div key={t.id} className={classes.row}>
              <strong className={classes.grow} style={{ fontWeight: 550 }}>
                {t.name}
              </strong>
              <span className={classes.dim}>{t.lastUsedAt ? `used ${when(t.lastUsedAt)}` : 'never used'}</span>
              <span className={classes.dim}>{t.expiresAt ? `ends ${when(t.expiresAt)}` : 'no end'}</span>
              <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRevoking(t)}>
                Revoke
              </Button>
            </div>
          ))
        )}
      </Panel>
      {making && <NewToken onClose={() => setMaking(false)} onMade={refresh} />}
      {revoking && (
        <Confirm
          title={`Revoke ${revoking.name}?`}
          text="Whatever uses it is refused from the next request on."
          action="Revoke token"
          busy={revoke.isPending}
          onClose={() => setRevoking(null)}
          onConfirm={() => revoke.mutate(revoking)}
        />
      )}
    </>
  );
}

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: () => Promise<unknown> }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const make = useMutation({
    mutationFn: () =>
      api.post<ApiToken>('/api/tokens', {
        name: name.trim(),
        expiresAt: days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null,
      }),
    onSuccess: onMade,
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    make.mutate();
  };
  const token = make.data?.token;
  if (token) {
    return (
      <Modal opened onClose={onClose} title={`Token ${make.data?.name ?? ''}`} size={520} closeOnClickOutside={false}>
        <p>Copy it now: only a fingerprint is kept, so it cannot be shown again.</p>
        <CopyLine value={token} />
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="New token" size={420}>
      <form onSubmit={submit} style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
        <TextInput data-autofocus label="What is it for?" placeholder="Nightly import" required value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <Select label="Ends after" data={LIFETIMES} value={days} onChange={(v) => setDays(v ?? '')} />
        {make.isError && (
          <p className={classes.error} role="alert">
            {sentenceOf(make.error)}
          </p>
        )}
        <Button type="submit" mt={4} disabled={!name.trim()} loading={make.isPending}>
          Make token
        </Button>
      </form>
    </Modal>
  );
}
