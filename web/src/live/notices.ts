import type { Call, Notice } from '../api/schema';
import { phone } from '../ui/format';

export interface Told {
  level: 'info' | 'success' | 'warning' | 'error';
  text: string;
}

/**
 * What to tell a person; null for a notice this app has no words for.
 *
 * @param call what the screen knows of its call
 * @param leadName what the screen knows of its lead
 */
export function tell(notice: Notice, call?: Call, leadName?: string): Told | null {
  if (notice.kind === 'call-dropped') {
    const who = call?.lead?.name ?? phone(call?.to ?? notice.to);
    const why = notice.reason === 'agent-busy' ? 'answered while you were on another call' : 'answered and no agent was free in time';
    return { level: 'warning', text: `${who} ${why}. The call was dropped; they come first in the next round where the rules allow it.` };
  }
  if (notice.kind === 'callback-due') return { level: 'info', text: `${leadName ? `${leadName} asked` : 'Somebody asked'} to be called back now. See Callbacks.` };
  if (notice.kind === 'callback-handed-over') return { level: 'warning', text: `Your callback${leadName ? ` with ${leadName}` : ''} was due and you were away: now anyone may take it.` };
  const text = notice.text ?? notice.message ?? notice.title;
  return text ? { level: notice.level ?? 'info', text } : null;
}
