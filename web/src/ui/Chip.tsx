import classes from './Chip.module.css';
import { toneVar, type Tone } from './theme';

interface ChipProps {
  tone: Tone;
  children: string;
  /** A dot before the word; it breathes while a phone rings. */
  dot?: boolean;
  breathing?: boolean;
}

/** A state as the specification calls it, in the colour that state has everywhere. */
export function Chip({ tone, children, dot = true, breathing = false }: ChipProps) {
  const hollow = tone === 'waiting' || tone === 'available';
  return (
    <span
      className={classes.chip}
      data-hollow={hollow || undefined}
      style={{ color: toneVar(tone, 'text'), background: toneVar(tone, 'soft'), borderColor: hollow ? toneVar(tone, 'solid') : 'transparent' }}
    >
      {dot && <Dot tone={tone} breathing={breathing} />}
      {children}
    </span>
  );
}

export function Dot({ tone, breathing = false }: { tone: Tone; breathing?: boolean }) {
  return (
    <span
      aria-hidden
      className={classes.dot}
      data-breathing={breathing || undefined}
      style={tone === 'waiting' ? { boxShadow: `inset 0 0 0 1.5px ${toneVar(tone, 'solid')}` } : { background: toneVar(tone, 'solid') }}
    />
  );
}
