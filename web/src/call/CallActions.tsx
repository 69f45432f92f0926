import { Button, Popover } from '@mantine/core';
import {
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerRecord,
  IconRecordMail,
  IconTransfer,
  type Icon,
} from '@tabler/icons-react';
import { useState, type Ref } from 'react';
import type { Call } from '../api/schema';
import { phone } from '../ui/format';
import { useShortcuts } from '../ui/shortcuts';
import classes from './CallActions.module.css';
import { Keypad } from './Keypad';
import { Transfer } from './Transfer';
import { possible, useCallActions, useCapabilities, type CallAction } from './useCallActions';

interface Choice {
  key: string;
  label: string;
  Icon: Icon;
  on?: boolean;
  run: () => void;
}

type Open = 'keypad' | 'transfer' | null;

/** What can be done to the call, each one click and one key. What the provider cannot do is not shown. */
export function CallActions({ call }: { call: Call }) {
  const can = possible(call, useCapabilities());
  const { run, busy } = useCallActions(call);
  const [open, setOpen] = useState<Open>(null);
  const toggle = (what: Exclude<Open, null>) => setOpen(open === what ? null : what);
  const close = () => setOpen(null);

  const choices: Choice[] = [
    ...(can.mute ? [{ key: 'm', label: call.muted ? 'Unmute' : 'Mute', Icon: call.muted ? IconMicrophoneOff : IconMicrophone, on: call.muted, run: () => run({ verb: call.muted ? 'unmute' : 'mute' }) }] : []),
    ...(can.hold ? [{ key: 'o', label: call.held ? 'Resume' : 'Hold', Icon: call.held ? IconPlayerPlay : IconPlayerPause, on: call.held, run: () => run({ verb: call.held ? 'unhold' : 'hold' }) }] : []),
    ...(can.recording ? [{ key: 'r', ...recordingChoice(call), run: () => run(nextRecording(call)) }] : []),
    ...(can.voicemail ? [{ key: 'v', label: 'VM drop', Icon: IconRecordMail, run: () => run({ verb: 'voicemail-drop' }) }] : []),
  ];
  useShortcuts('Call', [
    { keys: 'h', label: 'Hang up', run: () => run({ verb: 'hangup' }) },
    ...choices.map((c) => ({ keys: c.key, label: c.key === 'v' ? 'Leave the voicemail message' : c.label, run: c.run })),
    ...(can.dtmf ? [{ keys: 'k', label: 'Keypad', run: () => toggle('keypad') }] : []),
    ...(can.transfer ? [{ keys: 't', label: 'Transfer', run: () => toggle('transfer') }] : []),
  ]);

  if (call.transferState === 'consulting') return <Consulting call={call} run={run} busy={busy} />;
  return (
    <div className={classes.actions}>
      <Button fullWidth color="red" leftSection={<IconPhoneOff size={16} />} loading={busy === 'hangup'} onClick={() => run({ verb: 'hangup' })}>
        Hang up <kbd>H</kbd>
      </Button>
      {(choices.length > 0 || can.dtmf || can.transfer) && (
        <div className={classes.grid} role="toolbar" aria-label="In this call">
          {choices.map((c) => (
            <ActionButton key={c.key} choice={c} />
          ))}
          {can.dtmf && (
            <Popover opened={open === 'keypad'} onChange={(o) => !o && close()} position="bottom" withArrow trapFocus returnFocus>
              <Popover.Target>
                <ActionButton choice={{ key: 'k', label: 'Keypad', Icon: IconDialpad, on: open === 'keypad', run: () => toggle('keypad') }} />
              </Popover.Target>
              <Popover.Dropdown>
                <Keypad onKey={(digits) => run({ verb: 'dtmf', body: { digits } })} />
              </Popover.Dropdown>
            </Popover>
          )}
          {can.transfer && <ActionButton choice={{ key: 't', label: 'Transfer', Icon: IconTransfer, on: open === 'transfer', run: () => toggle('transfer') }} />}
        </div>
      )}
      {open === 'transfer' && <Transfer warm={can.warmTransfer} busy={busy === 'transfer'} onClose={close} onTransfer={(to, kind) => run({ verb: 'transfer', body: { to, kind } }, { onSuccess: close })} />}
    </div>
  );
}

function ActionButton({ choice: { key, label, Icon, on, run }, ref }: { choice: Choice; ref?: Ref<HTMLButtonElement> }) {
  return (
    <button ref={ref} type="button" className={classes.action} aria-pressed={on ?? false} onClick={run}>
      <Icon size={18} stroke={1.7} aria-hidden />
      <span>{label}</span>
      <kbd>{key.toUpperCase()}</kbd>
    </button>
  );
}

/** While the agent talks to the third party there are two ways on. */
function Consulting({ call, run, busy }: { call: Call; run: (action: CallAction) => void; busy: string | null }) {
  const complete = () => run({ verb: 'transfer', body: { action: 'complete' } });
  const cancel = () => run({ verb: 'transfer', body: { action: 'cancel' } });
  useShortcuts('Transfer', [
    { keys: 'Enter', label: 'Hand the call over', run: complete },
    { keys: 'Escape', label: 'Back to the customer', run: cancel },
  ]);
  return (
    <div className={classes.actions}>
      <p className={classes.consulting}>You are talking to {call.transferTo ? phone(call.transferTo) : 'the other side'}. The customer waits.</p>
      <div className={classes.two}>
        <Button loading={busy === 'transfer'} onClick={complete}>
          Hand over
        </Button>
        <Button variant="default" disabled={busy === 'transfer'} onClick={cancel}>
          Back to the customer
        </Button>
      </div>
    </div>
  );
}

function recordingChoice(call: Call): Pick<Choice, 'label' | 'Icon' | 'on'> {
  if (call.recordingState === 'recording') return { label: 'Pause', Icon: IconPlayerRecord, on: true };
  return { label: call.recordingState === 'paused' ? 'Go on' : 'Record', Icon: IconPlayerRecord, on: false };
}

/** One key: starts, pauses while card data is read, goes on. */
export function nextRecording(call: Call): CallAction {
  const action = call.recordingState === 'recording' ? 'pause' : call.recordingState === 'paused' ? 'resume' : 'start';
  return { verb: 'recording', body: { action } };
}
