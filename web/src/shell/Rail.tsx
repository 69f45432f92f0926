import { IconAddressBook, IconClockHour4, IconLayoutDashboard, IconPhoneCall, IconSettings, IconTargetArrow } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { atLeast, useMe } from '../auth/session';
import { Mark } from '../ui/Mark';
import classes from './Rail.module.css';

/** Only what is there: a page that is not built has no entry. */
const PLACES = [
  { to: '/calls', label: 'Calls', Icon: IconPhoneCall, role: 'agent' },
  { to: '/campaigns', label: 'Campaigns', Icon: IconTargetArrow, role: 'agent' },
  { to: '/leads', label: 'Leads', Icon: IconAddressBook, role: 'agent' },
  { to: '/callbacks', label: 'Callbacks', Icon: IconClockHour4, role: 'agent' },
  { to: '/wallboard', label: 'Wallboard', Icon: IconLayoutDashboard, role: 'supervisor' },
] as const;

export function Rail() {
  const me = useMe();
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link to="/" className={classes.mark} aria-label="Trunkline, start page">
        <Mark size={28} />
      </Link>
      {PLACES.filter((p) => atLeast(me, p.role)).map(({ to, label, Icon }) => (
        <Link key={to} to={to} className={classes.place}>
          <Icon size={20} stroke={1.6} aria-hidden />
          {label}
        </Link>
      ))}
      <Link to="/settings" className={`${classes.place} ${classes.last}`}>
        <IconSettings size={20} stroke={1.6} aria-hidden />
        Settings
      </Link>
    </nav>
  );
}
