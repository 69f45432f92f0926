import { Button, Popover, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Dot } from '../ui/Chip';
import { toneVar } from '../ui/theme';
import { DeviceTest } from './DeviceTest';
import classes from './LineControl.module.css';
import { useLine } from './useLine';
import { wordsFor } from './words';

const CONFIRM_WITHIN_MS = 8_000;

/** The agent's audio in the top bar: whether customers could hear them now, and if not, why and what to do. */
export default function LineControl() {
  const line = useLine();
  const [open, setOpen] = useState(false);
  const unconfirmed = useOverdue(line.state.is === 'joined' && !line.confirmed);
  const { tone, title, help, busy } = wordsFor(line.state, line.confirmed, unconfirmed);
  return (
    <>
      <VisuallyHidden role="status">{title}</VisuallyHidden>
      <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} trapFocus returnFocus withRoles>
        <Popover.Target>
          <UnstyledButton className={classes.badge} style={{ color: toneVar(tone, 'text') }} onClick={() => setOpen(!open)}>
            <Dot tone={tone} breathing={busy ?? false} />
            {title}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <div className={classes.box}>
            <div>
              <div className={classes.title}>{title}</div>
              <p className={classes.help}>{help}</p>
            </div>
            {line.state.is === 'trouble' && (
              <Button size="xs" variant="default" onClick={line.retry}>
                Try again
              </Button>
            )}
            {line.state.is === 'elsewhere' && (
              <Button size="xs" variant="default" onClick={line.takeOver}>
                Use this tab instead
              </Button>
            )}
            <DeviceTest devices={line.devices} onChoose={line.choose} />
          </div>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}

/** True once the condition has held for a while. */
function useOverdue(waiting: boolean): boolean {
  const [overdue, setOverdue] = useState(false);
  useEffect(() => {
    setOverdue(false);
    if (!waiting) return;
    const timer = setTimeout(() => setOverdue(true), CONFIRM_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  return overdue;
}
