import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { atLeast, useMe } from '../auth/session';
import type { Role } from '../api/schema';
import { Empty } from '../ui/Blank';
import { Page } from '../ui/Panel';
import { DispositionSettings } from './DispositionSettings';
import { DncSettings } from './DncSettings';
import { MySettings } from './MySettings';
import { NumberSettings } from './NumberSettings';
import { OrganizationSettings } from './OrganizationSettings';
import { ProviderSettings } from './provider/ProviderSettings';
import classes from './SettingsPage.module.css';
import { TokenSettings } from './TokenSettings';
import { UserSettings } from './UserSettings';

const SECTIONS: { id: string; title: string; role: Role; Body: () => ReactNode }[] = [
  { id: 'organization', title: 'Organization', role: 'admin', Body: OrganizationSettings },
  { id: 'provider', title: 'Provider', role: 'admin', Body: ProviderSettings },
  { id: 'numbers', title: 'Numbers', role: 'admin', Body: NumberSettings },
  { id: 'users', title: 'Users', role: 'admin', Body: UserSettings },
  { id: 'dispositions', title: 'Dispositions', role: 'agent', Body: DispositionSettings },
  { id: 'dnc', title: 'Do not call', role: 'supervisor', Body: DncSettings },
  { id: 'tokens', title: 'API tokens', role: 'agent', Body: TokenSettings },
  { id: 'me', title: 'Me', role: 'agent', Body: MySettings },
];

export function SettingsPage() {
  const { section } = useParams({ from: '/inside/settings/$section' });
  const me = useMe();
  const mine = SECTIONS.filter((s) => atLeast(me, s.role));
  const current = mine.find((s) => s.id === section);
  return (
    <Page title="Settings" still>
      <div className={classes.columns}>
        <nav className={classes.nav} aria-label="Settings">
          {mine.map((s) => (
            <Link key={s.id} to="/settings/$section" params={{ section: s.id }} className={classes.place}>
              {s.title}
            </Link>
          ))}
        </nav>
        <div className={classes.body} key={section}>
          {current ? <current.Body /> : <Empty title="Not for your role">Ask an admin of your organization.</Empty>}
        </div>
      </div>
    </Page>
  );
}
