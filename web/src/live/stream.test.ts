import { beforeEach, expect, test, vi } from 'vitest';
import type { Signal } from './events';
import { Stream } from './stream';

class FakeSource {
  static all: FakeSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  private readonly listeners = new Map<string, (e: { data: string; lastEventId: string }) => void>();
  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  addEventListener(kind: string, listener: (e: { data: string; lastEventId: string }) => void) {
    this.listeners.set(kind, listener);
  }
  close() {
    this.closed = true;
  }
  say(kind: string, data = '{}', lastEventId = '') {
    this.listeners.get(kind)?.({ data, lastEventId });
  }
}

let signals: Signal[];
let pings: number;
let stream: Stream;
const last = () => FakeSource.all.at(-1) as FakeSource;
const state = () => signals.filter((s) => s.type === 'state').at(-1)?.state;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.all = [];
  signals = [];
  pings = 0;
  stream = new Stream({ open: (url) => new FakeSource(url) as unknown as EventSource, answerPing: () => (pings += 1), emit: (s) => signals.push(s) });
  stream.start();
});

test('it is live once the stream is open, and every ping is answered', () => {
  last().onopen?.();
  last().say('ping');
  last().say('ping');
  expect(state()).toBe('live');
  expect(pings).toBe(2);
});

test('a broken stream is opened again where it was', () => {
  last().onopen?.();
  last().say('call', '{"id":"c1","version":1}', '42');
  last().onerror?.();
  expect(state()).toBe('reconnecting');
  vi.advanceTimersByTime(600);
  expect(FakeSource.all).toHaveLength(2);
  expect(last().url).toContain('lastEventId=42');
  last().onopen?.();
  expect(state()).toBe('live');
});

test('an event that cannot be read does not stop the next one', () => {
  last().onopen?.();
  last().say('call', 'not json');
  last().say('call', '{"id":"c1"}');
  expect(signals.filter((s) => s.type === 'event')).toHaveLength(1);
});

test('when streaming keeps failing it says polling, and goes on trying', () => {
  for (let i = 0; i < 8; i++) {
    last().onerror?.();
    vi.advanceTimersByTime(5_000);
  }
  expect(state()).toBe('polling');
  expect(FakeSource.all.length).toBeGreaterThan(4);
});

test('a stream that opens but stays silent is a blocked one; only words end the polling', () => {
  last().onopen?.();
  vi.advanceTimersByTime(12_100);
  expect(state()).toBe('polling');
  vi.advanceTimersByTime(600);
  last().onopen?.();
  expect(state()).toBe('polling');
  last().say('ping');
  expect(state()).toBe('live');
  expect(signals.some((s) => s.type === 'reload')).toBe(true);
});

test('a fresh stream asks for snapshots again, a resumed one does not', () => {
  last().say('hello', '{}', '40');
  expect(signals.filter((s) => s.type === 'reload')).toHaveLength(1);
  last().onerror?.();
  vi.advanceTimersByTime(600);
  last().say('hello', '{}', '41');
  expect(signals.filter((s) => s.type === 'reload')).toHaveLength(1);
});

test('queue entries are asked for only of the session at hand', () => {
  expect(last().url).not.toContain('queue');
  stream.follow('s1');
  expect(last().url).toContain('queue');
  expect(last().url).toContain('sessionId=s1');
  expect(FakeSource.all[0]?.closed).toBe(true);
});

test('a reload from the server is passed on', () => {
  last().onopen?.();
  last().say('reload');
  expect(signals.at(-1)).toEqual({ type: 'reload' });
});

test('a stopped stream stays closed', () => {
  stream.stop();
  expect(last().closed).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(FakeSource.all).toHaveLength(1);
});
