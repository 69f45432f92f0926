import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import type { Lead } from '../api/schema';
import { primaryPhone } from '../ui/format';
import { CallsHead } from './CallsHead';
import { ContactQueue } from './ContactQueue';
import { DialPad } from './DialPad';
import classes from './ManualDialing.module.css';
import { RecentCalls } from './RecentCalls';
import { useCallingFrom } from './useCallingFrom';
import { useDial } from './useDial';

export interface Target {
  text: string;
  /** The contact the number was taken from; typing another number lets go of it. */
  lead: Lead | null;
}

/** Calls → Manual Dialing: whom, the number, whom lately. */
export function ManualDialing() {
  const [target, setTarget] = useState<Target>({ text: '', lead: null });
  const from = useCallingFrom();
  const dial = useDial(true);
  const call = (to: string, leadId?: string) => {
    if (dial.isPending) return;
    dial.mutate(
      { to, leadId, numberId: from.numberId ?? undefined },
      // From now on keys are the call panel's, not digits of the next number.
      { onSuccess: () => document.activeElement instanceof HTMLElement && document.activeElement.blur() },
    );
  };
  // A refusal stands beside the number it is about, until another is typed.
  const aim = (next: Target) => {
    if (!dial.isPending) dial.reset();
    setTarget(next);
  };
  const pick = (lead: Lead) => aim({ text: primaryPhone(lead) ?? '', lead });
  return (
    <div className={classes.page}>
      <CallsHead current="Manual Dialing" />
      <div className={classes.columns}>
        <ContactQueue selected={target.lead?.id ?? null} onSelect={pick} onCall={(lead, number) => { pick(lead); call(number, lead.id); }} />
        <DialPad target={target} onTarget={aim} from={from} busy={dial.isPending} refused={dial.isError ? sentenceOf(dial.error) : null} onCall={call} />
        <RecentCalls onCall={call} />
      </div>
    </div>
  );
}
