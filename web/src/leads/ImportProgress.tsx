import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { queries } from '../api/queries';
import type { Import } from '../api/schema';
import { Failed, SkeletonRows } from '../ui/Blank';
import { Chip } from '../ui/Chip';
import { count, plural, secondsBetween } from '../ui/format';
import { Panel, Stat, Stats } from '../ui/Panel';
import { importTone } from '../ui/theme';
import { toast } from '../ui/toast';
import { LinkButton } from '../ui/links';
import classes from './ImportPage.module.css';

/** How far it is, 0–1, by bytes: nobody knows the rows of a file before its end. */
export function fractionOf(job: Import): number {
  if (job.status === 'COMPLETED') return 1;
  if (job.bytesTotal) return Math.min(1, (job.bytesRead ?? 0) / job.bytesTotal);
  return 0;
}

export function ImportProgress({ id, listId, onAgain }: { id: string; listId: string; onAgain: () => void }) {
  const query = useQuery(queries.import(id));
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.delete<Import | null>(`/api/imports/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.import(id) }),
    onError: toast.error,
  });
  if (query.isPending) return <SkeletonRows rows={4} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const job = query.data;
  const running = job.status === 'RUNNING' || job.status === 'PENDING';
  return (
    <>
      <Panel title={job.fileName || 'Import'} aside={<Chip tone={importTone[job.status]}>{job.status}</Chip>}>
        <div className={classes.bar} role="progressbar" aria-label="Import" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(fractionOf(job) * 100)}>
          <span style={{ width: `${fractionOf(job) * 100}%` }} data-status={job.status} />
        </div>
        <p className={classes.progressText} aria-live="polite">
          {running ? <Speed job={job} /> : <Verdict job={job} />}
        </p>
      </Panel>
      <Stats columns={4}>
        <Stat label="Imported" value={count(job.importedRows)} />
        <Stat label="Updated" value={count(job.updatedRows ?? 0)} />
        <Stat label="Duplicates" value={count(job.duplicateRows)} />
        <Stat label="Rejected" value={count(job.rejectedRows)} />
      </Stats>
      <div className={classes.buttons}>
        {running ? (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel import
          </Button>
        ) : (
          <>
            <LinkButton to="/leads" search={{ listId }}>
              See the leads
            </LinkButton>
            <LinkButton to="/campaigns/new" search={{ listId }} variant="default">
              New campaign
            </LinkButton>
            <Button variant="default" onClick={onAgain}>
              Import another file
            </Button>
          </>
        )}
        {job.rejectedRows > 0 && !running && (
          <Button component="a" href={`/api/imports/${id}/rejects.csv`} variant="subtle" download>
            Download rejects
          </Button>
        )}
      </div>
    </>
  );
}

function Speed({ job }: { job: Import }) {
  if (job.status === 'PENDING' || job.totalRows === 0) return <>Starting…</>;
  return (
    <>
      {plural(job.totalRows, 'row')} so far{job.rowsPerSecond ? ` · ${count(Math.round(job.rowsPerSecond))} rows/s` : ''}
    </>
  );
}

function Verdict({ job }: { job: Import }) {
  const took = secondsBetween(job.startedAt ?? job.createdAt, job.completedAt);
  const rate = took >= 1 ? ` · ${count(Math.round(job.totalRows / took))} rows/s` : '';
  if (job.status === 'FAILED') return <>{job.statusReason ?? 'The import stopped before its end.'} Rows that were imported before that are kept.</>;
  if (job.status === 'CANCELED') return <>Canceled. {plural(job.importedRows, 'lead')} had been imported by then and stay.</>;
  return (
    <>
      Done: {plural(job.importedRows, 'lead')} imported{job.updatedRows ? `, ${count(job.updatedRows)} updated` : ''} in {took < 10 ? took.toFixed(1) : Math.round(took)} s{rate}.
      {job.rejectedRows > 0 && ` ${plural(job.rejectedRows, 'row')} could not be used; the rejects file says why for each.`}
    </>
  );
}
