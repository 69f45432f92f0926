/** Wall-clock arithmetic in a zone that is not the viewer's, without a date library. */

const partsOf = (at: Date, timeZone: string): Record<string, number> => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]));
};

/** How far the zone's wall clock is ahead of UTC at that moment, in milliseconds. */
function offsetMs(at: Date, timeZone: string): number {
  const p = partsOf(at, timeZone);
  const wall = Date.UTC(p.year ?? 0, (p.month ?? 1) - 1, p.day, p.hour, p.minute, p.second);
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}

/** The moment at which a wall in the zone shows this `yyyy-mm-ddThh:mm`. A time that a clock change skips moves forward. */
export function fromWall(wall: string, timeZone: string): Date {
  const asUtc = Date.parse(`${wall}:00Z`);
  const guess = asUtc - offsetMs(new Date(asUtc), timeZone);
  const settled = asUtc - offsetMs(new Date(guess), timeZone);
  return new Date(settled);
}

/** What a wall in the zone shows, as `yyyy-mm-ddThh:mm`. */
export function toWall(at: Date, timeZone: string): string {
  const p = partsOf(at, timeZone);
  const two = (n: number | undefined) => String(n ?? 0).padStart(2, '0');
  return `${p.year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}`;
}

/** Hour o'clock in the zone, so many days after today there. */
export function dayAt(now: Date, days: number, hour: number, timeZone: string): Date {
  const today = toWall(now, timeZone).slice(0, 10);
  const day = new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  return fromWall(`${day}T${String(hour).padStart(2, '0')}:00`, timeZone);
}
