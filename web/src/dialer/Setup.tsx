import { Checkbox, SegmentedControl, Select, Slider, Switch, UnstyledButton } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { flat, queries } from '../api/queries';
import type { BusyLinePolicy, MySettings, Session } from '../api/schema';
import { BUSY_LINES } from '../campaigns/busyLines';
import { Chip } from '../ui/Chip';
import { phone, plural } from '../ui/format';
import { sessionTone } from '../ui/theme';
import { toast } from '../ui/toast';
import classes from './PowerDialer.module.css';
import { lineName } from './sitting';
import type { Sitting } from './useSitting';

/** The set-up of a running sitting, in one line. */
export function Summary({ sitting, onUnfold }: { sitting: Sitting; onUnfold: () => void }) {
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

/** How the sitting will dial; what does not concern its mode is not there. */
export function Setup({ sitting, onFold }: { sitting: Sitting; onFold?: () => void }) {
  const { numbers, numberIds, mode, phase } = sitting;
  return (
    <div className={classes.setup}>
      {phase === 'none' && <ModeChooser sitting={sitting} />}
      {mode === 'power' && <Lines sitting={sitting} onFold={onFold} />}
      {mode === 'power' && (
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
                None yet. <Link className={classes.inText} to="/settings/$section" params={{ section: 'numbers' }}>Add a number</Link> to call from.
              </span>
            )}
          </div>
        </div>
      )}
      <div className={classes.setting}>
        {mode === 'power' ? (
          <>
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
          </>
        ) : (
          <span className={classes.settingName}>Recording</span>
        )}
        <RecordSwitch />
      </div>
      {phase === 'none' && sitting.simulated && sitting.campaignId === null && mode !== 'predictive' && (
        <div className={classes.setting}>
          <span className={classes.settingName}>Hours</span>
          <Switch label="Call at any hour (simulated calls only)" checked={sitting.anyHour} onChange={(e) => sitting.setAnyHour(e.currentTarget.checked)} />
        </div>
      )}
      {phase === 'none' && <CampaignSource sitting={sitting} />}
      {phase === 'ready' && sitting.session && (
        <div className={classes.setting}>
          <span className={classes.settingName}>Unstarted</span>
          <span>{plural(sitting.session.totalLeads - sitting.session.completedLeads, 'contact')} in the queue</span>
        </div>
      )}
    </div>
  );
}

const MODE_HINT: Record<Session['mode'], string> = {
  power: 'several lines at once',
  preview: 'read first, then call',
  predictive: 'a pool of agents',
};

function ModeChooser({ sitting }: { sitting: Sitting }) {
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Mode</span>
      <SegmentedControl size="xs" aria-label="Mode" value={sitting.mode} onChange={(v) => sitting.setMode(v as Session['mode'])} data={['power', 'preview', 'predictive']} />
      <span className={classes.dim}>{MODE_HINT[sitting.mode]}</span>
    </div>
  );
}

function Lines({ sitting, onFold }: { sitting: Sitting; onFold?: () => void }) {
  const { lines } = sitting;
  const max = Math.max(1, sitting.numberIds.length);
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Lines</span>
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
  const { mode } = sitting;
  const query = useInfiniteQuery(queries.campaigns({}));
  const campaigns = flat(query.data).filter((c) => c.mode === mode && (c.status === 'RUNNING' || c.status === 'PAUSED'));
  const own = mode === 'predictive' ? [] : [{ value: '', label: 'contacts I pick' }];
  if (campaigns.length === 0 && mode !== 'predictive') return null;
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Dial from</span>
      {campaigns.length === 0 && query.isSuccess ? (
        <span className={classes.dim}>
          No predictive campaign is running. <Link to="/campaigns">Campaigns</Link>
        </span>
      ) : (
        <Select
          size="xs"
          w={260}
          aria-label="Dial from"
          placeholder="Choose a campaign"
          data={[...own, ...campaigns.map((c) => ({ value: c.id, label: `campaign ${c.name}` }))]}
          value={sitting.campaignId ?? (mode === 'predictive' ? null : '')}
          onChange={(v) => sitting.setCampaignId(v || null)}
        />
      )}
    </div>
  );
}
