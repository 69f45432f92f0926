import { Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import { useLiveState } from '../live/Live';
import { expectAudio } from '../line/ready';
import { Dot } from '../ui/Chip';
import { keyNames } from '../ui/shortcuts';
import type { Tone } from '../ui/theme';
import { AgentState } from './AgentState';
import classes from './TopBar.module.css';
import { UserMenu } from './UserMenu';

export function TopBar(props: { onPalette: () => void; onKeys: () => void }) {
  return (
    <header className={classes.bar}>
      <UnstyledButton className={classes.search} onClick={props.onPalette}>
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>Search or command</span>
        <span className={classes.keys} aria-hidden>
          {keyNames('mod+k').map((k) => (
            <Kbd key={k} size="xs">
              {k}
            </Kbd>
          ))}
        </span>
      </UnstyledButton>
      <div className={classes.spacer} />
      <Audio />
      <Connection />
      <SimulatorBadge />
      <AgentState />
      <UserMenu onKeys={props.onKeys} />
    </header>
  );
}

const LineControl = lazy(() => import('../line/LineControl'));

/** Only where a provider carries the agent's voice to this browser; all else about it is loaded then. */
function Audio() {
  const client = useQueryClient();
  const audio = useQuery(queries.myAgent()).data?.audio;
  const carried = audio !== undefined && audio !== 'none';
  // The agent is told of another provider as it happens; what else hangs on it is asked for again.
  const before = useRef<boolean | null>(null);
  useEffect(() => expectAudio(carried), [carried]);
  useEffect(() => {
    if (audio === undefined) return;
    if (before.current !== null && before.current !== carried) {
      void client.invalidateQueries({ queryKey: keys.softphone });
      void client.invalidateQueries({ queryKey: keys.settings });
    }
    before.current = carried;
  }, [client, audio, carried]);
  if (!carried) return null;
  return (
    <Suspense>
      <LineControl />
    </Suspense>
  );
}

const CONNECTION: Record<ReturnType<typeof useLiveState>, { word: string; tone: Tone; hint: string }> = {
  live: { word: 'live', tone: 'talking', hint: 'Changes arrive as they happen.' },
  connecting: { word: 'connecting', tone: 'ringing', hint: 'Asking the server for the live stream.' },
  reconnecting: { word: 'reconnecting', tone: 'ringing', hint: 'The live stream broke off. What you see may be some seconds old; it comes back by itself.' },
  polling: { word: 'polling', tone: 'ringing', hint: 'Something between you and the server blocks live streams. Trunkline asks every 2 seconds instead.' },
};

function Connection() {
  const state = useLiveState();
  const { word, tone, hint } = CONNECTION[state];
  return (
    <Tooltip label={hint} multiline maw={280}>
      <span className={classes.connection} role="status" aria-label={`Connection: ${word}`} tabIndex={0}>
        <Dot tone={tone} breathing={state !== 'live'} />
        {word}
      </span>
    </Tooltip>
  );
}

/** Nobody may believe for a moment that a simulated call was a real one, or the other way round. */
function SimulatorBadge() {
  const settings = useQuery(queries.settings()).data;
  if (settings?.provider !== 'simulator') return null;
  return (
    <Tooltip label="Every call is simulated: no phone rings anywhere, and nothing is charged. Settings → Provider changes that." multiline maw={280}>
      <span className={classes.simulator} tabIndex={0}>
        SIMULATOR
      </span>
    </Tooltip>
  );
}
