import { Menu, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Agent, Session } from '../api/schema';
import { audioReady } from '../line/ready';
import { newest } from '../live/Live';
import { Dot } from '../ui/Chip';
import { useShortcuts } from '../ui/shortcuts';
import { agentTone, toneVar } from '../ui/theme';
import { Timer } from '../ui/Timer';
import { toast } from '../ui/toast';
import classes from './TopBar.module.css';

const BREAKS = ['Short break', 'Lunch', 'Meeting', 'Training'];

interface Change {
  status: 'available' | 'break' | 'offline';
  /** Whose pool to wait in; without it the agent is only free for their own calls. */
  campaignId?: string;
  reason?: string;
}

export function useSetAgentStatus() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: Change) => {
      // Whoever can't be heard must not be given a call.
      if (change.status === 'available') await audioReady();
      return api.put<Agent | null>('/api/agents/me/status', change);
    },
    onSuccess: (agent) => {
      // The stream may have told something newer while the answer was on its way.
      if (agent) client.setQueryData(keys.myAgent, newest.reconcile('agent', agent));
      else void client.invalidateQueries({ queryKey: keys.myAgent });
    },
    onError: toast.error,
  });
}

/** Available means available for the campaign one sits in. */
function useBecome(): Change {
  const session = useQuery<Session | null>({ queryKey: keys.activeSession, queryFn: skipToken }).data;
  return session?.mode === 'predictive' && session.campaignId ? { status: 'available', campaignId: session.campaignId } : { status: 'available' };
}

function OtherReason({ onGiven }: { onGiven: (reason: string) => void }) {
  const [reason, setReason] = useState('');
  return (
    <form
      className={classes.reason}
      onSubmit={(e) => {
        e.preventDefault();
        if (reason.trim()) onGiven(reason.trim());
        setReason('');
      }}
    >
      <TextInput size="xs" aria-label="Another reason for a break" placeholder="Another reason, Enter" maxLength={80} value={reason} onChange={(e) => setReason(e.currentTarget.value)} onKeyDown={(e) => e.stopPropagation()} />
    </form>
  );
}

/** The agent's own state: always in sight, one click and one key away. */
export function AgentState() {
  const agent = useQuery(queries.myAgent()).data;
  const change = useSetAgentStatus();
  const available = agent?.status === 'available';
  const become = useBecome();
  const [open, setOpen] = useState(false);
  useShortcuts('Everywhere', [
    {
      keys: 'a',
      label: available ? 'Take a break' : 'Become available',
      run: () => change.mutate(available ? { status: 'break', reason: BREAKS[0] } : become),
    },
  ]);
  if (!agent) return null;
  const tone = agentTone[agent.status];
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton
          className={classes.agent}
          style={{ color: toneVar(tone, 'text'), borderColor: tone === 'available' ? toneVar(tone, 'solid') : undefined }}
        >
          <Dot tone={tone} breathing={agent.status === 'ringing'} />
          <span>
            {agent.status}
            {agent.status === 'break' && agent.reason ? ` · ${agent.reason}` : ''}
          </span>
          <Timer since={agent.since} className={classes.agentTime} />
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Dot tone="available" />} onClick={() => change.mutate(become)}>
          available
        </Menu.Item>
        <Menu.Label>break</Menu.Label>
        {BREAKS.map((reason) => (
          <Menu.Item key={reason} leftSection={<Dot tone="idle" />} onClick={() => change.mutate({ status: 'break', reason })}>
            {reason}
          </Menu.Item>
        ))}
        <OtherReason
          onGiven={(reason) => {
            setOpen(false);
            change.mutate({ status: 'break', reason });
          }}
        />
        <Menu.Divider />
        <Menu.Item leftSection={<Dot tone="idle" />} onClick={() => change.mutate({ status: 'offline' })}>
          offline
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
