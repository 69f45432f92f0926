import { ActionIcon, Button } from '@mantine/core';
import { IconChevronsRight, IconMicrophoneOff, IconPhoneOff, IconPlayerPause } from '@tabler/icons-react';
import { useLocalStorage } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Agent, Call } from '../api/schema';
import { isLiveCall } from '../live/patch';
import { Chip } from '../ui/Chip';
import { initials, localTime, phone } from '../ui/format';
import { useShortcuts } from '../ui/shortcuts';
import { useNow } from '../ui/ticker';
import { callTone } from '../ui/theme';
import { Timer } from '../ui/Timer';
import { toast } from '../ui/toast';
import { CallRows } from './CallRows';
import classes from './CallPanel.module.css';
import { Dispositions } from './Dispositions';
import { Notes } from './Notes';
import { useCallLead } from './useCallLead';
import { WrapUpRing } from './WrapUpRing';

type Tab = 'notes' | 'history';

/** The agent's desk for one call: who, how long, notes, actions, outcome. */
export default function CallPanel({ call, agent }: { call: Call; agent: Agent | undefined }) {
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'trunkline-call-collapsed', defaultValue: false });
  const [tab, setTab] = useState<Tab>('notes');
  const [typing, setTyping] = useState(0);
  const notes = useRef<HTMLTextAreaElement>(null);
  const lead = useCallLead(call);
  const live = isLiveCall(call);
  const actions = useCallActions(call);
  const name = lead?.name ?? phone(call.to);

  useShortcuts('Call', [
    { keys: 'h', label: 'Hang up', run: () => live && actions.run('hangup') },
    {
      keys: 'n',
      label: 'Write notes',
      run: () => {
        // At once: the very next key already belongs to the notes, not to another shortcut.
        flushSync(() => {
          setCollapsed(false);
          setTab('notes');
        });
        notes.current?.focus();
      },
    },
    { keys: '.', label: 'Fold the call panel', run: () => setCollapsed(!collapsed) },
    ...(actions.can.mute ? [{ keys: 'm', label: call.muted ? 'Unmute' : 'Mute', run: () => actions.run(call.muted ? 'unmute' : 'mute') }] : []),
    ...(actions.can.hold ? [{ keys: 'o', label: call.held ? 'Take off hold' : 'Hold', run: () => actions.run(call.held ? 'unhold' : 'hold') }] : []),
  ]);

  if (collapsed) return <Bar call={call} name={name} onOpen={() => setCollapsed(false)} />;
  return (
    <aside className={classes.panel} aria-label={`Call with ${name}`}>
      <header className={classes.head}>
        <div className={classes.who}>
          <span className={classes.avatar} aria-hidden>
            {initials(name)}
          </span>
          <div className={classes.names}>
            <h2>{name}</h2>
            <p>{lead?.company || (call.leadId ? '' : 'No lead with this number')}</p>
          </div>
          <ActionIcon variant="subtle" color="gray" aria-label="Fold the call panel" onClick={() => setCollapsed(true)}>
            <IconChevronsRight size={18} />
          </ActionIcon>
        </div>
        <div className={classes.line}>
          <span>{phone(call.to)}</span>
          {lead?.timeZone && <LocalTime zone={lead.timeZone} />}
        </div>
        <div className={classes.clock}>
          {live ? <Timer since={call.connectedAt ?? call.answeredAt ?? call.startedAt} className={classes.time} /> : <Timer since={call.answeredAt} until={call.endedAt} className={classes.time} />}
          {live ? <Chip tone={callTone[call.status]}>{call.status}</Chip> : <Chip tone="wrapUp">wrap-up</Chip>}
          {live && call.recordingEnabled && call.answeredAt && (
            <span className={classes.recording}>
              <i aria-hidden /> recording
            </span>
          )}
          {!live && agent?.wrapUpUntil && <WrapUpRing since={agent.since} until={agent.wrapUpUntil} holding={typing > 0} />}
        </div>
        <div className={classes.actions}>
          {live ? (
            <>
              <Button color="red" leftSection={<IconPhoneOff size={16} />} loading={actions.busy === 'hangup'} onClick={() => actions.run('hangup')}>
                Hang up <kbd>H</kbd>
              </Button>
              {actions.can.mute && (
                <Button variant={call.muted ? 'light' : 'default'} leftSection={<IconMicrophoneOff size={16} />} onClick={() => actions.run(call.muted ? 'unmute' : 'mute')}>
                  {call.muted ? 'Unmute' : 'Mute'} <kbd>M</kbd>
                </Button>
              )}
              {actions.can.hold && (
                <Button variant={call.held ? 'light' : 'default'} leftSection={<IconPlayerPause size={16} />} onClick={() => actions.run(call.held ? 'unhold' : 'hold')}>
                  {call.held ? 'Resume' : 'Hold'} <kbd>O</kbd>
                </Button>
              )}
            </>
          ) : (
            <p className={classes.ended}>{endedText(call)}</p>
          )}
        </div>
      </header>
      <div className={classes.tabs} role="tablist" aria-label="About the call">
        {(['notes', 'history'] as const).map((t) => (
          <button key={t} type="button" role="tab" id={`call-tab-${t}`} aria-controls="call-tab-panel" aria-selected={tab === t} onClick={() => setTab(t)}>
            {t === 'notes' ? 'Notes' : 'History'}
          </button>
        ))}
      </div>
      <div className={classes.body} role="tabpanel" id="call-tab-panel" aria-labelledby={`call-tab-${tab}`} tabIndex={0}>
        {tab === 'notes' ? (
          <Notes ref={notes} call={call} onTyping={() => setTyping((n) => n + 1)} />
        ) : call.leadId ? (
          <CallRows params={{ leadId: call.leadId }} />
        ) : (
          <p className={classes.ended}>This number belongs to no lead.</p>
        )}
      </div>
      <Dispositions call={call} timeZone={lead?.timeZone ?? null} live={live} />
    </aside>
  );
}

function Bar({ call, name, onOpen }: { call: Call; name: string; onOpen: () => void }) {
  const live = isLiveCall(call);
  return (
    <aside className={classes.bar} aria-label={`Call with ${name}, folded`}>
      <button type="button" onClick={onOpen} aria-label="Unfold the call panel">
        <span className={classes.barDot} style={{ background: `var(--tl-${live ? 'talking' : 'wrapUp'}-solid)` }} />
        <Timer since={live ? (call.connectedAt ?? call.answeredAt) : call.endedAt} className={classes.barTime} />
        <span className={classes.barName}>{name}</span>
        <span className={classes.barWord}>{live ? call.status : 'wrap-up'}</span>
      </button>
    </aside>
  );
}

function LocalTime({ zone }: { zone: string }) {
  return <span>{localTime(zone, useNow())}</span>;
}

const END_TEXT: Record<string, string> = {
  'hangup-customer': 'They hung up.',
  'hangup-agent': 'You hung up.',
  'hangup-system': 'The call was ended by the system.',
  'provider-error': 'The provider broke the call off.',
};

function endedText(call: Call): string {
  return `${END_TEXT[call.endCause ?? ''] ?? 'The call has ended.'} Choose an outcome to go on.`;
}

type Action = 'hangup' | 'mute' | 'unmute' | 'hold' | 'unhold';

function useCallActions(call: Call) {
  const client = useQueryClient();
  const capabilities = useQuery(queries.softphone()).data?.capabilities;
  const act = useMutation({
    mutationFn: (action: Action) => api.post<Call | null>(`/api/calls/${call.id}/${action}`),
    onSuccess: (changed) => changed && client.setQueryData(keys.call(call.id), changed),
    onError: toast.error,
  });
  return {
    run: (action: Action) => act.mutate(action),
    busy: act.isPending ? act.variables : null,
    can: { mute: Boolean(capabilities?.mute), hold: Boolean(capabilities?.hold) },
  };
}
