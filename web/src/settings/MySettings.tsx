import { Button, PasswordInput, Select, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { MySettings as Mine } from '../api/schema';
import { useMe } from '../auth/session';
import { ThemeSwitch } from '../shell/UserMenu';
import { Failed, SkeletonRows } from '../ui/Blank';
import { Panel } from '../ui/Panel';
import { toast } from '../ui/toast';
import { Field } from './Field';
import classes from './SettingsPage.module.css';

export function MySettings() {
  const me = useMe();
  const client = useQueryClient();
  const mine = useQuery(queries.mySettings());
  const save = useMutation({
    mutationFn: (change: Partial<Mine>) => api.put<Mine | null>('/api/settings/me', change),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.mySettings }),
    onError: toast.error,
  });
  const recording = mine.data?.recordingEnabled;
  return (
    <>
      <p className={classes.intro}>
        Signed in as {me.email}, {me.role} of {me.organization.name}.
      </p>
      <Panel title="Calls" flush>
        {mine.isPending ? (
          <SkeletonRows rows={2} height={60} />
        ) : mine.isError ? (
          <Failed compact error={mine.error} retry={() => void mine.refetch()} />
        ) : (
          <>
            <Field name="Record my calls" effect="A campaign that says otherwise wins.">
              {(a) => (
                <Select
                  {...a}
                  value={recording === null || recording === undefined ? '' : String(recording)}
                  data={[
                    { value: '', label: 'As set for the organization' },
                    { value: 'true', label: 'Always' },
                    { value: 'false', label: 'Never' },
                  ]}
                  onChange={(v) => save.mutate({ recordingEnabled: v === '' ? null : v === 'true' })}
                />
              )}
            </Field>
            <Field name="Simulate my own calls" effect="Your power sittings ring nobody, whatever the organization uses. Campaigns are not changed by this.">
              {(a) => <Switch {...a} checked={Boolean(mine.data.useMockDialer)} onChange={(e) => save.mutate({ useMockDialer: e.currentTarget.checked })} />}
            </Field>
          </>
        )}
      </Panel>
      <Panel title="Look" flush>
        <Field name="Theme" effect="System follows your computer.">
          {() => <ThemeSwitch />}
        </Field>
      </Panel>
      <Password />
    </>
  );
}

function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => api.post('/api/auth/password', { currentPassword: current, newPassword: next }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      toast.success('Your password is changed.');
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    change.mutate();
  };
  return (
    <Panel title="Password" flush>
      <form className={classes.form} onSubmit={submit}>
        <PasswordInput label="Current password" autoComplete="current-password" value={current} onChange={(e) => setCurrent(e.currentTarget.value)} />
        <PasswordInput label="New password" autoComplete="new-password" value={next} onChange={(e) => setNext(e.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={!current || next.length < 10} loading={change.isPending}>
          Change
        </Button>
      </form>
      {change.isError && (
        <p className={classes.error} role="alert" style={{ padding: '0 16px 12px' }}>
          {sentenceOf(change.error)}
        </p>
      )}
    </Panel>
  );
}
