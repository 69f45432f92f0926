/** How figures, times and names are written. One place, so that every screen writes them alike. */

const LOCALE = 'en-US';
const counts = new Intl.NumberFormat(LOCALE);

export function count(n: number | null | undefined): string {
  return n === null || n === undefined ? '–' : counts.format(n);
}

/** "1 lead", "214 leads". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A fraction 0–1 as percent; an empty denominator is a dash, not a zero. */
export function percent(fraction: number | null | undefined, digits = 0): string {
  return fraction === null || fraction === undefined ? '–' : `${(fraction * 100).toFixed(digits)} %`;
}

/** 42:10, and 1:02:10 from an hour on. */
export function clock(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(whole % 60)}` : `${two(m)}:${two(whole % 60)}`;
}

/** "45 s", "10 min", "2 h", "3 d": for settings and waits. */
export function span(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${trim(seconds / 60)} min`;
  if (seconds < 86_400) return `${trim(seconds / 3600)} h`;
  return `${trim(seconds / 86_400)} d`;
}

function trim(n: number): string {
  return Number.isInteger(n) ? String(n) : n.toFixed(1);
}

export function secondsBetween(from: string | null | undefined, to: string | number | null | undefined): number {
  if (!from || to === null || to === undefined) return 0;
  const end = typeof to === 'number' ? to : Date.parse(to);
  return Math.max(0, (end - Date.parse(from)) / 1000);
}

/** 14:05 in the given zone (the viewer's by default). */
export function timeOfDay(at: string | number | Date, timeZone?: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
}

export function timeWithSeconds(at: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** "2:14 PM CDT": what the clock on the lead's wall says. Null when the zone is unknown. */
export function localTime(timeZone: string | null | undefined, now: number): string | null {
  if (!timeZone) return null;
  try {
    return new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit', timeZone, timeZoneName: 'short' }).format(now);
  } catch {
    return null;
  }
}

/** Today as a time, this year as a day, else with the year. */
export function when(at: string | null | undefined, now = Date.now()): string {
  if (!at) return '–';
  const then = new Date(at);
  const today = new Date(now);
  if (then.toDateString() === today.toDateString()) return timeOfDay(at);
  const sameYear = then.getFullYear() === today.getFullYear();
  const day = format(at, { day: 'numeric', month: 'short', year: sameYear ? undefined : 'numeric' });
  return `${day}, ${timeOfDay(at)}`;
}

export function dateTime(at: string | null | undefined): string {
  return at ? format(at, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }) : '–';
}

function format(at: string | number | Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, options).format(new Date(at));
}

/** E.164 as people read it: +1 504 621 8927; other countries in groups of three. */
export function phone(number: string | null | undefined): string {
  if (!number) return '–';
  const nanp = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (nanp) return `+1 ${nanp[1]} ${nanp[2]} ${nanp[3]}`;
  return /^\+\d{7,15}$/.test(number) ? number.replace(/(\d{3})(?=\d)/g, '$1 ') : number;
}

interface Named {
  firstName?: string | null;
  lastName?: string | null;
  company?: string | null;
  name?: string | null;
  phones?: { number: string; primary: boolean }[];
}

/** A lead without a name is called by its company, and without that by its number. */
export function nameOf(lead: Named | null | undefined): string {
  if (!lead) return 'Unknown lead';
  const full = [lead.firstName, lead.lastName].filter(Boolean).join(' ');
  return full || lead.name || lead.company || phone(primaryPhone(lead)) || 'Unnamed lead';
}

export function primaryPhone(lead: Named | null | undefined): string | null {
  return (lead?.phones?.find((p) => p.primary) ?? lead?.phones?.[0])?.number ?? null;
}

export function initials(name: string): string {
  const words = name.split(/[\s@.]+/).filter(Boolean);
  return ((words[0]?.[0] ?? '?') + (words[1]?.[0] ?? '')).toUpperCase();
}

/** Words of the server that stand alone begin like a sentence. */
export function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
