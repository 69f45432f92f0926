import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { queries } from '../api/queries';
import { isLiveCall } from '../live/patch';
import { Failed } from '../ui/Blank';
import { Cards } from './Cards';
import { Desk } from './Desk';
import classes from './PowerDialer.module.css';
import { Sidebar } from './Sidebar';
import { useSitting } from './useSitting';

/** Calls → Power Dialer: figures, set-up, lines, queue. All of it fits 1280×720. */
export function PowerDialer() {
  const { campaignId } = useSearch({ from: '/inside/calls' });
  const sitting = useSitting(campaignId);
  const { session } = sitting;
  const active = useQuery({ ...queries.activeCalls({ sessionId: session?.id }), enabled: session !== null }).data ?? [];
  const calls = session ? active.filter(isLiveCall) : [];
  if (sitting.query.isError) return <Failed error={sitting.query.error} retry={() => void sitting.query.refetch()} />;
  return (
    <div className={classes.page}>
      <Cards session={session} />
      <div className={classes.columns}>
        <Desk sitting={sitting} calls={calls} />
        <Sidebar sitting={sitting} />
      </div>
    </div>
  );
}
