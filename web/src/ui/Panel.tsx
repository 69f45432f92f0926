import type { ReactNode } from 'react';
import classes from './Panel.module.css';

/** A flat surface with a hairline. `title` makes it a labelled region. */
export function Panel(props: { title?: string; aside?: ReactNode; children: ReactNode; flush?: boolean; grow?: boolean }) {
  return (
    <section className={classes.panel} data-grow={props.grow || undefined} aria-label={props.title}>
      {props.title && (
        <header className={classes.head}>
          <h2>{props.title}</h2>
          <div className={classes.aside}>{props.aside}</div>
        </header>
      )}
      <div className={props.flush ? classes.flush : classes.body}>{props.children}</div>
    </section>
  );
}

/** The frame of a page: a head that stays and a body that scrolls. */
export function Page(props: { title: ReactNode; sub?: ReactNode; actions?: ReactNode; children: ReactNode; still?: boolean }) {
  return (
    <div className={classes.page}>
      <header className={classes.pageHead}>
        <div className={classes.pageTitle}>
          <h1>{props.title}</h1>
          {props.sub && <div className={classes.sub}>{props.sub}</div>}
        </div>
        {props.actions && <div className={classes.actions}>{props.actions}</div>}
      </header>
      <div className={classes.pageBody} data-still={props.still || undefined} tabIndex={props.still ? undefined : -1}>
        {props.children}
      </div>
    </div>
  );
}

/** Figures in a row, each a number with its name. */
export function Stat(props: { label: string; value: ReactNode; hint?: string }) {
  return (
    <div className={classes.stat} title={props.hint}>
      <dt>{props.label}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

export function Stats({ children, columns }: { children: ReactNode; columns: number }) {
  return (
    <dl className={classes.stats} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {children}
    </dl>
  );
}
