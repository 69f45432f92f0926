import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { TwilioAccounts } from '../../api/schema';
import { Chip } from '../../ui/Chip';
import { Panel } from '../../ui/Panel';
import { toast } from '../../ui/toast';
import { AccountForm } from './AccountForm';
import classes from './Provider.module.css';
import { Forget } from './TwilioAccount';

/** The account that takes over by itself while the first can't be used. */
export function SecondAccount({ accounts }: { accounts: TwilioAccounts }) {
  const client = useQueryClient();
  const second = accounts.second ?? null;
  const [adding, setAdding] = useState(false);
  const onSecond = accounts.inUse === 'second';
  const use = useMutation({
    mutationFn: (account: 'first' | 'second') => api.post<TwilioAccounts>('/api/providers/twilio/use', { account }),
    onSuccess: (saved) => client.setQueryData(keys.twilio, saved),
    onError: toast.error,
  });
  const other = onSecond ? 'first' : 'second';
  return (
    <Panel title="Second account" flush aside={second && <Forget path="/api/providers/twilio/second" sid={second.accountSid} />}>
      <div className={classes.second}>
        <p className={classes.help}>
          {onSecond
            ? `Calls go by the second account at the moment. ${accounts.inUseReason ?? ''}`
            : 'Takes over by itself when the first account can’t be used. It needs numbers and a TwiML App of its own, with the same addresses.'}
        </p>
        {second ? (
          <div className={classes.cardHead}>
            <Chip tone={onSecond ? 'ringing' : 'waiting'}>{onSecond ? 'in use' : 'standing by'}</Chip>
            <Button size="compact-sm" variant="default" loading={use.isPending} onClick={() => use.mutate(other)}>
              Use the {other} account
            </Button>
          </div>
        ) : (
          !adding && (
            <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
              Add a second account
            </Button>
          )
        )}
      </div>
      {(second || adding) && <AccountForm key={second?.accountSid ?? ''} path="/api/providers/twilio/second" saved={second} />}
    </Panel>
  );
}
