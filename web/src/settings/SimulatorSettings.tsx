import { NumberInput } from '@mantine/core';
import type { MockConfig } from '../api/schema';
import { Panel } from '../ui/Panel';
import { Field } from './Field';
import classes from './SettingsPage.module.css';

/** What the server simulates where nothing is set. */
const DEFAULT = { ring: { min: 4, max: 22 }, talk: { min: 20, max: 120 } };

type RateKey = 'answerRate' | 'machineRate' | 'busyRate' | 'noAnswerRate' | 'failureRate';

const RATES: { key: RateKey; name: string; effect: string }[] = [
  { key: 'answerRate', name: 'A person answers', effect: 'Share of calls that a human takes.' },
  { key: 'machineRate', name: 'A machine answers', effect: 'Voicemail and the like.' },
  { key: 'busyRate', name: 'Busy', effect: 'The line is in use.' },
  { key: 'noAnswerRate', name: 'Nobody answers', effect: 'Rings until the time is over.' },
  { key: 'failureRate', name: 'Fails', effect: 'The network cannot connect the call.' },
];

export function SimulatorSettings({ config, onChange }: { config: Partial<MockConfig>; onChange: (config: Partial<MockConfig>) => void }) {
  const set = (change: Partial<MockConfig>) => onChange({ ...config, ...change });
  const sum = RATES.reduce((total, { key }) => total + (config[key] ?? 0), 0);
  const aside = sum === 0 ? undefined : Math.abs(sum - 1) < 0.005 ? 'adds up to 100 %' : `adds up to ${Math.round(sum * 100)} %`;
  return (
    <Panel title="Simulator" aside={aside} flush>
      {RATES.map(({ key, name, effect }) => (
        <Field key={key} name={name} effect={effect}>
          {(a) => <NumberInput {...a} suffix=" %" min={0} max={100} placeholder="default" value={config[key] === undefined || config[key] === null ? '' : Math.round((config[key] ?? 0) * 1000) / 10} onChange={(v) => set({ [key]: v === '' ? null : Number(v) / 100 })} />}
        </Field>
      ))}
      <RangeField name="Ring time" effect="Until an answer, before speed." value={config.ringSeconds} fallback={DEFAULT.ring} onChange={(ringSeconds) => set({ ringSeconds })} />
      <RangeField name="Talk time" effect="Until the customer hangs up, before speed." value={config.talkSeconds} fallback={DEFAULT.talk} onChange={(talkSeconds) => set({ talkSeconds })} />
      <Field name="Speed" effect="Carrier and customers act this many times faster; recorded times stay those of the clock.">
        {(a) => <NumberInput {...a} min={0.1} max={1000} suffix=" ×" placeholder="1 ×" value={config.speed ?? ''} onChange={(v) => set({ speed: v === '' ? null : Number(v) })} />}
      </Field>
      <Field name="Seed" effect="The same seed and load give every lead the same outcome again.">
        {(a) => <NumberInput {...a} allowDecimal={false} placeholder="any" value={config.seed ?? ''} onChange={(v) => set({ seed: v === '' ? null : Number(v) })} />}
      </Field>
    </Panel>
  );
}

interface Range {
  min: number;
  max: number;
}

function RangeField(props: { name: string; effect: string; value?: Range | null; fallback: Range; onChange: (value: Range) => void }) {
  const value = props.value ?? props.fallback;
  return (
    <Field name={props.name} effect={props.effect}>
      {() => (
        <div className={classes.pair}>
          <NumberInput aria-label={`${props.name}, shortest`} min={0} suffix=" s" value={value.min} onChange={(v) => props.onChange({ ...value, min: Number(v) || 0 })} />
          <NumberInput aria-label={`${props.name}, longest`} min={0} suffix=" s" value={value.max} onChange={(v) => props.onChange({ ...value, max: Number(v) || 0 })} />
        </div>
      )}
    </Field>
  );
}
