import { Button, Select, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { ApiError, sentenceOf } from '../../api/problem';
import { queries } from '../../api/queries';
import { phone } from '../../ui/format';
import { Panel } from '../../ui/Panel';
import { Field } from '../Field';
import classes from './Provider.module.css';

/** Whether it works, before a customer finds out. */
export function TwilioChecks() {
  return (
    <Panel title="Try it" flush>
      <Connection />
      <TestCall />
    </Panel>
  );
}

function Connection() {
  const test = useMutation({ mutationFn: () => api.post<{ ok: boolean; detail: string }>('/api/providers/twilio/test') });
  return (
    <>
      <Field name="Connection" effect="Asks Twilio whether it knows the account. Nobody is called.">
        {(a) => (
          <Button {...a} aria-labelledby={undefined} variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            Test connection
          </Button>
        )}
      </Field>
      {test.data && <Result ok={test.data.ok}>{test.data.detail}</Result>}
      {test.isError && <Result ok={false}>{sentenceOf(test.error)}</Result>}
    </>
  );
}

function TestCall() {
  const numbers = useQuery(queries.numbers()).data ?? [];
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState('');
  const caller = from ?? numbers[0]?.number ?? null;
  const ring = useMutation({
    mutationFn: () => api.post<{ providerCallId: string }>('/api/providers/twilio/test-call', { from: caller, to: to.replace(/[^+0-9]/g, '') }),
  });
  const wrong = (key: string) => (ring.error instanceof ApiError ? ring.error.field(key) : undefined);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    ring.mutate();
  };
  return (
    <>
      <form className={classes.testCall} onSubmit={submit}>
        <Select
          label="Call from"
          data={numbers.map((n) => ({ value: n.number, label: n.label ? `${phone(n.number)} · ${n.label}` : phone(n.number) }))}
          value={caller}
          placeholder="No numbers yet"
          allowDeselect={false}
          error={wrong('from')}
          onChange={setFrom}
        />
        <TextInput label="To a phone beside you" type="tel" placeholder="+1 212 555 0100" value={to} error={wrong('to')} onChange={(e) => setTo(e.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={!caller || to.trim() === ''} loading={ring.isPending}>
          Place a test call
        </Button>
      </form>
      {ring.data && <Result ok>It rings. Answer it: one sentence is spoken, then it hangs up. Twilio charges for this call ({ring.data.providerCallId}).</Result>}
      {ring.isError && !wrong('from') && !wrong('to') && <Result ok={false}>{sentenceOf(ring.error)}</Result>}
    </>
  );
}

function Result({ ok, children }: { ok: boolean; children: React.ReactNode }) {
  const Icon = ok ? IconCheck : IconAlertTriangle;
  return (
    <p className={classes.result} data-ok={ok} role={ok ? 'status' : 'alert'}>
      <Icon size={16} aria-hidden />
      <span>{children}</span>
    </p>
  );
}
