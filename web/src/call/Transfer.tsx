import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import classes from './CallActions.module.css';

interface Props {
  /** Whether the agent can talk to the other side first. */
  warm: boolean;
  busy: boolean;
  onTransfer: (to: string, kind: 'blind' | 'warm') => void;
  onClose: () => void;
}

/** Hands the call to another number, at once or after a word with who takes it. */
export function Transfer({ warm, busy, onTransfer, onClose }: Props) {
  const [to, setTo] = useState('');
  const ready = to.replace(/\D/g, '').length >= 3;
  return (
    <form
      className={classes.transfer}
      aria-label="Transfer"
      onKeyDown={(e) => e.key === 'Escape' && onClose()}
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) onTransfer(to.trim(), 'blind');
      }}
    >
      <TextInput size="xs" autoFocus type="tel" aria-label="Transfer to" placeholder="Number to transfer to" value={to} onChange={(e) => setTo(e.currentTarget.value)} />
      <div className={classes.two}>
        <Button size="compact-sm" type="submit" disabled={!ready} loading={busy}>
          Transfer now
        </Button>
        {warm && (
          <Button size="compact-sm" variant="default" disabled={!ready || busy} onClick={() => onTransfer(to.trim(), 'warm')}>
            Talk first
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" ml="auto" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
