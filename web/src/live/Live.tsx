import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import type { Notice, Session } from '../api/schema';
import type { LiveEvent, LiveState, Signal } from './events';
import { Newest } from './newest';
import { applyEvents, type Stale } from './patch';
import { shareStream, type SharedStream } from './share';

/** Events are gathered this long, so that a hundred of them cost one paint. */
const BATCH_MS = 50;
/** Computed answers are asked for again at most this often. */
const RECOMPUTE_MS = 1_000;
const POLL_MS = 2_000;
const LIVE_ROOTS = new Set(['calls', 'campaigns', 'sessions', 'queue', 'imports', 'agents', 'metrics', 'lists', 'callbacks']);

/** Shared with query functions, so that a slow snapshot never hides a newer event. */
export const newest = new Newest();

const LiveContext = createContext<LiveState>('connecting');

export function useLiveState(): LiveState {
  return useContext(LiveContext);
}

/** Feeds the query cache from the event stream for the signed-in user. Everything below it is live without asking. */
export function Live(props: { userId: string; onNotice: (notice: Notice) => void; children: ReactNode }) {
  const { userId, onNotice } = props;
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  const stream = useRef<SharedStream | null>(null);

  useEffect(() => {
    let batch: LiveEvent[] = [];
    let stale: Stale = new Set();
    let flushing: ReturnType<typeof setTimeout> | undefined;
    let recomputing: ReturnType<typeof setTimeout> | undefined;

    const recompute = () => {
      recomputing = undefined;
      // An answer that the server does not have (null) is not asked for again with every event.
      for (const key of stale) {
        const queryKey = JSON.parse(key) as unknown[];
        void client.invalidateQueries({ queryKey, predicate: (query) => query.state.data !== null }, { cancelRefetch: false });
      }
      stale = new Set();
    };
    const flush = () => {
      flushing = undefined;
      for (const key of applyEvents(client, batch, newest, userId)) stale.add(key);
      batch = [];
      if (stale.size > 0) recomputing ??= setTimeout(recompute, RECOMPUTE_MS);
    };
    const onSignal = (signal: Signal) => {
      if (signal.type === 'state') setState(signal.state);
      else if (signal.type === 'reload') refetchLive(client);
      else if (signal.event.kind === 'notice') onNotice(signal.event.object as unknown as Notice);
      else {
        batch.push(signal.event);
        flushing ??= setTimeout(flush, BATCH_MS);
      }
    };
    const shared = shareStream({ open: (url) => new EventSource(url), answerPing: presence }, onSignal);
    stream.current = shared;
    return () => {
      shared.stop();
      stream.current = null;
      clearTimeout(flushing);
      clearTimeout(recomputing);
      newest.clear();
    };
  }, [client, userId, onNotice]);

  const sessionId = useQuery<Session | null>({ queryKey: keys.activeSession, queryFn: skipToken }).data?.id ?? null;
  useEffect(() => stream.current?.follow(sessionId), [sessionId]);

  useEffect(() => {
    if (state !== 'polling') return;
    const timer = setInterval(() => {
      refetchLive(client);
      presence();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [client, state]);

  return <LiveContext.Provider value={state}>{props.children}</LiveContext.Provider>;
}

/** Tells the server that somebody sits at this browser; a lost answer is made good by the next ping. */
function presence(): void {
  api.post('/api/agents/me/presence').catch(() => undefined);
}

function refetchLive(client: ReturnType<typeof useQueryClient>): void {
  void client.invalidateQueries({ predicate: (query) => LIVE_ROOTS.has(String(query.queryKey[0])) }, { cancelRefetch: false });
}
