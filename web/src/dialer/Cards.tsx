import { SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Session } from '../api/schema';
import { clock, count, percent } from '../ui/format';
import { Stat, Stats } from '../ui/Panel';
import { CallsHead } from './CallsHead';
import classes from './PowerDialer.module.css';

type Scope = 'all' | 'session' | 'today';

/** The six figures of SPEC §10, for all time, this session or today. */
export function Cards({ session }: { session: Session | null }) {
  const [chosen, setScope] = useLocalStorage<Scope>({ key: 'trunkline-cards', defaultValue: 'all' });
  const scope = chosen === 'session' && !session ? 'all' : chosen;
  const mine = useQuery({ ...queries.metrics(scope === 'today' ? 'today' : 'summary'), enabled: scope !== 'session' }).data;
  const m = scope === 'session' ? session?.stats : mine;
  return (
    <div className={classes.cards}>
      <CallsHead current="Power Dialer">
        <SegmentedControl
          size="xs"
          aria-label="Figures for"
          value={scope}
          onChange={(v) => setScope(v as Scope)}
          data={[
            { value: 'all', label: 'All time' },
            { value: 'session', label: 'This session', disabled: !session },
            { value: 'today', label: 'Today' },
          ]}
        />
      </CallsHead>
      <Stats columns={6}>
        <Stat label="Calls" value={count(m?.callsMade)} hint="Calls that reached dialing" />
        <Stat label="Contacted" value={count(m?.contacted)} hint="Distinct leads dialed" />
        <Stat label="Answered" value={count(m?.answered)} hint="Calls answered, by whomever" />
        <Stat label="No Answer" value={count(m?.noAnswer)} hint="Calls that nobody answered" />
        <Stat label="Unique Rate" value={percent(m?.uniqueRate)} hint="Distinct leads answered / contacted" />
        <Stat label="Talk Time" value={clock(m?.talkSeconds)} hint="From answer to end, all answered calls together" />
      </Stats>
    </div>
  );
}
