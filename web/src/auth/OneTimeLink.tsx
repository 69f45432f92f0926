import { Button, PasswordInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { ApiError, sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Me } from '../api/schema';
import classes from './SignIn.module.css';

const MIN_LENGTH = 8;

type Step = 'checking' | 'password' | 'refused';

/** Turns a one-time link into a session, then asks for the password that replaces it. */
export function OneTimeLink({ token }: { token: string }) {
  const client = useQueryClient();
  const [step, setStep] = useState<Step>('checking');
  const [problem, setProblem] = useState('');
  const asked = useRef(false);

  useEffect(() => {
    // A link works once: a second run of this effect would burn it.
    if (asked.current) return;
    asked.current = true;
    api
      .post<Me>('/api/auth/link', { token })
      .then((me) => {
        client.clear();
        client.setQueryData(keys.me, me);
        setStep('password');
      })
      .catch((error: unknown) => {
        setProblem(sentenceOf(error));
        setStep('refused');
      });
  }, [client, token]);

  if (step === 'checking') return <p className={classes.note}>Checking your link…</p>;
  if (step === 'refused') {
    return (
      <div className={classes.form} role="alert">
        <h1>This link does not work</h1>
        <p className={classes.note}>{problem}</p>
        <p className={classes.note}>A link works once. Restart the server to print a fresh one, or ask an admin for another.</p>
        <Button component="a" href="/sign-in" variant="default">
          Sign in with a password
        </Button>
      </div>
    );
  }
  return <NewPassword />;
}

/** Asked of everybody who came in by a link, until they have a password: without one there is no way back in. */
export function NewPassword() {
  const client = useQueryClient();
  const me = useQuery(queries.me()).data;
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await api.post('/api/auth/password', { newPassword: password });
      client.clear();
      await navigate({ to: '/' });
    } catch (error) {
      setProblem((error instanceof ApiError && error.field('newPassword')) || sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(e) => void submit(e)} className={classes.form} aria-labelledby="password-title">
      <h1 id="password-title">Choose a password</h1>
      <p className={classes.note}>
        You are in{me && <> as <b>{me.email}</b></>}. With this address and a password you can come back; the link will not work a second time.
      </p>
      <input type="email" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
      <PasswordInput
        label="New password"
        description={`At least ${MIN_LENGTH} characters. A few words in a row are easy to keep and hard to guess.`}
        autoComplete="new-password"
        autoFocus
        required
        minLength={MIN_LENGTH}
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
        error={problem}
      />
      <Button type="submit" size="md" fullWidth loading={busy} disabled={password.length < MIN_LENGTH}>
        Save and go on
      </Button>
    </form>
  );
}
