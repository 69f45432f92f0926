import { ActionIcon } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight, IconPhone } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { flat, queries } from '../api/queries';
import type { Call } from '../api/schema';
import { useMe } from '../auth/session';
import { useCallLead } from '../call/useCallLead';
import { isLiveCall } from '../live/patch';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { clock, phone, when } from '../ui/format';
import { callTone } from '../ui/theme';
import { Timer } from '../ui/Timer';
import classes from './ManualDialing.module.css';

const LAST = 20;

/** My last calls, in and out; one click calls back. */
export function RecentCalls({ onCall }: { onCall: (to: string, leadId?: string) => void }) {
  const me = useMe();
  const query = useInfiniteQuery(queries.calls({ userId: me.id, limit: LAST }));
  const calls = flat(query.data).slice(0, LAST);
  return (
    <section className={classes.column} aria-label="Recent calls">
      <h2 className={classes.head}>Recent calls</h2>
      {query.isPending ? (
        <SkeletonRows rows={9} height={50} />
      ) : query.isError ? (
        <Failed compact error={query.error} retry={() => void query.refetch()} />
      ) : calls.length === 0 ? (
        <Empty compact title="No calls yet">Your last {LAST} calls stand here, to be called back with one click.</Empty>
      ) : (
        <ul className={classes.recent}>
          {calls.map((call) => (
            <Recent key={call.id} call={call} onCall={onCall} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Recent({ call, onCall }: { call: Call; onCall: (to: string, leadId?: string) => void }) {
  const lead = useCallLead(call);
  const inbound = call.direction === 'inbound';
  const other = inbound ? call.from : call.to;
  const name = lead?.name ?? phone(other);
  const Arrow = inbound ? IconArrowDownLeft : IconArrowUpRight;
  return (
    <li className={classes.row}>
      <Arrow size={16} className={classes.arrow} role="img" aria-label={inbound ? 'incoming' : 'outgoing'} />
      <div className={classes.pick}>
        <span className={classes.name}>{name}</span>
        <span className={classes.dim}>
          {when(call.queuedAt)}
          {lead && ` · ${phone(other)}`}
        </span>
      </div>
      <div className={classes.result}>
        <Chip tone={callTone[call.status]}>{call.status}</Chip>
        <span className={classes.dim}>{isLiveCall(call) ? <Timer since={call.startedAt} /> : call.answeredAt ? clock(call.talkSeconds) : ''}</span>
      </div>
      <ActionIcon variant="default" size={30} aria-label={`Call ${name} back`} disabled={!other || isLiveCall(call)} onClick={() => other && onCall(other, call.leadId ?? undefined)}>
        <IconPhone size={16} />
      </ActionIcon>
    </li>
  );
}
