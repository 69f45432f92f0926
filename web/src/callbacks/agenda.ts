import type { Callback } from '../api/schema';

export interface Day {
  /** `overdue`, or the viewer's calendar day as yyyy-mm-dd. */
  key: string;
  title: string;
  callbacks: Callback[];
}

const dayKey = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' });
const dayName = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'short', day: 'numeric' });

/** What is due stands first; then day by day, each in the order of its hours. */
export function agendaOf(callbacks: Callback[], now: number): Day[] {
  const pending = callbacks.filter((c) => c.status === 'PENDING').sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  const days = new Map<string, Day>();
  for (const callback of pending) {
    const due = Date.parse(callback.dueAt);
    const key = due < now ? 'overdue' : dayKey.format(due);
    const day = days.get(key) ?? { key, title: key === 'overdue' ? 'Overdue' : titleOf(due, now), callbacks: [] };
    day.callbacks.push(callback);
    days.set(key, day);
  }
  return [...days.values()];
}

function titleOf(due: number, now: number): string {
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  const name = dayName.format(due);
  if (dayKey.format(due) === dayKey.format(now)) return `Today, ${name}`;
  return dayKey.format(due) === dayKey.format(tomorrow) ? `Tomorrow, ${name}` : name;
}
