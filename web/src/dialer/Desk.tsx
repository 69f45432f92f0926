import { Button, Checkbox, Select, Slider, Switch, UnstyledButton } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { flat, queries } from '../api/queries';
import type { BusyLinePolicy, Call, MySettings, SessionAction } from '../api/schema';
import { IdleLine, LineCard } from '../call/LineCard';
import { BUSY_LINES } from '../campaigns/busyLines';
import { Chip } from '../ui/Chip';
import { phone, plural } from '../ui/format';
import { useShortcuts } from '../ui/shortcuts';
import { sessionTone } from '../ui/theme';
import { toast } from '../ui/toast';
import classes from './PowerDialer.module.css';
import { actionsOf, lineName, sentenceFor, slotsOf } from './sitting';
import type { Sitting } from './useSitting';

/** Set-up, lines and the large buttons. While dialing, the set-up folds into one line and the lines have the room. */
export function Desk({ sitting, calls }: { sitting: Sitting; calls: Call[] }) {
  const { phase, session, lines } = sitting;
  const running = phase === 'active' || phase === 'paused';
  const [unfolded, setUnfolded] = useState(false);
  return (
    <section className={classes.desk} aria-label="Dialer">
      {running && !unfolded ? <Summary sitting={sitting} onUnfold={() => setUnfolded(true)} /> : <Setup sitting={sitting} onFold={running ? () => setUnfolded(false) : undefined} />}
      {phase === 'none' ? (
        <Teach joining={sitting.campaignId !== null} />
      ) : (
        <div className={classes.lines} data-running={running || undefined}>
        {slotsOf(lines, calls).map(({ line, call }) =>
          call ? (
            <LineCard key={line} call={call} label={`Line ${line}`} large />
          ) : (
            <IdleLine key={line} label={`Line ${line}`} text={phase === 'active' ? 'free' : phase === 'paused' ? 'paused' : 'not started'} />
          ),
        )}
        </div>
      )}
      <footer className={classes.controls}>
        <Controls sitting={sitting} />
        <p className={classes.sentence} aria-live="polite">
          {sentenceFor({ session, agent: sitting.agent?.status, calls, selectedNumbers: sitting.numberIds.length })}
        </p>
      </footer>
    </section>
  );
}

const STEPS = ['Pick contacts on the right, or a whole list.', 'Add them to the queue.', 'Press Start Dialing. Trunkline keeps your lines busy and connects the first person who answers.'];

/** The empty desk teaches how to fill it. */
function Teach({ joining }: { joining: boolean }) {
  if (joining) return <div className={classes.teach}><p>Press Start Dialing to join the campaign with your lines.</p></div>;
  return (
    <ol className={classes.teach}>
      {STEPS.map((text, i) => (
        <li key={text}>
          <span>{i + 1}</span>
          {text}
        </li>
      ))}
    </ol>
  );
}

function Summary({ sitting, onUnfold }: { sitting: Sitting; onUnfold: () => void }) {
  const { session, numberIds, lines } = sitting;
  const policy = BUSY_LINES.find((b) => b.value === sitting.busyLinePolicy)?.label ?? '';
  return (
    <div className={classes.summary}>
      {session && <Chip tone={sessionTone[session.status]}>{session.status}</Chip>}
      <span>
        {plural(lines, 'line')} · {plural(numberIds.length, 'number')} · {policy.toLowerCase()}
      </span>
      <UnstyledButton className={classes.unfold} onClick={onUnfold}>
        <IconAdjustmentsHorizontal size={15} aria-hidden /> Change
      </UnstyledButton>
    </div>
  );
}

function Setup({ sitting, onFold }: { sitting: Sitting; onFold?: () => void }) {
  const { numbers, numberIds, lines } = sitting;
  const max = Math.max(1, numberIds.length);
  return (
    <div className={classes.setup}>
      <div className={classes.setting}>
        <span id="lines-label" className={classes.settingName}>
          Lines
        </span>
        <Slider
          flex={1}
          maw={260}
          size="sm"
          min={1}
          max={Math.max(2, max)}
          disabled={max < 2}
          value={lines}
          label={null}
          thumbLabel="Lines"
          onChange={(v) => sitting.setLines(Math.min(v, max))}
          onChangeEnd={(v) => sitting.commitLines(Math.min(v, max))}
        />
        <span className={classes.settingValue}>
          <b>{lines}</b> of {max}
        </span>
        {onFold && (
          <UnstyledButton className={classes.unfold} onClick={onFold}>
            Done
          </UnstyledButton>
        )}
      </div>
      <div className={classes.setting}>
        <span className={classes.settingName}>Numbers</span>
        <div className={classes.numbers}>
          {numbers.map((n) => (
            <Checkbox
              key={n.id}
              label={<span title={`${phone(n.number)} ${n.label ?? ''}`}>{lineName(numbers, n.id)}</span>}
              checked={numberIds.includes(n.id)}
              onChange={(e) => sitting.toggleNumber(n.id, e.currentTarget.checked)}
            />
          ))}
          {sitting.numbersLoaded && numbers.length === 0 && (
            <span className={classes.dim}>
              None yet. <Link to="/settings/$section" params={{ section: 'numbers' }}>Add a number</Link> to call from.
            </span>
          )}
        </div>
      </div>
      <div className={classes.setting}>
        <span className={classes.settingName}>When I’m talking</span>
        <Select
          size="xs"
          w={210}
          disabled={!sitting.mayChangePolicy}
          title={sitting.mayChangePolicy ? undefined : 'A supervisor changes it in the campaign.'}
          aria-label="When I’m talking, the other lines"
          data={BUSY_LINES.map(({ value, label }) => ({ value, label }))}
          value={sitting.busyLinePolicy}
          onChange={(v) => v && sitting.setBusyLinePolicy(v as BusyLinePolicy)}
        />
        <RecordSwitch />
      </div>
      {sitting.phase === 'none' && sitting.simulated && sitting.campaignId === null && (
        <div className={classes.setting}>
          <span className={classes.settingName}>Hours</span>
          <Switch label="Call at any hour (simulated calls only)" checked={sitting.anyHour} onChange={(e) => sitting.setAnyHour(e.currentTarget.checked)} />
        </div>
      )}
      {sitting.phase === 'none' && <CampaignSource sitting={sitting} />}
      {sitting.phase === 'ready' && sitting.session && (
        <div className={classes.setting}>
          <span className={classes.settingName}>Unstarted</span>
          <span>{plural(sitting.session.totalLeads - sitting.session.completedLeads, 'contact')} in the queue</span>
        </div>
      )}
    </div>
  );
}

/** Shows what is in force for this agent, and changes only that. */
function RecordSwitch() {
  const client = useQueryClient();
  const mine = useQuery(queries.mySettings()).data;
  const organization = useQuery(queries.settings()).data;
  const change = useMutation({
    mutationFn: (recordingEnabled: boolean) => api.put<MySettings | null>('/api/settings/me', { recordingEnabled }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.mySettings }),
    onError: toast.error,
  });
  if (!mine) return null;
  const effective = mine.recordingEnabled ?? organization?.recordingEnabled ?? false;
  return <Switch style={{ whiteSpace: 'nowrap' }} label="Record calls" checked={effective} disabled={change.isPending} onChange={(e) => change.mutate(e.currentTarget.checked)} />;
}

function CampaignSource({ sitting }: { sitting: Sitting }) {
  const campaigns = flat(useInfiniteQuery(queries.campaigns({})).data).filter((c) => c.mode === 'power' && (c.status === 'RUNNING' || c.status === 'PAUSED'));
  if (campaigns.length === 0) return null;
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Dial from</span>
      <Select
        size="xs"
        w={260}
        aria-label="Dial from"
        data={[{ value: '', label: 'contacts I pick' }, ...campaigns.map((c) => ({ value: c.id, label: `campaign ${c.name}` }))]}
        value={sitting.campaignId ?? ''}
        onChange={(v) => sitting.setCampaignId(v || null)}
      />
    </div>
  );
}

const BUTTON: Record<SessionAction, { label: string; Icon?: typeof IconPlayerPlayFilled; variant: 'filled' | 'default' }> = {
  start: { label: 'Start Dialing', Icon: IconPlayerPlayFilled, variant: 'filled' },
  resume: { label: 'Resume', Icon: IconPlayerPlayFilled, variant: 'filled' },
  pause: { label: 'Pause', Icon: IconPlayerPauseFilled, variant: 'default' },
  stop: { label: 'Stop', Icon: IconPlayerStopFilled, variant: 'default' },
  complete: { label: 'Complete', variant: 'default' },
};

function Controls({ sitting }: { sitting: Sitting }) {
  const { phase, act, session } = sitting;
  const actions = actionsOf(phase);
  const first = actions[0];
  const nothing = phase !== 'active' && phase !== 'paused' && ((!session && !sitting.campaignId) || sitting.numberIds.length === 0);
  useShortcuts('Dialer', first && !nothing ? [{ keys: 'p', label: BUTTON[first].label, run: () => act.mutate(first) }] : []);
  return (
    <div className={classes.buttons}>
      {actions.map((action) => {
        const { label, Icon, variant } = BUTTON[action];
        return (
          <Button
            key={action}
            size="lg"
            variant={variant}
            leftSection={Icon && <Icon size={18} />}
            disabled={nothing || (act.isPending && act.variables !== action)}
            loading={act.isPending && act.variables === action}
            onClick={() => act.mutate(action)}
          >
            {label}
          </Button>
        );
      })}
    </div>
  );
}
