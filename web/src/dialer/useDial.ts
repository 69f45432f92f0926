import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { keys } from '../api/keys';
import type { Call } from '../api/schema';
import { useMe } from '../auth/session';
import { audioReady } from '../line/ready';
import { newest } from '../live/Live';
import { toast } from '../ui/toast';

export interface Wanted {
  /** As typed or E.164; the server reads it. */
  to: string;
  leadId?: string;
  numberId?: string;
  sessionId?: string;
}

/**
 * Places a call by hand. The panel opens with the answer, before any event arrives.
 *
 * @param quiet the screen itself says why a call was refused
 */
export function useDial(quiet = false) {
  const client = useQueryClient();
  const me = useMe();
  return useMutation({
    mutationFn: async (wanted: Wanted) => {
      await audioReady();
      return api.post<Call>('/api/calls', wanted, { idempotencyKey: crypto.randomUUID() });
    },
    onSuccess: (placed) => {
      const call = newest.reconcile('call', placed);
      client.setQueryData(keys.call(call.id), call);
      client.setQueryData<Call[]>(keys.activeCalls({ userId: me.id }), (mine = []) => [...mine.filter((c) => c.id !== call.id), call]);
      void client.invalidateQueries({ queryKey: keys.myAgent });
    },
    onError: (error) => !quiet && toast.error(error),
  });
}
