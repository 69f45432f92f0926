import { useState, type KeyboardEvent } from 'react';
import classes from './CallActions.module.css';

export const PAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** Tones into a call, by mouse or by typing. Shows what was sent. */
export function Keypad({ onKey }: { onKey: (digits: string) => void }) {
  const [sent, setSent] = useState('');
  const press = (key: string) => {
    setSent((old) => (old + key).slice(-16));
    onKey(key);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (!(PAD as readonly string[]).includes(e.key)) return;
    e.preventDefault();
    // A digit is also the key of an outcome; here it is a tone.
    e.stopPropagation();
    press(e.key);
  };
  return (
    <div role="group" aria-label="Keypad" onKeyDown={onKeyDown}>
      <div className={classes.sent} aria-live="polite" data-figures>
        {sent || 'type or click'}
      </div>
      <div className={classes.keys}>
        {PAD.map((key) => (
          <button key={key} type="button" className={classes.key} onClick={() => press(key)}>
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}
