import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { api } from '../api/client';
import { queries } from '../api/queries';
import type { Softphone } from '../api/schema';
import { useCurrentCall } from '../call/current';
import { loadKit, type Devices } from './kit';
import { Line, type LineState } from './line';
import { askForMicrophone, onMicrophoneChange } from './microphone';
import { holdAudio } from './ready';
import { carryHere } from './tabs';

/** A leg that ends is noticed here first; what lasts longer than this is no such end. */
const LEFT_BEHIND_MS = 3_000;
const NEVER_CONFIRMED_MS = 30_000;

const SYSTEM: Devices = { microphone: null, speaker: null };

export interface AudioLine {
  state: LineState;
  /** The server has heard from the provider that the leg is up: only then calls come. */
  confirmed: boolean;
  devices: Devices;
  choose: (devices: Devices) => void;
  retry: () => void;
  takeOver: () => void;
}

/** The agent's audio while a provider carries it to the browser: up as long as the agent works. */
export function useLine(): AudioLine {
  const [devices, setDevices] = useLocalStorage<Devices>({ key: 'trunkline-audio-devices', defaultValue: SYSTEM, getInitialValueInEffect: false });
  const chosen = useRef(devices);
  chosen.current = devices;
  const [line] = useState(
    () =>
      new Line({
        ticket: async () => (await api.get<Softphone>('/api/softphone')).phone ?? null,
        load: loadKit,
        askForMicrophone,
        devices: () => chosen.current,
        now: () => Date.now(),
      }),
  );
  const state = useSyncExternalStore(line.subscribe, line.now);
  const takeOver = useCarriedHere(line);

  const agent = useQuery(queries.myAgent()).data;
  const working = agent !== undefined && agent.status !== 'offline';
  useEffect(() => line.work(working), [line, working]);

  const confirmed = agent?.audio === 'live';
  useReopened(line, state.is === 'joined', confirmed);

  const { call } = useCurrentCall();
  const muted = call?.muted ?? false;
  useEffect(() => line.mute(muted), [line, muted]);

  useEffect(() => void line.useDevices().catch(() => undefined), [line, devices]);
  useEffect(() => onMicrophoneChange(() => line.retryAfter((t) => t.code.startsWith('microphone'))), [line]);
  useEffect(() => {
    const online = () => line.retryAfter((t) => !t.final);
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, [line]);

  return { state, confirmed, devices, choose: setDevices, retry: () => line.retry(), takeOver };
}

/**
 * The server no longer counts on a leg that this page still has: it may be of an account that was left. A new ticket
 * leads to the right one.
 */
function useReopened(line: Line, joined: boolean, confirmed: boolean): void {
  const was = useRef(false);
  useEffect(() => {
    if (!joined) was.current = false;
    else if (confirmed) was.current = true;
    else {
      const timer = setTimeout(() => line.retry(), was.current ? LEFT_BEHIND_MS : NEVER_CONFIRMED_MS);
      return () => clearTimeout(timer);
    }
  }, [line, joined, confirmed]);
}

/** Ends with the component, as a page that is left ends its call. */
function useCarriedHere(line: Line): () => void {
  const carried = useRef<ReturnType<typeof carryHere> | null>(null);
  useEffect(() => {
    carried.current = carryHere((mine) => line.own(mine));
    holdAudio(line);
    return () => {
      holdAudio(null);
      carried.current?.stop();
      line.stop();
    };
  }, [line]);
  return () => carried.current?.takeOver();
}
