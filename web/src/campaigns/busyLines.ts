import type { BusyLinePolicy } from '../api/schema';

/** What happens to an agent's other lines once somebody has answered. */
export const BUSY_LINES: { value: BusyLinePolicy; label: string; effect: string }[] = [
  { value: 'CANCEL_RINGING', label: 'Cancel the other lines', effect: 'Their leads go back to the head of the queue, no attempt counted.' },
  { value: 'KEEP_RINGING', label: 'Let them ring, start none', effect: 'A second person who answers is dropped and called first in the next round.' },
  { value: 'KEEP_DIALING', label: 'Keep all lines full', effect: 'Fastest, and drops most. Only within the abandon budget.' },
];
