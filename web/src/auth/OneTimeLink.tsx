import { Button, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { ApiError, sentenceOf } from '../api/problem';
import classes from './SignIn.module.css';

const MIN_LENGTH = 8;

type Step = 'checking' | 'password' | 'refused';

/** Turns a one-time link into a session, then asks for the password that replaces it. */
export function OneTimeLink({ token }: { token: string }) {
  const [step, setStep] = useState<Step>('checking');
  const [problem, setProblem] = useState('');
  const asked = useRef(false);

  useEffect(() => {
    // A link works once: a second run of this effect would burn it.
    if (asked.current) return;
    asked.current = true;
    api
      .post('/api/auth/link', { token })
      .then(() => {
        // The address bar and the history must not keep the link.
        window.history.replaceState(null, '', '/sign-in');
        setStep('password');
      })
      .catch((error: unknown) => {
        setProblem(sentenceOf(error));
        setStep('refused');
      });
  }, [token]);

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

function NewPassword() {
  const client = useQueryClient();
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
      <p className={classes.note}>You are in. With a password you can come back; the link will not work a second time.</p>
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
