import { clock, secondsBetween } from './format';
import { useNow } from './ticker';

/** Seconds since a moment, ticking in place. With `until` it stands still. */
export function Timer(props: { since: string | null | undefined; until?: string | null; className?: string }) {
  return props.until || !props.since ? (
    <span data-figures className={props.className}>{props.since ? clock(secondsBetween(props.since, props.until)) : '00:00'}</span>
  ) : (
    <Ticking since={props.since} className={props.className} />
  );
}

function Ticking({ since, className }: { since: string; className?: string }) {
  return <span data-figures className={className}>{clock(secondsBetween(since, useNow()))}</span>;
}
