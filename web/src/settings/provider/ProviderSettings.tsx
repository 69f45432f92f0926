import { NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import type { MockConfig, Settings, TwilioAccounts } from '../../api/schema';
import { Failed, SkeletonRows } from '../../ui/Blank';
import { Panel } from '../../ui/Panel';
import { Field } from '../Field';
import { SaveBar } from '../SaveBar';
import { SimulatorSettings } from '../SimulatorSettings';
import { useSettingsDraft } from '../useSettingsDraft';
import { ProviderChoice } from './ProviderChoice';
import { SecondAccount } from './SecondAccount';
import { TwilioAccount } from './TwilioAccount';
import { TwilioAddresses } from './TwilioAddresses';
import { TwilioChecks } from './TwilioChecks';

/** Who carries the calls, and what that provider needs. */
export function ProviderSettings() {
  const settings = useQuery(queries.settings());
  const twilio = useQuery(queries.twilio());
  if (settings.isPending || twilio.isPending) return <SkeletonRows rows={6} height={60} />;
  if (settings.isError) return <Failed error={settings.error} retry={() => void settings.refetch()} />;
  if (twilio.isError) return <Failed error={twilio.error} retry={() => void twilio.refetch()} />;
  return <Loaded settings={settings.data} twilio={twilio.data} />;
}

function Loaded({ settings, twilio }: { settings: Settings; twilio: TwilioAccounts }) {
  return (
    <>
      <ProviderChoice settings={settings} twilio={twilio} />
      <Pace saved={settings} />
      <TwilioAccount accounts={twilio} />
      {twilio.source !== 'none' && <TwilioChecks />}
      <TwilioAddresses accounts={twilio} />
      {twilio.inUse !== undefined && twilio.source === 'organization' && <SecondAccount accounts={twilio} />}
    </>
  );
}

/** How fast calls are placed; on the simulator also what comes of them. */
function Pace({ saved }: { saved: Settings }) {
  const { now, set, problem, bar } = useSettingsDraft(saved);
  return (
    <>
      <Panel title="Pace" flush>
        <Field name="Calls per second" effect="All campaigns together. Twilio lets a new account place 1 a second; more would wait there and ring too late.">
          {(a) => <NumberInput {...a} min={0.01} max={1000} value={now.maxCallsPerSecond} error={problem('maxCallsPerSecond')} onChange={(v) => v !== '' && set({ maxCallsPerSecond: Number(v) })} />}
        </Field>
      </Panel>
      {saved.provider === 'simulator' && <SimulatorSettings config={now.mockConfig ?? {}} onChange={(mockConfig: Partial<MockConfig>) => set({ mockConfig })} />}
      <SaveBar {...bar} />
    </>
  );
}
