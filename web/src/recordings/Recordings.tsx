import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Call, Recording } from '../api/schema';
import { Failed } from '../ui/Blank';
import { Player } from './Player';
import classes from './Recordings.module.css';

const NOT_HERE: Record<Exclude<Recording['status'], 'available'>, string> = {
  pending: 'The recording is being fetched from the provider.',
  failed: 'The provider no longer gives the recording out.',
  deleted: 'The recording was deleted when its time was over.',
};

/** What was recorded of a call; nothing where nothing was. */
export function Recordings({ call }: { call: Call }) {
  const recordings = useQuery({ ...queries.recordings(call.id), enabled: call.recordingIds.length > 0 });
  if (call.recordingIds.length === 0) return null;
  if (recordings.isError) return <Failed compact error={recordings.error} retry={() => void recordings.refetch()} />;
  return (
    <div className={classes.list} role="group" aria-label="Recording">
      {recordings.isPending
        ? call.recordingIds.map((id) => <div key={id} className={classes.row} aria-busy />)
        : recordings.data.map((recording) =>
            recording.status === 'available' ? (
              <Player key={recording.id} recording={recording} />
            ) : (
              <p key={recording.id} className={classes.row}>
                {NOT_HERE[recording.status]}
              </p>
            ),
          )}
    </div>
  );
}
