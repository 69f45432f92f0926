import type { PreviewColumn } from '../api/schema';

/** What a column of a file can be. The words are the server's. */
export const FIELDS = [
  { value: 'firstName', label: 'First name' },
  { value: 'lastName', label: 'Last name' },
  { value: 'fullName', label: 'Full name' },
  { value: 'company', label: 'Company' },
  { value: 'phone', label: 'Phone' },
  { value: 'email', label: 'Email' },
  { value: 'address', label: 'Street address' },
  { value: 'city', label: 'City' },
  { value: 'state', label: 'State or region' },
  { value: 'postcode', label: 'Postcode' },
  { value: 'country', label: 'Country' },
  { value: 'timeZone', label: 'Time zone' },
  { value: 'notes', label: 'Notes' },
  { value: 'externalId', label: 'ID in another system' },
] as const;

/** These may stand in several columns: every phone is kept, notes are joined. */
const REPEATABLE = new Set(['phone', 'notes', 'custom']);
const KNOWN = new Set<string>(FIELDS.map((f) => f.value));

export const CUSTOM = 'custom';
export const SKIP = '';

/** Column index → field. `custom` keeps the column under its own header; an empty word leaves it out. */
export type Mapping = Record<number, string>;

export function mappingOf(columns: PreviewColumn[]): Mapping {
  return Object.fromEntries(columns.map((c) => [c.index, choiceOf(c.mappedTo)]));
}

function choiceOf(mappedTo: string | null): string {
  if (!mappedTo || mappedTo === 'ignore') return SKIP;
  return KNOWN.has(mappedTo) ? mappedTo : CUSTOM;
}

/** Gives a column its field and takes a single-valued one from the column that had it. */
export function assign(mapping: Mapping, index: number, field: string): Mapping {
  const next = { ...mapping };
  if (field !== SKIP && !REPEATABLE.has(field)) {
    for (const [other, has] of Object.entries(next)) if (has === field) next[Number(other)] = SKIP;
  }
  next[index] = field;
  return next;
}

/** What stops the import, or null. */
export function problemOf(mapping: Mapping): string | null {
  return Object.values(mapping).includes('phone') ? null : 'Choose the column with the phone number. Without one nobody can be called.';
}

/** As the server reads it. */
export function toJson(mapping: Mapping, columns: PreviewColumn[]): Record<string, string> {
  return Object.fromEntries(
    columns.flatMap((c) => {
      const field = mapping[c.index] ?? SKIP;
      if (field === SKIP) return [[String(c.index), 'ignore']];
      return [[String(c.index), field === CUSTOM ? `custom:${c.header || `Column ${c.index + 1}`}` : field]];
    }),
  );
}
