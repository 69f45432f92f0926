import type { Agent, AgentStatus } from '../api/schema';

/** Who works first, then who could, then who does not; in each state the longest first. */
const ORDER: AgentStatus[] = ['on-call', 'ringing', 'dialing', 'wrap-up', 'available', 'break', 'offline'];

export function boardOf(agents: Agent[]): Agent[] {
  const rank = (a: Agent) => (a.disconnected && a.status !== 'on-call' ? ORDER.length : ORDER.indexOf(a.status));
  return [...agents].sort((a, b) => rank(a) - rank(b) || Date.parse(a.since) - Date.parse(b.since));
}

/** So long in a state that somebody should look: minutes of waiting, of after-call work, of a break. */
const LONG_SECONDS: Partial<Record<AgentStatus, number>> = { available: 180, 'wrap-up': 120, break: 1800 };

export function tooLong(status: AgentStatus, seconds: number): boolean {
  return seconds >= (LONG_SECONDS[status] ?? Number.POSITIVE_INFINITY);
}

export interface FloorCount {
  status: AgentStatus;
  n: number;
}

/** How many in each state; who is offline or disconnected is not on the floor. */
export function floorOf(everybody: Agent[]): FloorCount[] {
  const agents = everybody.filter((a) => !a.disconnected);
  const all: FloorCount[] = ORDER.filter((s) => s !== 'offline').map((status) => ({ status, n: agents.filter((a) => a.status === status).length }));
  return all.filter((c) => c.n > 0 || c.status === 'on-call' || c.status === 'available');
}
