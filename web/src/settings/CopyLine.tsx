import { Button, CopyButton } from '@mantine/core';
import classes from './SettingsPage.module.css';

/** Something that is shown once, ready to be taken along. */
export function CopyLine({ value }: { value: string }) {
  return (
    <div className={classes.token}>
      <code>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="compact-sm" data-autofocus onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
