import { Tooltip } from '@mantine/core';
import { secondsBetween } from '../ui/format';
import { useNow } from '../ui/ticker';
import classes from './CallPanel.module.css';

const R = 11;
const ROUND = 2 * Math.PI * R;

/** A thinning ring: what is left of the wrap-up time before the default outcome is saved. */
export function WrapUpRing({ since, until, holding }: { since: string; until: string; holding: boolean }) {
  const now = useNow();
  const total = Math.max(1, secondsBetween(since, until));
  const left = Math.max(0, (Date.parse(until) - now) / 1000);
  const seconds = Math.ceil(left);
  return (
    <Tooltip label={holding ? 'Your notes are kept. When the time is over the default outcome is saved.' : 'When the time is over the default outcome is saved.'}>
      <span className={classes.ring} role="timer" aria-label={`${seconds} seconds of wrap-up left`} tabIndex={0}>
        <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden>
          <circle cx="14" cy="14" r={R} fill="none" stroke="var(--tl-line)" strokeWidth="3" />
          <circle
            cx="14"
            cy="14"
            r={R}
            fill="none"
            stroke="var(--tl-wrapUp-solid)"
            strokeWidth={1 + 2 * (left / total)}
            strokeDasharray={`${(ROUND * left) / total} ${ROUND}`}
            transform="rotate(-90 14 14)"
            strokeLinecap="round"
          />
        </svg>
        {seconds}
      </span>
    </Tooltip>
  );
}
