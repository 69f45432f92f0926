import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';

interface Props {
  title: string;
  text: string;
  action: string;
  /** Asked for letter by letter where the loss cannot be made good. */
  name?: string;
  busy: boolean;
  error?: string;
  onClose: () => void;
  onConfirm: () => void;
}

export function Confirm(props: Props) {
  const [typed, setTyped] = useState('');
  const right = props.name === undefined || typed.trim() === props.name.trim();
  return (
    <Modal opened onClose={props.onClose} title={props.title} size={420}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (right) props.onConfirm();
        }}
      >
        <p style={{ lineHeight: 1.5 }}>{props.text}</p>
        {props.name !== undefined && (
          <TextInput data-autofocus mt={12} label={`Type “${props.name}” to confirm`} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
        )}
        {props.error && (
          <p role="alert" style={{ marginTop: 8, color: 'var(--tl-failed-text)' }}>
            {props.error}
          </p>
        )}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button variant="default" onClick={props.onClose}>
            Keep
          </Button>
          <Button type="submit" color="red" data-autofocus={props.name === undefined || undefined} disabled={!right} loading={props.busy}>
            {props.action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
