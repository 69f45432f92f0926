import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Devices, Kit, KitEvent, KitMaker } from './kit';
import { Line } from './line';
import { AudioTrouble, microphoneTrouble } from './microphone';
import { troubleOf, legTroubleOf } from './twilioTrouble';

/** A provider that does what the test says, and notes what it is asked. */
function world() {
  const asked: string[] = [];
  let tell: (event: KitEvent) => void = () => undefined;
  const maker: KitMaker = (to) => {
    tell = to;
    const kit: Kit = {
      open: (token) => asked.push(`open ${token}`),
      join: () => asked.push('join'),
      renew: (token) => asked.push(`renew ${token}`),
      mute: (on) => asked.push(on ? 'mute' : 'unmute'),
      use: (devices: Devices) => Promise.resolve(void asked.push(`use ${devices.microphone ?? 'any'}`)),
      close: () => asked.push('close'),
    };
    return kit;
  };
  const parts = {
    ticket: vi.fn(async () => ({ kind: 'k', token: `t${parts.ticket.mock.calls.length}`, expiresAt: '', identity: 'me' })),
    load: vi.fn(async () => maker as KitMaker | null),
    askForMicrophone: vi.fn(async () => undefined as void),
    devices: () => ({ microphone: null, speaker: null }),
    now: () => Date.now(),
  };
  const line = new Line(parts);
  return { line, parts, asked, say: (event: KitEvent) => tell(event) };
}

/** Up and joined. */
async function joined() {
  const w = world();
  w.line.own(true);
  w.line.work(true);
  await vi.advanceTimersByTimeAsync(0);
  w.say({ is: 'reached' });
  w.say({ is: 'joined' });
  w.asked.length = 0;
  return w;
}

const trouble = { code: 'x', title: 'X', help: 'Do y.' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('nothing is asked of anybody before the agent works', async () => {
  const { line, parts } = world();
  line.own(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(line.now()).toEqual({ is: 'off' });
  expect(parts.ticket).not.toHaveBeenCalled();
  expect(parts.askForMicrophone).not.toHaveBeenCalled();
});

test('the microphone first, then ticket, kit, leg', async () => {
  const { line, asked, say } = world();
  line.own(true);
  line.work(true);
  expect(line.now()).toEqual({ is: 'asking' });
  await vi.advanceTimersByTimeAsync(0);
  expect(line.now()).toEqual({ is: 'connecting' });
  say({ is: 'reached' });
  say({ is: 'joined' });
  expect(line.now()).toEqual({ is: 'joined' });
  expect(asked).toEqual(['unmute', 'open t1', 'use any', 'join']);
});

test('a lost leg comes back, slower each time it fails', async () => {
  const { line, asked, say } = await joined();
  say({ is: 'left' });
  expect(line.now()).toEqual({ is: 'connecting' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['join']);
  say({ is: 'left', trouble });
  expect(line.now()).toEqual({ is: 'trouble', trouble });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['join']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['join', 'join']);
  say({ is: 'joined' });
  await vi.advanceTimersByTimeAsync(20_000);
  say({ is: 'left' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['join', 'join', 'join']);
});

test('signals may fail while sound flows; it is told when the leg goes', async () => {
  const { line, say } = await joined();
  say({ is: 'trouble', trouble });
  expect(line.now()).toEqual({ is: 'joined' });
  say({ is: 'left' });
  expect(line.now()).toEqual({ is: 'trouble', trouble });
});

test('a ticket is renewed before it ends, also when the server is away for a moment', async () => {
  const { parts, asked, say } = await joined();
  parts.ticket.mockRejectedValueOnce(new Error('away'));
  say({ is: 'expiring' });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual(['renew t3']);
});

test('a ticket that ran out is replaced from the start', async () => {
  const { asked, say } = await joined();
  say({ is: 'over' });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['close', 'unmute', 'open t2']);
});

test('what only people can change is not tried again by itself', async () => {
  const { line, parts } = world();
  const final = { ...trouble, final: true };
  parts.askForMicrophone.mockRejectedValue(new AudioTrouble(final));
  line.own(true);
  line.work(true);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(line.now()).toEqual({ is: 'trouble', trouble: final });
  expect(parts.askForMicrophone).toHaveBeenCalledTimes(1);
  parts.askForMicrophone.mockResolvedValue(undefined);
  line.retryAfter((t) => t.code === 'x');
  await vi.advanceTimersByTimeAsync(0);
  expect(line.now()).toEqual({ is: 'connecting' });
});

test('a server out of reach is asked again', async () => {
  const { line, parts, asked } = world();
  parts.ticket.mockRejectedValueOnce(new Error('offline'));
  line.own(true);
  line.work(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(line.now()).toMatchObject({ is: 'trouble', trouble: { code: 'server-unreachable' } });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toContain('open t2');
});

test('who dials waits for the audio, and learns why there is none', async () => {
  const { line, parts, say } = world();
  line.own(true);
  const first = line.ready();
  await vi.advanceTimersByTimeAsync(0);
  say({ is: 'joined' });
  await expect(first).resolves.toBeUndefined();
  line.stop();
  parts.askForMicrophone.mockRejectedValue(new AudioTrouble({ ...trouble, final: true }));
  line.own(true);
  const second = expect(line.ready()).rejects.toThrow('X. Do y.');
  await vi.advanceTimersByTimeAsync(0);
  await second;
});

test('audio that was asked for and not used ends after a minute', async () => {
  const { line, asked, say } = world();
  line.own(true);
  const ready = line.ready();
  await vi.advanceTimersByTimeAsync(0);
  say({ is: 'joined' });
  await ready;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(line.now()).toEqual({ is: 'off' });
  expect(asked.at(-1)).toBe('close');
});

test('only the tab that owns the audio carries it', async () => {
  const { line, asked } = await joined();
  line.own(false);
  expect(line.now()).toEqual({ is: 'elsewhere' });
  expect(asked).toEqual(['close']);
  await expect(line.ready()).resolves.toBeUndefined();
  line.own(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['close', 'unmute', 'open t2']);
});

test('muting holds over a new leg', async () => {
  const { line, asked, say } = await joined();
  line.mute(true);
  say({ is: 'over' });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['mute', 'close', 'mute', 'open t2']);
});

test('refusals of the browser are told apart', () => {
  const named = (name: string) => Object.assign(new Error(), { name });
  expect(['NotAllowedError', 'NotFoundError', 'NotReadableError'].map((name) => microphoneTrouble(named(name)).code)).toEqual(['microphone-blocked', 'microphone-missing', 'microphone-taken']);
});

test('each error of the kit has its sentence, an unknown one its number', () => {
  expect(troubleOf({ code: 20104 })).toBe('expired');
  expect(troubleOf({ code: 31204 })).toMatchObject({ code: 'ticket-refused', final: true });
  expect(troubleOf({ code: 31005 })).toMatchObject({ code: 'provider-unreachable' });
  expect(legTroubleOf({ code: 31005 })).toMatchObject({ code: 'leg-refused' });
  expect(legTroubleOf({ code: 53405 })).toMatchObject({ code: 'sound-blocked' });
  expect(troubleOf({ code: 99999, message: 'odd' })).toMatchObject({ help: expect.stringContaining('99999: odd') as string });
});

test('nothing but its own kit knows the provider', () => {
  const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
  const knowing = Object.entries(sources).filter(([, text]) => text.includes(['@twilio', 'voice-sdk'].join('/')));
  expect(knowing.map(([path]) => path)).toEqual(['./twilio.ts']);
});
