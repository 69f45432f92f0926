import { Button } from '@mantine/core';
import { IconHistory, IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { Call, Session, SessionAction } from '../api/schema';
import { IdleLine, LineCard } from '../call/LineCard';
import { count, when } from '../ui/format';
import { useShortcuts } from '../ui/shortcuts';
import classes from './PowerDialer.module.css';
import { Setup, Summary } from './Setup';
import { actionsOf, sentenceFor, slotsOf } from './sitting';
import type { Sitting } from './useSitting';

// Most sittings are of one mode: the others' screens wait until they are asked for.
const PreviewDesk = lazy(() => import('./PreviewDesk').then((m) => ({ default: m.PreviewDesk })));
const PoolDesk = lazy(() => import('./PoolDesk').then((m) => ({ default: m.PoolDesk })));

/** Set-up, the work, and the large buttons. While dialing, the set-up folds into one line and the work has the room. */
export function Desk({ sitting, calls }: { sitting: Sitting; calls: Call[] }) {
  const { phase, session, mode } = sitting;
  const running = phase === 'active' || phase === 'paused';
  const [unfolded, setUnfolded] = useState(false);
  const foldable = running && mode === 'power';
  return (
    <section className={classes.desk} aria-label="Dialer">
      <ResumeOffer sitting={sitting} />
      {foldable && !unfolded ? (
        <Summary sitting={sitting} onUnfold={() => setUnfolded(true)} />
      ) : (
        !(running && mode !== 'power') && <Setup sitting={sitting} onFold={foldable ? () => setUnfolded(false) : undefined} />
      )}
      <Work sitting={sitting} calls={calls} />
      <footer className={classes.controls}>
        <Controls sitting={sitting} />
        <p className={classes.sentence} aria-live="polite">
          {sentenceFor({ session, mode, agent: sitting.agent?.status, calls, selectedNumbers: sitting.numberIds.length, joining: sitting.campaignId !== null })}
        </p>
      </footer>
    </section>
  );
}

function Work({ sitting, calls }: { sitting: Sitting; calls: Call[] }) {
  const { phase, session, lines, mode, agent } = sitting;
  if (phase === 'none' || session === null) return <Teach mode={mode} joining={sitting.campaignId !== null} />;
  if (mode !== 'power') {
    return (
      <Suspense fallback={<div className={classes.lines} />}>
        {mode === 'preview' ? <PreviewDesk session={session} calls={calls} wrapUp={agent?.status === 'wrap-up'} /> : <PoolDesk session={session} agent={agent} />}
      </Suspense>
    );
  }
  return (
    <div className={classes.lines} data-running={phase !== 'ready' || undefined}>
      {slotsOf(lines, calls).map(({ line, call }) =>
        call ? (
          <LineCard key={line} call={call} label={`Line ${line}`} large />
        ) : (
          <IdleLine key={line} label={`Line ${line}`} text={phase === 'active' ? 'free' : phase === 'paused' ? 'paused' : 'not started'} />
        ),
      )}
    </div>
  );
}

/** A sitting that was left, by closing the browser or losing the network, waits where it was. */
function ResumeOffer({ sitting }: { sitting: Sitting }) {
  const { session, left, resume } = sitting;
  if (!left || !session) return null;
  const lead = session.currentLead;
  return (
    <div className={classes.resume} role="status">
      <IconHistory size={17} aria-hidden />
      <p>
        You left a session, begun {when(session.startedAt ?? session.createdAt)}
        {session.totalLeads > 0 && `: ${count(session.completedLeads)} of ${count(session.totalLeads)} done`}
        {lead && (
          <>
            , <b>{lead.name}</b> in front
          </>
        )}
        .
      </p>
      <Button size="compact-sm" loading={resume.isPending} onClick={() => resume.mutate()}>
        Resume
      </Button>
    </div>
  );
}

const STEPS: Record<Session['mode'], string[]> = {
  power: ['Pick contacts on the right, or a whole list.', 'Add them to the queue.', 'Press Start Dialing. Trunkline keeps your lines busy and connects the first person who answers.'],
  preview: ['Pick contacts on the right, or a campaign above.', 'Press Start. You see each lead with all that is known of it.', 'Call, or skip with a reason. The next lead comes after the outcome.'],
  predictive: ['Choose a campaign above.', 'Press Join the pool. You are available from then on.', 'The next person who answers is yours; the call panel opens by itself.'],
};

/** The empty desk teaches how to fill it. */
function Teach({ mode, joining }: { mode: Session['mode']; joining: boolean }) {
  if (joining && mode !== 'predictive') return <div className={classes.teach}><p>Press Start to join the campaign.</p></div>;
  return (
    <ol className={classes.teach}>
      {STEPS[mode].map((text, i) => (
        <li key={text}>
          <span>{i + 1}</span>
          {text}
        </li>
      ))}
    </ol>
  );
}

const START: Record<Session['mode'], string> = { power: 'Start Dialing', preview: 'Start', predictive: 'Join the pool' };

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
  const nothing = phase !== 'active' && phase !== 'paused' && ((!session && !sitting.campaignId) || (sitting.mode === 'power' && sitting.numberIds.length === 0));
  useShortcuts('Dialer', first && !nothing ? [{ keys: 'p', label: BUTTON[first].label, run: () => act.mutate(first) }] : []);
  return (
    <div className={classes.buttons}>
      {actions.map((action) => {
        const { label: word, Icon, variant } = BUTTON[action];
        const label = action === 'start' ? START[sitting.mode] : word;
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
