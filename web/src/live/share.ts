import type { LiveState, Signal } from './events';
import { Stream, type StreamParts } from './stream';

const CHANNEL = 'trunkline-live';

type Shared = { from: 'leader'; signal: Signal } | { from: 'follower'; ask: 'state' };

export interface SharedStream {
  stop: () => void;
  /** Whose queue to hear of; every tab of a browser belongs to the same user and says the same. */
  follow: (sessionId: string | null) => void;
}

/**
 * One stream for all tabs of a browser: whoever holds the Web Lock keeps the stream and tells the others over a
 * BroadcastChannel; when that tab closes, the lock passes on by itself. Without either, each tab has its own.
 */
export function shareStream(parts: Omit<StreamParts, 'emit'>, onSignal: (signal: Signal) => void): SharedStream {
  const shareable = typeof BroadcastChannel === 'function' && 'locks' in navigator;
  return shareable ? shared(parts, onSignal) : alone(parts, onSignal);
}

function alone(parts: Omit<StreamParts, 'emit'>, onSignal: (signal: Signal) => void): SharedStream {
  const stream = new Stream({ ...parts, emit: onSignal });
  stream.start();
  return { stop: () => stream.stop(), follow: (id) => stream.follow(id) };
}

function shared(parts: Omit<StreamParts, 'emit'>, onSignal: (signal: Signal) => void): SharedStream {
  const channel = new BroadcastChannel(CHANNEL);
  const giveUp = new AbortController();
  let release: () => void = () => undefined;
  let stream: Stream | null = null;
  let state: LiveState = 'connecting';
  let followed: string | null = null;

  const post = (message: Shared) => channel.postMessage(message);
  const emit = (signal: Signal) => {
    if (signal.type === 'state') state = signal.state;
    onSignal(signal);
    if (stream) post({ from: 'leader', signal });
  };

  channel.onmessage = (e: MessageEvent<Shared>) => {
    if (e.data.from === 'leader') {
      if (!stream) emit(e.data.signal);
    } else if (stream) post({ from: 'leader', signal: { type: 'state', state } });
  };

  void navigator.locks
    .request(CHANNEL, { signal: giveUp.signal }, () => {
      const inherited = state !== 'connecting';
      stream = new Stream({ ...parts, emit });
      stream.follow(followed);
      stream.start();
      // The tab that led before may have died with events unsent.
      if (inherited) onSignal({ type: 'reload' });
      return new Promise<void>((resolve) => (release = resolve));
    })
    .catch(() => undefined);
  post({ from: 'follower', ask: 'state' });

  return {
    stop: () => {
      giveUp.abort();
      stream?.stop();
      stream = null;
      release();
      channel.close();
    },
    follow: (sessionId) => {
      followed = sessionId;
      stream?.follow(sessionId);
    },
  };
}
