import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Call, Capabilities } from '../api/schema';
import { muteHere } from '../line/ready';
import { newest } from '../live/Live';
import { toast } from '../ui/toast';

/** Each is `POST /api/calls/{id}/…`; some carry what to do. */
export type CallAction =
  | { verb: 'hangup' | 'mute' | 'unmute' | 'hold' | 'unhold' | 'voicemail-drop' }
  | { verb: 'dtmf'; body: { digits: string } }
  | { verb: 'recording'; body: { action: 'start' | 'pause' | 'resume' | 'stop' } }
  | { verb: 'transfer'; body: { to: string; kind: 'blind' | 'warm' } | { action: 'complete' | 'cancel' } };

export function useCallActions(call: Call) {
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (action: CallAction) => api.post<Call | null>(`/api/calls/${call.id}/${action.verb}`, 'body' in action ? action.body : undefined),
    // The microphone follows the key at once; the server's word on the call follows.
    onMutate: ({ verb }) => {
      if (verb === 'mute' || verb === 'unmute') muteHere(verb === 'mute');
    },
    onSuccess: (changed) => changed && client.setQueryData(keys.call(call.id), newest.reconcile('call', changed)),
    onError: (error, { verb }) => {
      if (verb === 'mute' || verb === 'unmute') muteHere(call.muted ?? false);
      toast.error(error);
    },
  });
  return { run: act.mutate, busy: act.isPending ? act.variables.verb : null };
}

/** What may be done to this call now: what the provider can do, and what its state allows. */
export function possible(call: Call, can: Partial<Capabilities>) {
  const talking = call.status === 'in-progress';
  const answered = talking || call.status === 'voicemail-detected';
  return {
    mute: talking && Boolean(can.mute),
    hold: talking && Boolean(can.hold),
    dtmf: answered && Boolean(can.dtmf),
    transfer: talking && Boolean(can.transfer),
    warmTransfer: talking && Boolean(can.warmTransfer),
    voicemail: answered && Boolean(can.playMessage),
    recording: talking && Boolean(can.recording),
  };
}

export function useCapabilities(): Partial<Capabilities> {
  return useQuery(queries.softphone()).data?.capabilities ?? {};
}
