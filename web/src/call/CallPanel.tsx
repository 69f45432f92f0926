import { ActionIcon } from '@mantine/core';
import { IconChevronsRight } from '@tabler/icons-react';
import { useLocalStorage } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Agent, Call } from '../api/schema';
import { isLiveCall } from '../live/patch';
import { Chip } from '../ui/Chip';
import { initials, localTime, phone } from '../ui/format';
import { useShortcuts } from '../ui/shortcuts';
import { useNow } from '../ui/ticker';
import { callTone } from '../ui/theme';
import { Timer } from '../ui/Timer';
import { CallActions } from './CallActions';
import classes from './CallPanel.module.css';
import { CallRows } from './CallRows';
import { Dispositions } from './Dispositions';
import { Notes } from './Notes';
import { Script, useScript } from './Script';
import { useCallLead } from './useCallLead';
import { WrapUpRing } from './WrapUpRing';

type Tab = 'script' | 'notes' | 'history';

const TAB_NAMES: Record<Tab, string> = { script: 'Script', notes: 'Notes', history: 'History' };

/** The agent's desk for one call: who, how long, notes, actions, outcome. */
export default function CallPanel({ call, agent }: { call: Call; agent: Agent | undefined }) {
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'trunkline-call-collapsed', defaultValue: false });
  const script = useScript(call);
  const tabs: Tab[] = script ? ['script', 'notes', 'history'] : ['notes', 'history'];
  const [chosen, setTab] = useState<Tab | null>(null);
  const tab = chosen ?? tabs[0] ?? 'notes';
  const [typing, setTyping] = useState(0);
  const notes = useRef<HTMLTextAreaElement>(null);
  const lead = useCallLead(call);
  // Handed over, the talk goes on without this agent: what is left for them is the outcome.
  const live = isLiveCall(call) && call.transferState !== 'transferred';
  const name = lead?.name ?? phone(call.to);

  useShortcuts('Call', [
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
          {live ? <Timer since={call.connectedAt ?? call.answeredAt ?? call.startedAt ?? call.queuedAt} className={classes.time} /> : <Timer since={call.answeredAt} until={call.endedAt} className={classes.time} />}
          {live ? (
            <Chip tone={call.held ? 'idle' : callTone[call.status]} breathing={call.status === 'ringing'}>
              {call.held ? 'on hold' : call.status}
            </Chip>
          ) : (
            <Chip tone="wrapUp">wrap-up</Chip>
          )}
          {live && <RecordingMark call={call} />}
          {!live && agent?.wrapUpUntil && <WrapUpRing since={agent.since} until={agent.wrapUpUntil} holding={typing > 0} />}
        </div>
        {live ? <CallActions call={call} /> : <p className={classes.ended}>{endedText(call)}</p>}
      </header>
      <div className={classes.tabs} role="tablist" aria-label="About the call">
        {tabs.map((t) => (
          <button key={t} type="button" role="tab" id={`call-tab-${t}`} aria-controls="call-tab-panel" aria-selected={tab === t} onClick={() => setTab(t)}>
            {TAB_NAMES[t]}
          </button>
        ))}
      </div>
      <div className={classes.body} role="tabpanel" id="call-tab-panel" aria-labelledby={`call-tab-${tab}`} tabIndex={0}>
        {tab === 'script' ? (
          <Script script={script} lead={lead} />
        ) : tab === 'notes' ? (
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

/** What the provider says is kept of the talk; until it says so, what was asked for. */
function RecordingMark({ call }: { call: Call }) {
  const state = call.recordingState ?? (call.recordingEnabled && call.answeredAt ? 'recording' : 'none');
  if (state !== 'recording' && state !== 'paused') return null;
  return (
    <span className={classes.recording} data-paused={state === 'paused' || undefined}>
      <i aria-hidden /> {state === 'paused' ? 'recording paused' : 'recording'}
    </span>
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
  if (call.transferState === 'transferred') return 'You handed the call over. Choose an outcome to go on.';
  return `${END_TEXT[call.endCause ?? ''] ?? 'The call has ended.'} Choose an outcome to go on.`;
}
