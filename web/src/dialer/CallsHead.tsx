import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useShortcuts } from '../ui/shortcuts';
import classes from './CallsHead.module.css';

const TABS = [
  { to: '/calls', label: 'Power Dialer' },
  { to: '/calls/manual', label: 'Manual Dialing' },
] as const;

/** The two ways to call, and what the page adds on the right. */
export function CallsHead({ current, children }: { current: (typeof TABS)[number]['label']; children?: ReactNode }) {
  const navigate = useNavigate();
  useShortcuts('Dialer', [{ keys: 'g m', label: 'Go to Manual Dialing', run: () => void navigate({ to: '/calls/manual' }) }]);
  return (
    <div className={classes.head}>
      <h1 className={classes.title}>Calls: {current}</h1>
      <nav className={classes.tabs} aria-label="Ways to call">
        {TABS.map((t) => (
          <Link key={t.to} to={t.to} activeOptions={{ exact: true }} className={classes.tab} aria-current={t.label === current ? 'page' : undefined}>
            {t.label}
          </Link>
        ))}
      </nav>
      {children}
    </div>
  );
}
