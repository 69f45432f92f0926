import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPhone } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Callback } from '../api/schema';
import { Chip } from '../ui/Chip';
import { clock, localTime, phone, secondsBetween, span, timeOfDay } from '../ui/format';
import classes from './CallbacksPage.module.css';

interface Props {
  callback: Callback;
  now: number;
  overdue: boolean;
  /** Null: anyone's. */
  whose: string | null;
  busy: boolean;
  onCall: () => void;
  onMove: () => void;
  onCancel: () => void;
}

export function CallbackRow({ callback: c, now, overdue, whose, busy, onCall, onMove, onCancel }: Props) {
  const name = c.lead.name || 'Lead';
  const theirs = localTime(c.lead.timeZone, Date.parse(c.dueAt));
  return (
    <div className={classes.row}>
      <div className={classes.time} data-overdue={overdue || undefined}>
        <b>{timeOfDay(c.dueAt)}</b>
        <span>{overdue ? `${late(c.dueAt, now)} late` : (theirs ?? '')}</span>
      </div>
      <div className={classes.who}>
        <Link to="/leads" search={{ lead: c.leadId }} className={classes.name}>
          {name}
        </Link>
        <span className={classes.dim}>{[c.lead.company, c.lead.phone && phone(c.lead.phone)].filter(Boolean).join(' · ')}</span>
      </div>
      <p className={classes.notes} title={c.notes ?? undefined}>
        {c.notes}
      </p>
      <div className={classes.whose}>{whose === null ? <Chip tone="available">anyone</Chip> : <Chip tone="done">{whose}</Chip>}</div>
      <Button size="compact-md" leftSection={<IconPhone size={15} />} disabled={busy || !c.lead.phone} aria-label={`Call ${name} now`} onClick={onCall}>
        Call
      </Button>
      <Menu position="bottom-end" width={170}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More for ${name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onMove}>Reschedule</Menu.Item>
          <Menu.Item color="red" onClick={onCancel}>
            Cancel
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function late(dueAt: string, now: number): string {
  const seconds = secondsBetween(dueAt, now);
  return seconds < 3600 ? clock(seconds) : span(Math.floor(seconds / 3600) * 3600);
}
