import classes from './Spark.module.css';
import { toneVar, type Tone } from './theme';

interface Props {
  label: string;
  /** Newest last; null leaves a gap. */
  values: (number | null)[];
  format: (value: number) => string;
  tone?: Tone;
  /** A line that must not be crossed. */
  limit?: number;
  /** The least top of the scale, so that noise near zero stays small. */
  least?: number;
}

const W = 240;
const H = 48;

/** A small live chart: where a figure is and where it came from. */
export function Spark({ label, values, format, tone = 'running', limit, least = 0 }: Props) {
  const known = values.filter((v) => v !== null);
  const last = known.at(-1) ?? null;
  const top = Math.max(least, limit ?? 0, ...known) * 1.08 || 1;
  const x = (i: number) => (values.length < 2 ? W : (i / (values.length - 1)) * W);
  const y = (v: number) => H - 1 - (v / top) * (H - 3);
  return (
    <figure className={classes.spark}>
      <figcaption>
        <span>{label}</span>
        <b data-figures>{last === null ? '–' : format(last)}</b>
      </figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} preserveAspectRatio="none" role="img" aria-label={`${label}: ${last === null ? 'nothing yet' : `now ${format(last)}, highest ${format(Math.max(...known))}`}`}>
        {limit !== undefined && <line x1="0" x2={W} y1={y(limit)} y2={y(limit)} className={classes.limit} vectorEffect="non-scaling-stroke" />}
        {pathsOf(values, x, y).map((d) => (
          <path key={d} d={d} fill="none" stroke={toneVar(tone, 'solid')} strokeWidth="1.75" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
        ))}
      </svg>
    </figure>
  );
}

/** One path for each stretch without a gap. */
export function pathsOf(values: (number | null)[], x: (i: number) => number, y: (v: number) => number): string[] {
  const paths: string[] = [];
  let open = '';
  values.forEach((v, i) => {
    if (v === null) {
      if (open) paths.push(open);
      open = '';
    } else open += `${open ? 'L' : 'M'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
  });
  return open ? [...paths, open] : paths;
}
