import { Checkbox, MultiSelect, NumberInput, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries';
import type { Amd, BusyLinePolicy, CampaignMode, LeadList, PhoneLine } from '../api/schema';
import { count, phone } from '../ui/format';
import { BUSY_LINES } from './busyLines';
import { Section, type SectionProps } from './CampaignWizard';
import classes from './CampaignWizard.module.css';
import { defaultLines, hasAgents, mayDrop, RETRYABLE, type CampaignDraft, type RetryDraft, type Retryable } from './draft';

export function WhoSection(props: SectionProps & { lists?: LeadList[]; numbers?: PhoneLine[] }) {
  const { draft, set, problems, lists, numbers, present } = props;
  const active = numbers?.filter((n) => n.status === 'active');
  const toggle = (id: string, on: boolean) => {
    const numberIds = on ? [...draft.numberIds, id] : draft.numberIds.filter((n) => n !== id);
    set({ numberIds, lines: defaultLines(numberIds.length) });
  };
  return (
    <Section title="Who and from where" text="The leads of all chosen lists are called once each, from the chosen numbers in turn.">
      <TextInput label="Name" placeholder="Spring renewals" autoFocus={!present} value={draft.name} onChange={(e) => set({ name: e.currentTarget.value })} error={problems.name} />
      <MultiSelect
        label="Lists"
        placeholder={draft.listIds.length === 0 ? 'Choose lists' : undefined}
        searchable
        data={lists?.map((l) => ({ value: l.id, label: `${l.name} (${count(l.leadCount)})` })) ?? []}
        value={draft.listIds}
        onChange={(listIds) => set({ listIds })}
        error={problems.listIds}
        nothingFoundMessage={<Link to="/leads">Make a list and import leads first</Link>}
      />
      <div>
        <div className={classes.label}>Numbers to call from</div>
        {active?.length === 0 && (
          <p className={classes.dim}>
            There is no number yet. <Link to="/settings/$section" params={{ section: 'numbers' }}>Add one in Settings</Link>; on the simulator any valid number will do.
          </p>
        )}
        <div className={classes.checks}>
          {active?.map((n, i) => (
            <Checkbox
              key={n.id}
              label={`Line ${i + 1}  ${phone(n.number)}${n.label ? `  ${n.label}` : ''}`}
              checked={draft.numberIds.includes(n.id)}
              onChange={(e) => toggle(n.id, e.currentTarget.checked)}
            />
          ))}
        </div>
        {problems.numberIds && <p className={classes.error}>{problems.numberIds}</p>}
      </div>
      {hasAgents(draft.mode) && <WhoMayJoin draft={draft} set={set} />}
    </Section>
  );
}

function WhoMayJoin({ draft, set }: Pick<SectionProps, 'draft' | 'set'>) {
  const users = useQuery(queries.users()).data ?? [];
  return (
    <MultiSelect
      label="Who may join"
      placeholder={draft.agentIds.length === 0 ? 'Every agent' : undefined}
      searchable
      data={users.filter((u) => u.status === 'active' || draft.agentIds.includes(u.id)).map((u) => ({ value: u.id, label: u.name || u.email }))}
      value={draft.agentIds}
      onChange={(agentIds) => set({ agentIds })}
    />
  );
}

const MODES: { value: CampaignMode; effect: string }[] = [
  { value: 'preview', effect: 'The agent reads each lead first, then calls or skips.' },
  { value: 'power', effect: 'Several lines an agent. The first person who answers is connected.' },
  { value: 'predictive', effect: 'A pool of agents. Trunkline decides how many calls to launch, under the abandon cap.' },
  { value: 'unattended', effect: 'No agent: an answered call plays the message. On the simulator a stand-in is played.' },
];

function ModeChoice({ draft, set, present }: Pick<SectionProps, 'draft' | 'set' | 'present'>) {
  return (
    <Radio.Group aria-label="Mode" value={draft.mode} onChange={(mode) => set({ mode: mode as CampaignMode })}>
      <div className={classes.modes}>
        {MODES.map(({ value, effect }) => (
          <Radio.Card key={value} value={value} className={classes.mode} disabled={present !== null && present.mode !== value} aria-label={value} title={present && present.mode !== value ? 'The mode of a campaign stays as it is.' : undefined}>
            <Radio.Indicator size="xs" />
            <span>
              <b>{value}</b>
              <span>{effect}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

export function HowSection({ draft, set, problems, present }: SectionProps) {
  const power = draft.mode === 'power';
  const attended = hasAgents(draft.mode);
  return (
    <Section title="How" text={attended ? 'Agents join from Calls. Nobody is called before the campaign runs and an agent is there.' : 'No agent takes these calls. They begin as soon as the campaign runs.'}>
      <ModeChoice draft={draft} set={set} present={present} />
      <div className={classes.pair}>
        {power && <NumberInput label="Lines per agent" min={1} max={Math.max(1, draft.numberIds.length)} value={draft.lines} onChange={(v) => set({ lines: Number(v) || 1 })} error={problems.lines} />}
        {!attended && (
          <NumberInput label="Calls at the same time" min={1} max={10000} value={draft.maxConcurrentCalls} onChange={(v) => set({ maxConcurrentCalls: Number(v) || 1 })} error={problems.maxConcurrentCalls} />
        )}
        <NumberInput label="Ring for at most" suffix=" s" min={15} max={120} value={draft.ringTimeoutSeconds} onChange={(v) => set({ ringTimeoutSeconds: Number(v) || 30 })} error={problems.ringTimeoutSeconds} />
      </div>
      {power && (
        <Select
          label="When the agent is talking, the other lines"
          description={BUSY_LINES.find((b) => b.value === draft.busyLinePolicy)?.effect}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={BUSY_LINES.map(({ value, label }) => ({ value, label }))}
          value={draft.busyLinePolicy}
          onChange={(v) => v && set({ busyLinePolicy: v as BusyLinePolicy })}
        />
      )}
      {mayDrop(draft.mode) && (
        <NumberInput
          label="Abandoned calls at most"
          description="Of the calls that people answer, counted per day and per 30 days. The law allows 3 %."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          suffix=" %"
          min={0}
          max={3}
          step={0.5}
          decimalScale={1}
          value={draft.maxAbandonPercent}
          onChange={(v) => set({ maxAbandonPercent: Math.min(3, Number(v) || 0) })}
          error={problems.maxAbandonRate}
        />
      )}
      <Detection draft={draft} set={set} />
      {attended && <WrapUpLimit draft={draft} set={set} />}
      {attended && (
        <Textarea
          label="Script"
          description="What the agent reads. {agent}, {firstName}, {lastName} and {company} are filled in."
          autosize
          minRows={3}
          maxRows={12}
          placeholder="Hello {firstName}, this is {agent}…"
          value={draft.script}
          onChange={(e) => set({ script: e.currentTarget.value })}
          error={problems.script}
        />
      )}
    </Section>
  );
}

function Detection({ draft, set }: Pick<SectionProps, 'draft' | 'set'>) {
  return (
    <div className={classes.pair}>
      <Select
        label="Answering machines"
        data={[
          { value: 'off', label: 'Treat like people' },
          { value: 'beside', label: 'Detect while connected' },
          { value: 'before', label: 'Detect before connecting' },
        ]}
        value={draft.amd}
        onChange={(v) => v && set({ amd: v as Amd })}
        description={draft.amd === 'before' ? 'People wait in silence for some seconds; some will hang up.' : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
      />
      <Select
        label="Recording"
        data={[
          { value: 'inherit', label: 'As set for the organization' },
          { value: 'on', label: 'Record every call' },
          { value: 'off', label: 'Never record' },
        ]}
        value={draft.recording}
        onChange={(v) => v && set({ recording: v as CampaignDraft['recording'] })}
      />
    </div>
  );
}

function WrapUpLimit({ draft, set }: Pick<SectionProps, 'draft' | 'set'>) {
  return (
    <div className={classes.inline}>
      <Switch label="Limit wrap-up time" checked={draft.wrapUpSeconds !== null} onChange={(e) => set({ wrapUpSeconds: e.currentTarget.checked ? 60 : null })} />
      {draft.wrapUpSeconds !== null && (
        <NumberInput aria-label="Wrap-up limit" w={110} size="xs" suffix=" s" min={5} max={3600} value={draft.wrapUpSeconds} onChange={(v) => set({ wrapUpSeconds: Number(v) || 60 })} />
      )}
    </div>
  );
}

const OUTCOME_TEXT: Record<Retryable, string> = {
  busy: 'Line busy',
  'no-answer': 'Nobody answered',
  voicemail: 'A machine answered',
  failed: 'The network could not connect',
  dropped: 'A person answered and no agent was free',
};

export function RetrySection({ draft, set, problems }: SectionProps) {
  const setRule = (outcome: Retryable, change: Partial<RetryDraft>) => set({ retry: { ...draft.retry, [outcome]: { ...draft.retry[outcome], ...change } } });
  return (
    <Section title="Again" text="What happens to a lead that was not reached. Every attempt obeys the calling hours, too.">
      <NumberInput label="Attempts per lead" w={160} min={1} max={20} value={draft.maxAttempts} onChange={(v) => set({ maxAttempts: Number(v) || 1 })} error={problems.maxAttempts} />
      <table className={classes.rules}>
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Call again</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {RETRYABLE.map((outcome) => {
            const rule = draft.retry[outcome];
            return (
              <tr key={outcome}>
                <th scope="row">
                  {outcome} <span>{OUTCOME_TEXT[outcome]}</span>
                </th>
                <td>
                  <Switch aria-label={`${outcome}: call again`} checked={rule.again} onChange={(e) => setRule(outcome, { again: e.currentTarget.checked })} />
                </td>
                <td>
                  <NumberInput aria-label={`${outcome}: minutes until the next attempt`} size="xs" w={110} min={0} max={10080} suffix=" min" disabled={!rule.again} value={rule.delayMinutes} onChange={(v) => setRule(outcome, { delayMinutes: Number(v) || 0 })} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {problems.retryRules && <p className={classes.error}>{problems.retryRules}</p>}
    </Section>
  );
}

/** Whether the organization's calls are simulated; what is only allowed then depends on it. */
export function useOnSimulator(): boolean {
  return useQuery(queries.settings()).data?.provider === 'simulator';
}
