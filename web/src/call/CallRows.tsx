import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Params } from '../api/keys';
import { flat, queries } from '../api/queries';
import type { Call } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { clock, phone, when } from '../ui/format';
import { callTone } from '../ui/theme';
import { CallTimeline } from './CallTimeline';
import classes from './CallRows.module.css';

/** Calls as rows that unfold to their timeline; short enough for a drawer. */
export function CallRows({ params }: { params: Params }) {
  const calls = useInfiniteQuery(queries.calls(params));
  const items = flat(calls.data);
  if (calls.isPending) return <SkeletonRows rows={4} />;
  if (calls.isError) return <Failed compact error={calls.error} retry={() => void calls.refetch()} />;
  if (items.length === 0) return <Empty compact title="Not called yet" />;
  return (
    <div className={classes.rows}>
      {items.map((call) => (
        <Row key={call.id} call={call} />
      ))}
      {calls.hasNextPage && (
        <Button variant="subtle" size="compact-sm" mt={8} onClick={() => void calls.fetchNextPage()}>
          Older
        </Button>
      )}
    </div>
  );
}

function Row({ call }: { call: Call }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.row}>
      <button type="button" className={classes.head} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span>{when(call.queuedAt)}</span>
        <span className={classes.dim}>{phone(call.to)}</span>
        <Chip tone={callTone[call.status]}>{call.status}</Chip>
        <span className={classes.dim}>{call.outcome ?? ''}</span>
        <span>{clock(call.talkSeconds ?? 0)}</span>
      </button>
      {open && <CallTimeline call={call} />}
    </div>
  );
}
