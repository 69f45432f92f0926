import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client';
import { sentenceOf } from '../api/problem';
import type { Callback } from '../api/schema';
import { useMe } from '../auth/session';
import { CallbackPicker } from '../call/CallbackPicker';
import { toast } from '../ui/toast';
import classes from './CallbacksPage.module.css';

export function Reschedule({ callback, name, onClose, onMoved }: { callback: Callback; name?: string; onClose: () => void; onMoved: () => Promise<unknown> }) {
  const me = useMe();
  const move = useMutation({
    mutationFn: ({ at, own }: { at: Date; own: boolean }) => api.patch<Callback>(`/api/callbacks/${callback.id}`, { dueAt: at.toISOString(), userId: own ? (callback.userId ?? me.id) : null }),
    onSuccess: async () => {
      await onMoved();
      toast.success('The callback has a new time.');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Call ${callback.lead.name || 'the lead'} back at another time`} size={420} padding={0} styles={{ header: { paddingInline: 16 } }}>
      <CallbackPicker
        timeZone={callback.lead.timeZone ?? null}
        start={new Date(callback.dueAt)}
        own={callback.userId !== null}
        ownLabel={callback.userId === null || callback.userId === me.id ? undefined : name}
        busy={move.isPending}
        cancel="Keep the time"
        onCancel={onClose}
        onPick={(at, own) => move.mutate({ at, own })}
      />
      {move.isError && (
        <p className={classes.error} role="alert">
          {sentenceOf(move.error)}
        </p>
      )}
    </Modal>
  );
}
