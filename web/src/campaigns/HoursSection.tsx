import { Button, Checkbox, Switch } from '@mantine/core';
import { Section, type SectionProps } from './CampaignWizard';
import classes from './CampaignWizard.module.css';
import { WEEKDAYS, type DayDraft } from './draft';
import { useOnSimulator } from './WizardSections';

export function HoursSection({ draft, set, problems }: SectionProps) {
  const simulator = useOnSimulator();
  const setDay = (key: (typeof WEEKDAYS)[number]['key'], change: Partial<DayDraft>) => set({ days: { ...draft.days, [key]: { ...draft.days[key], ...change } } });
  const copyMonday = () => set({ days: Object.fromEntries(WEEKDAYS.map((d) => [d.key, { ...draft.days.mon, open: draft.days[d.key].open }])) as typeof draft.days });
  const error = problems.days ?? problems.callingWindow;
  return (
    <Section title="When" text="Hours on the lead's own clock. A lead whose zone is unknown is not called by itself.">
      {simulator && (
        <Switch
          label="Always open"
          description="Only while the simulator is on: no real phone can ring at night."
          checked={draft.alwaysOpen}
          onChange={(e) => set({ alwaysOpen: e.currentTarget.checked })}
        />
      )}
      {!draft.alwaysOpen && (
        <div className={classes.days}>
          {WEEKDAYS.map(({ key, name }) => (
            <div key={key} className={classes.day}>
              <Checkbox label={name} checked={draft.days[key].open} onChange={(e) => setDay(key, { open: e.currentTarget.checked })} />
              {draft.days[key].open ? (
                <>
                  <TimeField label={`${name} from`} value={draft.days[key].from} onChange={(from) => setDay(key, { from })} />
                  <span className={classes.dim}>to</span>
                  <TimeField label={`${name} to`} value={draft.days[key].to} onChange={(to) => setDay(key, { to })} />
                </>
              ) : (
                <span className={classes.dim}>closed</span>
              )}
              {key === 'mon' && (
                <Button size="compact-xs" variant="subtle" ml="auto" onClick={copyMonday}>
                  Same for all days
                </Button>
              )}
            </div>
          ))}
        </div>
      )}
      {error && <p className={classes.error}>{error}</p>}
    </Section>
  );
}

function TimeField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return <input type="time" className={classes.time} aria-label={props.label} value={props.value} onChange={(e) => props.onChange(e.currentTarget.value)} />;
}
