import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentenceOf } from '../../api/problem';
import type { Provider, Settings, TwilioAccounts } from '../../api/schema';
import { Chip } from '../../ui/Chip';
import { Confirm } from '../../ui/Confirm';
import { Panel } from '../../ui/Panel';
import { toast } from '../../ui/toast';
import classes from './Provider.module.css';
import { ACCOUNT } from './TwilioAccount';

interface Card {
  name: Provider;
  title: string;
  can: string;
  /** Why it can't be chosen yet; null: it can. */
  lacks: ReactNode;
}

/** One switch. Going to real calls asks first, because from then on people are rung. */
export function ProviderChoice({ settings, twilio }: { settings: Settings; twilio: TwilioAccounts }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const change = useMutation({
    mutationFn: (provider: Provider) => api.put<Settings>('/api/settings', { provider }),
    onSuccess: (saved) => {
      client.setQueryData(keys.settings, saved);
      void client.invalidateQueries({ queryKey: keys.softphone });
      void client.invalidateQueries({ queryKey: keys.myAgent });
      setAsking(false);
      toast.success(saved.provider === 'simulator' ? 'Calls are simulated from now on.' : 'Calls are real from now on.');
    },
    onError: (error, provider) => provider === 'simulator' && toast.error(error),
  });
  const cards: Card[] = [
    { name: 'simulator', title: 'Simulator', can: 'Carrier and customers are played by this server. No phone rings anywhere and nothing is charged.', lacks: null },
    {
      name: 'twilio',
      title: 'Twilio',
      can: 'Real calls. Several lines at once, answering machine detection, recording, hold, transfer, and audio in the browser.',
      lacks: twilio.source === 'none' ? <a href={`#${ACCOUNT}`}>Enter the account first</a> : null,
    },
  ];
  return (
    <Panel title="Who carries the calls">
      <div className={classes.cards}>
        {cards.map((card) => (
          <div key={card.name} className={classes.card} data-chosen={settings.provider === card.name || undefined} role="group" aria-label={card.title}>
            <div className={classes.cardHead}>
              <strong>{card.title}</strong>
              {settings.provider === card.name ? (
                <Chip tone={card.name === 'simulator' ? 'ringing' : 'talking'}>in use</Chip>
              ) : (
                <Button size="compact-sm" variant="default" disabled={card.lacks !== null} loading={change.isPending && change.variables === card.name} onClick={() => (card.name === 'simulator' ? change.mutate('simulator') : setAsking(true))}>
                  Use {card.title}
                </Button>
              )}
            </div>
            <p className={classes.can}>{card.can}</p>
            {card.lacks && <p className={classes.lacks}>{card.lacks}</p>}
            {card.name === 'twilio' && card.lacks === null && !twilio.hasPhone && <p className={classes.lacks}>Agents can't talk in their browser yet: API key and TwiML App are missing below.</p>}
          </div>
        ))}
      </div>
      {asking && (
        <Confirm
          title="Place real calls?"
          text="From now on campaigns and agents ring real people, and Twilio charges for it. Running campaigns go on with real calls."
          action="Use Twilio"
          busy={change.isPending}
          error={change.isError ? sentenceOf(change.error) : undefined}
          onClose={() => {
            setAsking(false);
            change.reset();
          }}
          onConfirm={() => change.mutate('twilio')}
        />
      )}
    </Panel>
  );
}
