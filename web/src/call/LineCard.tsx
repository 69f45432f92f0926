import { memo, type CSSProperties } from 'react';
import type { Call } from '../api/schema';
import { Chip } from '../ui/Chip';
import { localTime, phone } from '../ui/format';
import { callTone, toneVar } from '../ui/theme';
import { useNow } from '../ui/ticker';
import { Timer } from '../ui/Timer';
import classes from './LineCard.module.css';
import { useCallLead } from './useCallLead';

/** The moment that the state in which a call is now began. */
export function stateSince(call: Call): string | null {
  switch (call.status) {
    case 'in-progress':
    case 'voicemail-detected':
      return call.connectedAt ?? call.answeredAt;
    case 'ringing':
      return call.ringingAt;
    case 'dialing':
      return call.startedAt;
    default:
      return call.queuedAt;
  }
}

/** What one line is doing right now: who, state, seconds. */
export const LineCard = memo(function LineCard({ call, label, large = false }: { call: Call; label?: string; large?: boolean }) {
  const lead = useCallLead(call);
  const tone = callTone[call.status];
  const timer = <Timer since={stateSince(call)} until={call.endedAt} className={classes.time} />;
  const chip = (
    <Chip tone={tone} breathing={call.status === 'ringing'}>
      {call.status}
    </Chip>
  );
  return (
    <article className={classes.card} data-large={large || undefined} style={{ '--tone': toneVar(tone, 'solid') } as CSSProperties} aria-label={label}>
      <div className={classes.head}>
        {label ? <span className={classes.label}>{label}</span> : chip}
        {label ? chip : timer}
      </div>
      <div className={classes.name}>{lead?.name ?? phone(call.to)}</div>
      <div className={classes.company}>{lead?.company || phone(call.to)}</div>
      <div className={classes.foot}>
        <span>{lead?.timeZone ? <LocalTime zone={lead.timeZone} /> : phone(call.to)}</span>
        {label && timer}
      </div>
    </article>
  );
});

/** A line that waits for its next call. */
export function IdleLine({ label, text }: { label: string; text: string }) {
  return (
    <article className={classes.card} data-large data-idle aria-label={label}>
      <div className={classes.head}>
        <span className={classes.label}>{label}</span>
      </div>
      <p className={classes.idle}>{text}</p>
    </article>
  );
}

function LocalTime({ zone }: { zone: string }) {
  return <>{localTime(zone, useNow())}</>;
}
