import { Button, CopyButton } from '@mantine/core';
import classes from './SettingsPage.module.css';

/**
 * Something to be taken along letter by letter.
 *
 * @param name what it is, where several stand on one page
 */
export function CopyLine({ value, name }: { value: string; name?: string }) {
  return (
    <div className={classes.token}>
      <code>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant={name ? 'default' : undefined} data-autofocus={!name || undefined} aria-label={name && `Copy ${name}`} onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
