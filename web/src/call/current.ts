import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Agent, Call } from '../api/schema';
import { useMe } from '../auth/session';
import { isLiveCall } from '../live/patch';

/** Calls that the agent places, so that they see them from the first moment. */
function placedByHand(call: Call): boolean {
  return call.mode === 'manual' || call.mode === 'preview';
}

/**
 * The call that belongs in the panel: the one I am joined to, the one I have placed, and after it ends the one I owe
 * an outcome. The server's agent row decides; until it arrives, an answered call of mine does.
 */
export function panelCallId(agent: Agent | undefined, mine: Call[]): string | null {
  const joined = mine.find((c) => c.status === 'in-progress' && !c.dropped);
  if (joined) return joined.id;
  const placed = mine.find((c) => isLiveCall(c) && placedByHand(c));
  if (placed) return placed.id;
  if (agent?.callId && (agent.status === 'on-call' || agent.status === 'wrap-up')) return agent.callId;
  return null;
}

export function useCurrentCall(): { call: Call | null; agent: Agent | undefined } {
  const me = useMe();
  const agent = useQuery(queries.myAgent()).data;
  const mine = useQuery(queries.activeCalls({ userId: me.id })).data ?? [];
  const id = panelCallId(agent, mine);
  const fetched = useQuery({ ...queries.call(id ?? ''), enabled: id !== null }).data;
  const call = id ? (fetched ?? mine.find((c) => c.id === id) ?? null) : null;
  return { call, agent };
}
