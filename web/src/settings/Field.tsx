import { useId, type ReactNode } from 'react';
import classes from './SettingsPage.module.css';

/** A setting with one line on what it does. The control is labelled by the name. */
export function Field(props: { name: string; effect?: string; children: (ids: { 'aria-labelledby': string; 'aria-describedby'?: string }) => ReactNode }) {
  const id = useId();
  return (
    <div className={classes.field}>
      <div>
        <div className={classes.fieldName} id={id}>
          {props.name}
        </div>
        {props.effect && (
          <div className={classes.effect} id={`${id}-effect`}>
            {props.effect}
          </div>
        )}
      </div>
      <div>{props.children({ 'aria-labelledby': id, 'aria-describedby': props.effect ? `${id}-effect` : undefined })}</div>
    </div>
  );
}
