import { useLocalStorage } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Agent, BusyLinePolicy, Campaign, Session, SessionAction } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { defaultLines } from '../campaigns/draft';
import { audioReady } from '../line/ready';
import { newest } from '../live/Live';
import { plural } from '../ui/format';
import { toast } from '../ui/toast';
import { clampLines, phaseOf } from './sitting';

export type Source = { leadIds: string[] } | { listId: string } | { campaignId: string };

export type SessionMode = Session['mode'];

const STARTED: Record<SessionMode, string> = { power: 'Dialing.', preview: 'The first lead is in front of you.', predictive: 'You are in the pool.' };

const SAID: Record<Exclude<SessionAction, 'start'>, string> = {
  pause: 'Paused. Current calls go on.',
  resume: 'Dialing goes on.',
  stop: 'Session stopped. Its figures are in History.',
  complete: 'Session completed.',
};

/** The agent's sitting on the server, and the set-up that is still only on this screen. */
/** @param wantedId the campaign that the agent came to join */
export function useSitting(wantedId?: string) {
  const client = useQueryClient();
  const active = useQuery(queries.activeSession());
  const numbers = useQuery(queries.numbers());
  const agent = useQuery(queries.myAgent()).data;
  const softphone = useQuery(queries.softphone()).data;
  const simulated = softphone?.provider === 'simulator';
  const session = active.data ?? null;
  const phase = phaseOf(session);

  const [chosenMode, setMode] = useLocalStorage<SessionMode>({ key: 'trunkline-dialing-mode', defaultValue: 'power' });
  const mode = session?.mode ?? chosenMode;

  /** Begun or gone on with in this tab, until the server's word on the agent has followed: nothing was left here. */
  const [here, setHere] = useState(false);
  const away = agent?.status === 'offline';
  useEffect(() => {
    if (!away) setHere(false);
  }, [away]);
  const [numberIds, setNumberIds] = useState<string[] | null>(null);
  const [lines, setLines] = useState(1);
  const [busyLinePolicy, setBusyLinePolicy] = useState<BusyLinePolicy>('CANCEL_RINGING');
  const [anyHour, setAnyHour] = useState(true);
  const [campaignId, setCampaignId] = useState<string | null>(null);
  const campaign = useQuery({ ...queries.campaign(session?.campaignId ?? ''), enabled: Boolean(session?.campaignId) }).data;
  const mayChangeRules = atLeast(useMe(), 'supervisor');
  const wanted = useQuery({ ...queries.campaign(wantedId ?? ''), enabled: wantedId !== undefined }).data;
  useEffect(() => {
    if (!wanted || wanted.mode === 'manual' || wanted.mode === 'unattended') return;
    setMode(wanted.mode);
    setCampaignId(wanted.id);
  }, [wanted?.id, wanted?.mode, setMode]);
  const usable = (numbers.data ?? []).filter((n) => n.status === 'active');

  useEffect(() => {
    if (numberIds !== null || !numbers.data) return;
    const all = numbers.data.filter((n) => n.status === 'active').map((n) => n.id);
    setNumberIds(all);
    setLines(defaultLines(all.length));
  }, [numbers.data, numberIds]);

  useEffect(() => {
    if (!session) return;
    setNumberIds(session.numberIds);
    setLines(session.lines);
  }, [session?.id, session?.lines, session?.numberIds.length]);

  const remember = (saved: Session | null) => {
    if (!saved) return void client.invalidateQueries({ queryKey: keys.activeSession });
    const session = newest.reconcile('session', saved);
    client.setQueryData(keys.activeSession, session.status === 'ENDED' ? null : session);
    client.setQueryData(keys.session(session.id), session);
  };
  const create = (source: Source) => {
    // A shared campaign brings its own rules; a queue of one's own has those of this screen.
    const window = simulated && anyHour ? { callingWindow: { alwaysOpen: true } } : {};
    const rules = 'campaignId' in source ? {} : { ...(mode === 'power' ? { busyLinePolicy } : {}), ...window };
    const own = mode === 'power' ? { lines, numberIds: numberIds ?? [] } : {};
    return api.post<Session>('/api/sessions', { mode, ...source, ...own, ...rules }, { idempotencyKey: crypto.randomUUID() });
  };

  const add = useMutation({
    mutationFn: async (source: Exclude<Source, { campaignId: string }>) => {
      if (!session) return create(source);
      await api.post(`/api/sessions/${session.id}/queue`, source);
      return api.get<Session | null>('/api/sessions/active');
    },
    onSuccess: (saved, source) => {
      remember(saved);
      if (saved) void client.invalidateQueries({ queryKey: keys.queue({ sessionId: saved.id }) });
      toast.success('leadIds' in source ? `${plural(source.leadIds.length, 'contact')} added to the queue.` : 'The list is in the queue.');
    },
    onError: toast.error,
  });

  const act = useMutation({
    mutationFn: async (action: SessionAction) => {
      const target = session ?? (campaignId ? await create({ campaignId }) : null);
      if (!target) throw new Error('Add contacts to the queue first.');
      if (action === 'start' || action === 'resume') await audioReady();
      return api.patch<Session | null>(`/api/sessions/${target.id}`, { action });
    },
    onSuccess: (saved, action) => {
      setHere(true);
      remember(saved);
      toast.info(action === 'start' ? STARTED[mode] : SAID[action]);
    },
    onError: (error) => {
      toast.error(error);
      void client.invalidateQueries({ queryKey: keys.activeSession });
    },
  });

  const change = useMutation({
    mutationFn: (body: { lines?: number; numberIds?: string[] }) => api.patch<Session | null>(`/api/sessions/${session?.id}`, body),
    onSuccess: remember,
    onError: (error) => {
      toast.error(error);
      void client.invalidateQueries({ queryKey: keys.activeSession });
    },
  });

  const resume = useMutation({
    mutationFn: async () => {
      await audioReady();
      const saved = await api.post<Session>('/api/sessions/resume', { sessionId: session?.id });
      // Whoever comes back wants to work: the sitting alone does not bring calls to an agent who is offline.
      if (agent?.status === 'offline') {
        const campaignId = saved.mode === 'predictive' ? saved.campaignId : undefined;
        const me = await api.put<Agent>('/api/agents/me/status', { status: 'available', campaignId });
        client.setQueryData(keys.myAgent, newest.reconcile('agent', me));
      }
      return saved;
    },
    onSuccess: (saved) => {
      setHere(true);
      remember(saved);
      toast.info('You go on where you were.');
    },
    onError: toast.error,
  });

  const changePolicy = useMutation({
    mutationFn: (policy: BusyLinePolicy) => api.patch<Campaign>(`/api/campaigns/${session?.campaignId}`, { busyLinePolicy: policy }),
    onSuccess: (saved) => {
      client.setQueryData(keys.campaign(saved.id), saved);
      toast.success('Saved. It holds from the next answer on.');
    },
    onError: toast.error,
  });

  return {
    query: active,
    mode,
    setMode: (next: SessionMode) => {
      setMode(next);
      setCampaignId(null);
    },
    resume,
    /** The agent was away while the sitting went on. */
    left: !here && (phase === 'active' || phase === 'paused') && away,
    session,
    phase,
    agent,
    numbers: usable,
    numbersLoaded: numbers.isSuccess,
    numberIds: numberIds ?? [],
    lines,
    busyLinePolicy: session ? (campaign?.busyLinePolicy ?? busyLinePolicy) : busyLinePolicy,
    /** A sitting brings its rules along; once it is there, they are its campaign's and a supervisor's to change. */
    mayChangePolicy: session === null || mayChangeRules,
    campaign: session ? campaign : undefined,
    campaignId,
    setCampaignId,
    setBusyLinePolicy: (policy: BusyLinePolicy) => (session ? changePolicy.mutate(policy) : setBusyLinePolicy(policy)),
    anyHour,
    setAnyHour,
    simulated,
    setLines,
    commitLines: (n: number) => session && change.mutate({ lines: n }),
    toggleNumber: (id: string, on: boolean) => {
      const ids = usable.map((n) => n.id).filter((other) => (other === id ? on : numberIds?.includes(other)));
      const fitting = session ? clampLines(lines, ids.length) : defaultLines(ids.length);
      setNumberIds(ids);
      setLines(fitting);
      if (session && ids.length > 0) change.mutate({ numberIds: ids, lines: fitting });
    },
    add,
    act,
    remove: async (entryId: string) => {
      if (!session) return;
      await api.delete(`/api/sessions/${session.id}/queue/${entryId}`).catch(toast.error);
      void client.invalidateQueries({ queryKey: keys.queue({ sessionId: session.id }) });
    },
  };
}

export type Sitting = ReturnType<typeof useSitting>;
