import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Disposition } from '../api/schema';
import { dispositionColour } from '../call/Dispositions';
import { Failed, SkeletonRows } from '../ui/Blank';
import { span } from '../ui/format';
import { Panel } from '../ui/Panel';
import classes from './SettingsPage.module.css';

const FOLLOW_UP: Record<Disposition['followUp'], string> = {
  done: 'lead is done',
  retry: 'called again',
  callback: 'asks for a time',
  dnc: 'never called again',
  'try-next-number': 'next number of the lead',
};

function followUp(d: Disposition): string {
  return d.followUp === 'retry' && d.retryMinutes ? `called again after ${span(d.retryMinutes * 60)}` : FOLLOW_UP[d.followUp];
}

export function DispositionSettings() {
  const dispositions = useQuery(queries.dispositions());
  return (
    <>
      <p className={classes.intro}>The outcomes an agent can give a call, with their keys and what happens to the lead afterwards.</p>
      <Panel title="Dispositions" flush>
        {dispositions.isPending ? (
          <SkeletonRows rows={8} height={44} />
        ) : dispositions.isError ? (
          <Failed compact error={dispositions.error} retry={() => void dispositions.refetch()} />
        ) : (
          dispositions.data.map((d) => (
            <div key={d.outcome} className={classes.row}>
              <span className={classes.key}>{d.key ?? ''}</span>
              <span className={classes.swatch} style={{ background: dispositionColour(d) }} aria-hidden />
              <strong style={{ width: 130, fontWeight: 550 }}>{d.label}</strong>
              <span className={`${classes.grow} ${classes.dim}`}>{d.hint}</span>
              <span className={classes.dim}>{followUp(d)}</span>
            </div>
          ))
        )}
      </Panel>
    </>
  );
}
