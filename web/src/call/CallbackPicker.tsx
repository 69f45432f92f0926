import { Button } from '@mantine/core';
import { useState } from 'react';
import { serverNow } from '../api/client';
import { timeOfDay, when } from '../ui/format';
import classes from './CallPanel.module.css';
import { dayAt, fromWall, toWall } from './zoned';

interface Props {
  timeZone: string | null;
  busy: boolean;
  onCancel: () => void;
  onPick: (at: Date) => void;
}

/** When to call again, on the lead's own clock; the viewer's time stands beside it. */
export function CallbackPicker({ timeZone, busy, onCancel, onPick }: Props) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = timeZone ?? own;
  const now = new Date(serverNow());
  const quick = [
    { label: 'In 1 hour', at: new Date(now.getTime() + 3_600_000) },
    { label: 'In 3 hours', at: new Date(now.getTime() + 3 * 3_600_000) },
    { label: 'Tomorrow 10:00', at: dayAt(now, 1, 10, zone) },
    { label: 'Tomorrow 15:00', at: dayAt(now, 1, 15, zone) },
    { label: 'In a week 10:00', at: dayAt(now, 7, 10, zone) },
  ];
  const [wall, setWall] = useState(() => toWall(dayAt(now, 1, 10, zone), zone));
  const chosen = wall ? fromWall(wall, zone) : null;
  const past = chosen !== null && chosen.getTime() <= now.getTime();
  return (
    <div className={classes.dispositions} onKeyDown={(e) => e.key === 'Escape' && onCancel()}>
      <div className={classes.dispositionsHead}>
        <h3>Call back at</h3>
        <span>{timeZone ? `their time, ${timeZone}` : 'zone unknown: your time'}</span>
      </div>
      <div className={classes.quick}>
        {quick.map((q) => (
          <Button key={q.label} size="compact-sm" variant="default" disabled={busy} onClick={() => onPick(q.at)}>
            {q.label}
          </Button>
        ))}
      </div>
      <div className={classes.pick}>
        <input type="datetime-local" aria-label="Date and time" autoFocus value={wall} min={toWall(now, zone)} onChange={(e) => setWall(e.currentTarget.value)} />
        <span className={past ? classes.past : undefined}>
          {past ? 'is in the past' : chosen && zone !== own ? `${when(chosen.toISOString())} your time` : chosen ? timeOfDay(chosen) : ''}
        </span>
      </div>
      <div className={classes.pick}>
        <Button disabled={!chosen || past} loading={busy} onClick={() => chosen && onPick(chosen)}>
          Save callback
        </Button>
        <Button variant="default" onClick={onCancel}>
          Another outcome
        </Button>
      </div>
    </div>
  );
}
