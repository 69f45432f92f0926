import { IconAddressBook, IconPhoneCall, IconSettings, IconTargetArrow } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Mark } from '../ui/Mark';
import classes from './Rail.module.css';

/** Only what is there: a page that is not built has no entry. */
const PLACES = [
  { to: '/calls', label: 'Calls', Icon: IconPhoneCall },
  { to: '/campaigns', label: 'Campaigns', Icon: IconTargetArrow },
  { to: '/leads', label: 'Leads', Icon: IconAddressBook },
] as const;

export function Rail() {
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link to="/" className={classes.mark} aria-label="Trunkline, start page">
        <Mark size={28} />
      </Link>
      {PLACES.map(({ to, label, Icon }) => (
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
