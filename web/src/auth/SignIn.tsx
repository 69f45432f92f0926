import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { ApiError, sentenceOf } from '../api/problem';
import { Mark } from '../ui/Mark';
import { NewPassword, OneTimeLink } from './OneTimeLink';
import classes from './SignIn.module.css';

/** Only paths of this app: an address elsewhere in `next` would be a phisher's gift. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/sign-in') ? next : '/';
}

export function SignIn() {
  const { token, next, step } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const [link] = useState(token);
  useEffect(() => {
    // Neither the address bar nor the history may keep the link.
    if (token) void navigate({ to: '/sign-in', search: { next }, replace: true });
  }, [navigate, next, token]);
  return (
    <main className={classes.screen}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Mark size={28} />
          <span>Trunkline</span>
        </div>
        {link ? <OneTimeLink token={link} /> : step === 'password' ? <NewPassword /> : <PasswordForm next={safeNext(next)} />}
      </div>
      <p className={classes.foot}>
        First start? The server prints a one-time sign-in link to its log, unless an owner account was set by{' '}
        <code>TRUNKLINE_OWNER_EMAIL</code> and <code>TRUNKLINE_OWNER_PASSWORD</code>.
      </p>
    </main>
  );
}

function PasswordForm({ next }: { next: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await api.post('/api/auth/login', { email: email.trim(), password });
      client.clear();
      await navigate({ href: next });
    } catch (error) {
      const wrong = error instanceof ApiError && error.status === 401;
      setProblem(wrong ? 'Email and password do not match. Check both; capitals count in the password.' : sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(e) => void submit(e)} className={classes.form} aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">Sign in</h1>
      <TextInput label="Email" type="email" autoComplete="username" required autoFocus value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
        error={problem}
      />
      <Button type="submit" size="md" fullWidth loading={busy} disabled={!email || !password}>
        Sign in
      </Button>
    </form>
  );
}
