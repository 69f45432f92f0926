import { NumberInput, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Provider, Settings } from '../api/schema';
import { Failed, SkeletonRows } from '../ui/Blank';
import { COUNTRIES } from '../ui/countries';
import { LinkButton } from '../ui/links';
import { Panel } from '../ui/Panel';
import { Field } from './Field';
import { SaveBar } from './SaveBar';
import classes from './SettingsPage.module.css';
import { useSettingsDraft } from './useSettingsDraft';

const PROVIDER: Record<Provider, string> = {
  simulator: 'Simulator',
  twilio: 'Twilio',
  telnyx: 'Telnyx',
  aircall: 'Aircall',
  pbx: 'HTTP PBX',
  sip: 'SIP trunk',
};

export function OrganizationSettings() {
  const settings = useQuery(queries.settings());
  if (settings.isPending) return <SkeletonRows rows={6} height={60} />;
  if (settings.isError) return <Failed error={settings.error} retry={() => void settings.refetch()} />;
  if (!settings.data) return null;
  return <Form saved={settings.data} />;
}

function Form({ saved }: { saved: Settings }) {
  const { now, set, problem, bar } = useSettingsDraft(saved);
  return (
    <>
      <Panel title="Calls" flush>
        <Field name="Provider" effect="What carries the calls. On the simulator nothing rings anywhere and nothing is charged.">
          {() => (
            <>
              <strong className={classes.provider}>{PROVIDER[now.provider]}</strong>
              <LinkButton to="/settings/$section" params={{ section: 'provider' }} size="compact-sm" variant="default">
                Change
              </LinkButton>
            </>
          )}
        </Field>
        <Field name="Country" effect="Numbers without a prefix are read as numbers of this country, and only it is called unless others are allowed.">
          {(a) => <Select {...a} searchable data={COUNTRIES} value={now.country} error={problem('country')} onChange={(v) => v && set({ country: v })} />}
        </Field>
        <Field name="Record calls" effect="From the answer on. A campaign or a user may say otherwise.">
          {(a) => <Switch {...a} checked={now.recordingEnabled} onChange={(e) => set({ recordingEnabled: e.currentTarget.checked })} />}
        </Field>
        {now.maxAttemptsPerDay !== undefined && (
          <Field name="Attempts per lead and day" effect="Over all campaigns. Simulated attempts do not count.">
            {(a) => <NumberInput {...a} min={1} max={100} value={now.maxAttemptsPerDay} error={problem('maxAttemptsPerDay')} onChange={(v) => set({ maxAttemptsPerDay: Number(v) || 1 })} />}
          </Field>
        )}
        {now.maxAttemptsPerWeek !== undefined && (
          <Field name="Attempts per lead and week" effect="Over all campaigns. Simulated attempts do not count.">
            {(a) => <NumberInput {...a} min={1} max={500} value={now.maxAttemptsPerWeek} error={problem('maxAttemptsPerWeek')} onChange={(v) => set({ maxAttemptsPerWeek: Number(v) || 1 })} />}
          </Field>
        )}
      </Panel>
      <SaveBar {...bar} />
    </>
  );
}
