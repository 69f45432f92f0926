import { KINDS, parseEvent, type LiveState, type Signal } from './events';

/** The server pings every 5 s; two missed pings and a bit mean that a proxy holds the stream back. */
const SILENCE_MS = 12_000;
/** How long streaming may fail before snapshots are polled instead. */
const PATIENCE_MS = 8_000;
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];

export function topicsFor(sessionId: string | null): string {
  const kinds = sessionId ? KINDS : KINDS.filter((kind) => kind !== 'queue');
  return `topics=${kinds.join(',')}${sessionId ? `&sessionId=${encodeURIComponent(sessionId)}` : ''}`;
}

export interface StreamParts {
  open: (url: string) => EventSource;
  answerPing: () => void;
  emit: (signal: Signal) => void;
}

/** One EventSource kept alive: reconnects with growing pauses, resumes where it was, and says truthfully how it is. */
export class Stream {
  private source: EventSource | null = null;
  private lastEventId = '';
  private failures = 0;
  private failingSince = 0;
  private state: LiveState = 'connecting';
  private silence: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private sessionId: string | null = null;

  constructor(private readonly parts: StreamParts) {}

  start(): void {
    this.failingSince = Date.now();
    this.connect();
  }

  /** Queue entries are only wanted of the agent's own session: a campaign has thousands a minute. */
  follow(sessionId: string | null): void {
    if (sessionId === this.sessionId) return;
    this.sessionId = sessionId;
    if (this.source) this.connect();
  }

  stop(): void {
    this.closed = true;
    this.dropSource();
    clearTimeout(this.retry);
  }

  private connect(): void {
    if (this.closed) return;
    this.dropSource();
    const resume = this.lastEventId ? `&lastEventId=${encodeURIComponent(this.lastEventId)}` : '';
    const source = this.parts.open(`/api/events?${topicsFor(this.sessionId)}${resume}`);
    this.source = source;
    for (const kind of KINDS) source.addEventListener(kind, (e) => this.onEvent(kind, e));
    source.addEventListener('hello', (e) => this.onHello(e));
    source.addEventListener('ping', () => this.onPing());
    source.addEventListener('reload', (e) => this.onReload(e));
    // A proxy that holds streams back lets them open all the same: after such a disappointment only words count.
    source.onopen = () => (this.state === 'polling' ? this.expectSign() : this.alive());
    source.onerror = () => this.fail();
    this.expectSign();
  }

  private onEvent(kind: (typeof KINDS)[number], e: MessageEvent<string>): void {
    this.alive();
    if (e.lastEventId) this.lastEventId = e.lastEventId;
    const event = parseEvent(kind, e.data);
    if (event) this.parts.emit({ type: 'event', event });
  }

  /** Snapshots that were fetched before a fresh stream began may have missed what happened in between. */
  private onHello(e: MessageEvent<string>): void {
    const fresh = this.lastEventId === '';
    this.alive();
    if (e.lastEventId) this.lastEventId = e.lastEventId;
    if (fresh) this.parts.emit({ type: 'reload' });
  }

  private onPing(): void {
    this.alive();
    this.parts.answerPing();
  }

  private onReload(e: MessageEvent<string>): void {
    this.alive();
    if (e.lastEventId) this.lastEventId = e.lastEventId;
    this.parts.emit({ type: 'reload' });
  }

  private alive(): void {
    const wasPolling = this.state === 'polling';
    this.failures = 0;
    this.failingSince = 0;
    this.say('live');
    // What happened between the last poll and the stream's first word is in neither.
    if (wasPolling) this.parts.emit({ type: 'reload' });
    this.expectSign();
  }

  private fail(): void {
    this.dropSource();
    if (this.failingSince === 0) this.failingSince = Date.now();
    const givenUp = Date.now() - this.failingSince >= PATIENCE_MS;
    this.say(givenUp ? 'polling' : this.state === 'connecting' ? 'connecting' : 'reconnecting');
    const pause = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), pause);
  }

  private expectSign(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      // An open but silent stream is a blocked one.
      this.failingSince ||= Date.now() - SILENCE_MS;
      this.fail();
    }, SILENCE_MS);
  }

  private dropSource(): void {
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  private say(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    this.parts.emit({ type: 'state', state });
  }
}
