import { Button } from '@mantine/core';
import { sentenceOf } from '../api/problem';
import classes from './SettingsPage.module.css';

interface Props {
  changed: boolean;
  saving: boolean;
  /** Why the last try failed. */
  error: Error | null;
  onUndo: () => void;
  /** Without it the button submits the form around it. */
  onSave?: () => void;
  label?: string;
}

/** The end of a settings form: save, undo, and why it could not be saved. */
export function SaveBar({ changed, saving, error, onUndo, onSave, label = 'Save' }: Props) {
  return (
    <div className={classes.save} data-inside={onSave ? undefined : true}>
      <Button type={onSave ? 'button' : 'submit'} disabled={!changed} loading={saving} onClick={onSave}>
        {label}
      </Button>
      {changed && (
        <Button variant="default" disabled={saving} onClick={onUndo}>
          Undo
        </Button>
      )}
      {error && (
        <span className={classes.error} role="alert">
          {sentenceOf(error)}
        </span>
      )}
    </div>
  );
}
