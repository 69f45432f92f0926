/** The sign of the house: one trunk, many lines. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="7" fill="#2b5bd7" />
      <path d="M7 10.5h18M16 10.5v13" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" fill="none" />
      <circle cx="7.6" cy="22" r="2" fill="#fff" />
      <circle cx="24.4" cy="22" r="2" fill="#fff" />
    </svg>
  );
}
