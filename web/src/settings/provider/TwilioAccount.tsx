import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentenceOf } from '../../api/problem';
import type { TwilioAccounts } from '../../api/schema';
import { Confirm } from '../../ui/Confirm';
import { Panel } from '../../ui/Panel';
import { AccountForm } from './AccountForm';
import classes from './Provider.module.css';

/** Where on the page the account is entered. */
export const ACCOUNT = 'twilio-account';

export function TwilioAccount({ accounts }: { accounts: TwilioAccounts }) {
  const { source } = accounts;
  const own = source === 'organization';
  const saved = source === 'none' ? null : { ...accounts, accountSid: accounts.accountSid ?? '' };
  return (
    <div id={ACCOUNT}>
      <Panel title="Twilio account" flush aside={own ? <Forget path="/api/providers/twilio" sid={accounts.accountSid ?? ''} /> : undefined}>
        {source === 'installation' && <p className={classes.note}>This account is set by whoever runs the server (TRUNKLINE_TWILIO_…). One that you enter here takes its place for your organization.</p>}
        <AccountForm key={`${source} ${accounts.accountSid}`} path="/api/providers/twilio" saved={own ? saved : null} />
      </Panel>
    </div>
  );
}

export function Forget({ path, sid }: { path: string; sid: string }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const forget = useMutation({
    mutationFn: () => api.delete(path),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.twilio });
      setAsking(false);
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsking(true)}>
        Remove account
      </Button>
      {asking && (
        <Confirm
          title="Remove this account?"
          text="Its keys are deleted here and no call can be placed by it any more. Twilio keeps the account."
          name={sid}
          action="Remove account"
          busy={forget.isPending}
          error={forget.isError ? sentenceOf(forget.error) : undefined}
          onClose={() => setAsking(false)}
          onConfirm={() => forget.mutate()}
        />
      )}
    </>
  );
}
