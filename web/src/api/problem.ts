/** What the server says when it refuses (RFC 9457), as a thing that screens can show. */
export interface FieldProblem {
  field: string;
  message: string;
}

export class ApiError extends Error {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** Stable word for programs, such as `validation` or `not-in-state`. */
  readonly code: string;
  readonly fields: FieldProblem[];

  constructor(sentence: string, status: number, code: string, fields: FieldProblem[] = []) {
    super(sentence);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  get offline(): boolean {
    return this.status === 0;
  }

  /** The message for one input, or undefined when that input is fine. */
  field(name: string): string | undefined {
    return this.fields.find((f) => f.field === name)?.message;
  }
}

const PLAIN: Record<number, string> = {
  401: 'You are signed out. Sign in again to go on.',
  403: 'Your role does not allow this. Ask an admin of your organization.',
  404: 'This is not here any more. It may have been deleted.',
  413: 'The file is too large for this server.',
  429: 'Too many requests in a short time. Wait a moment and try again.',
  502: 'The server is starting or cannot be reached. Try again in a few seconds.',
  503: 'The server is busy or starting. Try again in a few seconds.',
};

/** Turns any non-2xx body into an ApiError; a body that is not a problem document still gives a plain sentence. */
export function problemFrom(status: number, body: string): ApiError {
  let parsed: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) parsed = value as Record<string, unknown>;
  } catch {
    // A proxy's HTML page, or nothing: the status says enough.
  }
  const text = (key: string) => (typeof parsed[key] === 'string' && parsed[key] !== '' ? (parsed[key] as string) : undefined);
  const sentence =
    text('detail') ??
    text('title') ??
    PLAIN[status] ??
    `The server answered ${status}. Try again; if it stays so, look at the server's log.`;
  return new ApiError(sentence, status, text('code') ?? `http-${status}`, fieldsOf(parsed.fields));
}

function fieldsOf(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const entry = item as Partial<FieldProblem> | null;
    return typeof entry?.field === 'string' ? [{ field: entry.field, message: String(entry.message ?? 'is not valid') }] : [];
  });
}

export function unreachable(): ApiError {
  return new ApiError('The server cannot be reached. Check your connection; nothing was changed.', 0, 'offline');
}

/** A sentence for a person, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}
