import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Call, CallEvent } from '../api/schema';
import { Recordings } from '../recordings/Recordings';
import { Failed, SkeletonRows } from '../ui/Blank';
import { dateTime, phone, secondsBetween, timeWithSeconds } from '../ui/format';
import classes from './CallTimeline.module.css';

/** All that is known of one call: its facts, and each event with what the provider really sent. */
export function CallTimeline({ call }: { call: Call }) {
  const events = useQuery(queries.callEvents(call.id));
  if (events.isPending) return <SkeletonRows rows={3} height={28} />;
  if (events.isError) return <Failed compact error={events.error} retry={() => void events.refetch()} />;
  const ordered = [...events.data].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const start = ordered[0]?.at;
  return (
    <div className={classes.box}>
      <CallFacts call={call} />
      <Recordings call={call} />
      <ol className={classes.timeline}>
        {ordered.map((event) => (
          <TimelineRow key={event.id} event={event} start={start} />
        ))}
      </ol>
    </div>
  );
}

function CallFacts({ call }: { call: Call }) {
  const facts: [string, string | null][] = [
    ['From', phone(call.from)],
    ['To', phone(call.to)],
    ['Attempt', call.attempt === null ? null : String(call.attempt)],
    ['Answered by', call.answeredBy],
    ['End cause', call.endCause],
    ['Outcome', call.outcome],
    ['Dropped', call.dropReason],
    ['Provider', call.isMock ? `${call.provider} (simulated)` : call.provider],
    ['Error', call.lastError],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function TimelineRow({ event, start }: { event: CallEvent; start: string | undefined }) {
  const raw = event.data !== null && event.data !== undefined;
  return (
    <li>
      <time dateTime={event.at} title={dateTime(event.at)} className={classes.time}>
        {timeWithSeconds(event.at)}
      </time>
      <span className={classes.offset}>+{secondsBetween(start, event.at).toFixed(1)} s</span>
      <span className={classes.event}>{event.event}</span>
      <span className={classes.details}>
        {event.details}
        <span className={classes.source}> {event.source}</span>
        {raw && (
          <details className={classes.raw}>
            <summary>raw payload</summary>
            <pre tabIndex={0}>{JSON.stringify(event.data, null, 2)}</pre>
          </details>
        )}
      </span>
    </li>
  );
}
