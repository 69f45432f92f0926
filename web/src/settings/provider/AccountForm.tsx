import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { ApiError } from '../../api/problem';
import type { TwilioAccounts, TwilioCredentials } from '../../api/schema';
import { toast } from '../../ui/toast';
import { Field } from '../Field';
import { SaveBar } from '../SaveBar';
import own from './Provider.module.css';

interface Draft {
  accountSid?: string;
  authToken?: string;
  apiKeySid?: string;
  apiKeySecret?: string;
  appSid?: string;
}

const FIELDS: { key: keyof Draft; name: string; effect: string; secret?: 'hasAuthToken' | 'hasApiKeySecret'; placeholder?: string }[] = [
  { key: 'accountSid', name: 'Account SID', effect: 'On the first page of Twilio’s console.', placeholder: 'AC…' },
  { key: 'authToken', name: 'Auth token', effect: 'Beside it. Proves that webhooks come from Twilio.', secret: 'hasAuthToken' },
  { key: 'apiKeySid', name: 'API key SID', effect: 'Account → API keys, standard, region US1. Lets agents’ browsers in.', placeholder: 'SK…' },
  { key: 'apiKeySecret', name: 'API key secret', effect: 'Shown once when the key is made.', secret: 'hasApiKeySecret' },
  { key: 'appSid', name: 'TwiML App SID', effect: 'Voice → TwiML Apps. It carries the addresses below.', placeholder: 'AP…' },
];

/** Credentials of one account. Secrets go in and are never shown again. */
export function AccountForm({ path, saved }: { path: string; saved: TwilioCredentials | null }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>({});
  const save = useMutation({
    mutationFn: () => api.put<TwilioAccounts>(path, draft),
    onSuccess: (accounts) => {
      client.setQueryData(keys.twilio, accounts);
      void client.invalidateQueries({ queryKey: keys.softphone });
      setDraft({});
      toast.success('Saved. Test the connection next.');
    },
  });
  const changed = Object.keys(draft).length > 0;
  const wrong = (key: string) => (save.error instanceof ApiError ? save.error.field(key) : undefined);
  const set = (key: keyof Draft, value: string) =>
    setDraft((old) => {
      const { [key]: _, ...rest } = old;
      // Emptied again: what is saved stays, unless it may be taken away.
      const isAsSaved = value === '' ? !saved?.[key as 'accountSid'] : value === saved?.[key as 'accountSid'];
      return isAsSaved ? rest : { ...rest, [key]: value };
    });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} autoComplete="off">
      {FIELDS.map(({ key, name, effect, secret, placeholder }) => (
        <Field key={key} name={name} effect={effect}>
          {(a) =>
            secret ? (
              <PasswordInput
                {...a}
                autoComplete="new-password"
                placeholder={saved?.[secret] ? 'Set. Enter another to replace it' : 'Not set'}
                value={draft[key] ?? ''}
                error={wrong(key)}
                onChange={(e) => set(key, e.currentTarget.value)}
              />
            ) : (
              <TextInput {...a} className={own.sid} placeholder={placeholder} spellCheck={false} value={draft[key] ?? saved?.[key as 'accountSid'] ?? ''} error={wrong(key)} onChange={(e) => set(key, e.currentTarget.value.trim())} />
            )
          }
        </Field>
      ))}
      <SaveBar changed={changed} saving={save.isPending} error={save.error} onUndo={() => setDraft({})} label="Save account" />
    </form>
  );
}
