import { useSyncExternalStore } from 'react';
import { serverNow } from '../api/client';

/** One heartbeat a second for all timers, so that they tick together and nothing else renders. */
const listeners = new Set<() => void>();
let now = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function tick(): void {
  now = serverNow();
  for (const listener of listeners) listener();
}

/** Milliseconds by the server's clock, renewed every second. */
export function useNow(): number {
  const snapshot = useSyncExternalStore(subscribe, () => now);
  // The first reader after a quiet time must not see a stale minute.
  return listeners.size <= 1 ? Math.max(snapshot, serverNow() - 1000) : snapshot;
}
