import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError, sentenceOf } from '../api/problem';
import classes from './Blank.module.css';

/** Nothing here yet, and what to do about it. */
export function Empty(props: { title: string; children?: ReactNode; action?: ReactNode; compact?: boolean }) {
  return (
    <div className={classes.blank} data-compact={props.compact || undefined}>
      <p className={classes.title}>{props.title}</p>
      {props.children && <p className={classes.text}>{props.children}</p>}
      {props.action && <div className={classes.action}>{props.action}</div>}
    </div>
  );
}

/** What went wrong and the way out. */
export function Failed(props: { error: unknown; retry?: () => void; compact?: boolean }) {
  const offline = props.error instanceof ApiError && props.error.offline;
  return (
    <div className={classes.blank} data-compact={props.compact || undefined} role="alert">
      <p className={classes.title}>{offline ? 'No connection to the server' : 'This could not be loaded'}</p>
      <p className={classes.text}>{sentenceOf(props.error)}</p>
      {props.retry && (
        <div className={classes.action}>
          <Button variant="default" onClick={props.retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

/** Grey rows where rows will be, in their height, so that nothing jumps. */
export function SkeletonRows({ rows, height = 36 }: { rows: number; height?: number }) {
  return (
    <div role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className={classes.skeletonRow} style={{ height }}>
          <Skeleton height={10} width={`${22 + ((i * 7) % 18)}%`} />
          <Skeleton height={10} width={`${12 + ((i * 5) % 12)}%`} />
          <Skeleton height={10} width="10%" />
        </div>
      ))}
    </div>
  );
}
