import { ActionIcon, Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBackspace, IconPhone } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef, type ReactNode } from 'react';
import { flat, queries } from '../api/queries';
import type { Lead } from '../api/schema';
import { useMe } from '../auth/session';
import { PAD } from '../call/Keypad';
import { localTime, nameOf, phone } from '../ui/format';
import { useNow } from '../ui/ticker';
import { dialable } from './dialable';
import type { Target } from './ManualDialing';
import classes from './ManualDialing.module.css';
import type { CallingFrom } from './useCallingFrom';

const LETTERS: Record<string, string> = { '2': 'ABC', '3': 'DEF', '4': 'GHI', '5': 'JKL', '6': 'MNO', '7': 'PQRS', '8': 'TUV', '9': 'WXYZ', '0': '+' };

interface Props {
  target: Target;
  onTarget: (target: Target) => void;
  from: CallingFrom;
  busy: boolean;
  /** Why the last try was not called. */
  refused: string | null;
  onCall: (to: string, leadId?: string) => void;
}

/** Any number, pasted in any format. Says whom it reaches and what time it is there before the call. */
export function DialPad({ target, onTarget, from, busy, refused, onCall }: Props) {
  const home = useMe().organization.country ?? 'US';
  const field = useRef<HTMLInputElement>(null);
  const { e164, country } = dialable(target.text, home);
  const found = useLeadOf(e164);
  const lead = target.lead ?? found;
  const wrapUp = useQuery(queries.myAgent()).data?.status === 'wrap-up';
  const blocked = lead?.doNotCall ? `${nameOf(lead)} asked not to be called.` : null;
  const type = (text: string) => onTarget({ text, lead: null });
  const call = () => e164 && !blocked && onCall(e164, lead?.id);

  return (
    <section className={classes.column} aria-label="Dial pad">
      <h2 className={classes.head}>Dial pad</h2>
      <form
        className={classes.pad}
        onSubmit={(e) => {
          e.preventDefault();
          call();
        }}
      >
        <Select
          label="Calling from"
          data={[{ value: '', label: 'Whichever number fits' }, ...from.numbers.map((n, i) => ({ value: n.id, label: [`Line ${i + 1}`, phone(n.number), n.label].filter(Boolean).join('  ') }))]}
          value={from.numberId ?? ''}
          onChange={(v) => from.choose(v || null)}
        />
        <div className={classes.number}>
          <input
            ref={field}
            type="tel"
            className={classes.input}
            aria-label="Number to call"
            placeholder="Type or paste a number"
            autoComplete="off"
            // After a call its digits are outcomes; the field must not catch them.
            autoFocus={!wrapUp}
            value={target.text}
            onChange={(e) => type(e.currentTarget.value)}
          />
          <ActionIcon variant="transparent" color="gray" size={36} aria-label="Delete the last digit" disabled={!target.text} onClick={() => type(target.text.slice(0, -1))}>
            <IconBackspace size={20} />
          </ActionIcon>
        </div>
        <div className={classes.reads} aria-live="polite">
          {(refused ?? blocked) ? <Line tone="bad">{refused ?? blocked}</Line> : lead ? <Who lead={lead} number={e164} /> : e164 ? <Line>{[phone(e164), country].filter(Boolean).join(' · ')}</Line> : <Line>{target.text ? 'Not a whole number yet' : 'Any format will do'}</Line>}
        </div>
        <div className={classes.keys} role="group" aria-label="Keys">
          {PAD.map((key) => (
            <button
              key={key}
              type="button"
              className={classes.key}
              onClick={() => {
                type(target.text + key);
                field.current?.focus();
              }}
            >
              {key}
              <small aria-hidden>{LETTERS[key] ?? ' '}</small>
            </button>
          ))}
        </div>
        <div className={classes.go}>
          <Button variant="default" size="lg" disabled={!target.text} onClick={() => type('')}>
            Clear
          </Button>
          <Button type="submit" size="lg" flex={1} leftSection={<IconPhone size={18} />} disabled={!e164 || blocked !== null} loading={busy}>
            Call
          </Button>
        </div>
      </form>
    </section>
  );
}

function Line({ children, tone }: { children: ReactNode; tone?: 'bad' }) {
  return <span data-tone={tone}>{children}</span>;
}

function Who({ lead, number }: { lead: Lead; number: string | null }) {
  const time = localTime(lead.timeZone, useNow());
  return (
    <>
      <b>{nameOf(lead)}</b>
      <span>{[lead.company, number && phone(number), time ? `${time} there` : 'time zone unknown'].filter(Boolean).join(' · ')}</span>
    </>
  );
}

/** The lead with this number, if there is one: its call will be attached to it. */
function useLeadOf(e164: string | null): Lead | null {
  const [asked] = useDebouncedValue(e164, 150);
  const query = useInfiniteQuery({ ...queries.leads({ search: asked ?? '', limit: 5 }), enabled: asked !== null });
  return (e164 && asked === e164 && flat(query.data).find((l) => l.phones.some((p) => p.number === e164))) || null;
}
