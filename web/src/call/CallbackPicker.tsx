import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { serverNow } from '../api/client';
import { timeOfDay, when } from '../ui/format';
import classes from './CallPanel.module.css';
import { dayAt, fromWall, toWall } from './zoned';

interface Props {
  timeZone: string | null;
  busy: boolean;
  /** The time that stands now; tomorrow at ten by default. */
  start?: Date;
  /** Whether it begins as the agent's own, not anyone's. */
  own?: boolean;
  ownLabel?: string | null;
  cancel?: string;
  onCancel: () => void;
  onPick: (at: Date, own: boolean) => void;
}

/** When to call again, on the lead's own clock; the viewer's time stands beside it. */
export function CallbackPicker({ timeZone, busy, start, own: ownFirst = true, ownLabel, cancel = 'Another outcome', onCancel, onPick }: Props) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = timeZone ?? here;
  const now = new Date(serverNow());
  const quick = [
    { label: 'In 1 hour', at: new Date(now.getTime() + 3_600_000) },
    { label: 'In 3 hours', at: new Date(now.getTime() + 3 * 3_600_000) },
    { label: 'Tomorrow 10:00', at: dayAt(now, 1, 10, zone) },
    { label: 'Tomorrow 15:00', at: dayAt(now, 1, 15, zone) },
    { label: 'In a week 10:00', at: dayAt(now, 7, 10, zone) },
  ];
  const [own, setOwn] = useState(ownFirst);
  const [wall, setWall] = useState(() => toWall(start && start > now ? start : dayAt(now, 1, 10, zone), zone));
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
          <Button key={q.label} size="compact-sm" variant="default" disabled={busy} onClick={() => onPick(q.at, own)}>
            {q.label}
          </Button>
        ))}
      </div>
      <div className={classes.pick}>
        <input type="datetime-local" aria-label="Date and time" autoFocus value={wall} min={toWall(now, zone)} onChange={(e) => setWall(e.currentTarget.value)} />
        <span className={past ? classes.past : undefined}>
          {past ? 'is in the past' : chosen && zone !== here ? `${when(chosen.toISOString())} your time` : chosen ? timeOfDay(chosen) : ''}
        </span>
      </div>
      <SegmentedControl
        fullWidth
        size="xs"
        mt={10}
        aria-label="Who calls back"
        value={own ? 'own' : 'anyone'}
        onChange={(v) => setOwn(v === 'own')}
        data={[
          { value: 'own', label: ownLabel ? `${ownLabel} calls back` : 'I call back' },
          { value: 'anyone', label: 'Anyone may' },
        ]}
      />
      <div className={classes.pick}>
        <Button disabled={!chosen || past} loading={busy} onClick={() => chosen && onPick(chosen, own)}>
          Save callback
        </Button>
        <Button variant="default" onClick={onCancel}>
          {cancel}
        </Button>
      </div>
    </div>
  );
}
