import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Lead } from '../api/schema';
import { CallRows } from '../call/CallRows';
import { Chip } from '../ui/Chip';
import { localTime, nameOf, phone, plural } from '../ui/format';
import { leadTone } from '../ui/theme';
import { useNow } from '../ui/ticker';
import classes from './PreviewDesk.module.css';

interface Props {
  lead: Lead;
  number: string | null;
  onNumber: (number: string) => void;
  /** The large buttons. */
  children: ReactNode;
}

/** All that is known of a lead before the call, and what happened in earlier ones. */
export function PreviewLead({ lead, number, onNumber, children }: Props) {
  const time = localTime(lead.timeZone, useNow());
  const address = [lead.address, lead.city, [lead.state, lead.postcode].filter(Boolean).join(' '), lead.country].filter(Boolean).join(', ');
  const facts: [string, string][] = [
    ['Email', lead.email],
    ['Address', address],
    ['Notes', lead.notes ?? ''],
    ...Object.entries(lead.customFields).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  return (
    <>
      <div className={classes.lead}>
        <div className={classes.card}>
          <div className={classes.who}>
            <h2>{nameOf(lead)}</h2>
            <Chip tone={lead.doNotCall ? 'failed' : leadTone[lead.status]}>{lead.doNotCall ? 'do not call' : lead.status}</Chip>
          </div>
          <p className={classes.sub}>{[lead.company, time ? `${time} there` : 'time zone unknown', plural(lead.callCount, 'call')].filter(Boolean).join(' · ')}</p>
          {lead.phones.length > 1 ? (
            <SegmentedControl
              size="xs"
              mt={10}
              aria-label="Number to call"
              value={number ?? ''}
              onChange={onNumber}
              data={lead.phones.map((p) => ({ value: p.number, label: phone(p.number) }))}
            />
          ) : (
            <p className={classes.number}>{phone(number)}</p>
          )}
          <dl className={classes.facts}>
            {facts
              .filter(([, value]) => value)
              .map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
          </dl>
        </div>
        <div className={classes.history}>
          <h3>Calls so far</h3>
          <CallRows params={{ leadId: lead.id }} />
        </div>
      </div>
      <div className={classes.buttons}>{children}</div>
    </>
  );
}
