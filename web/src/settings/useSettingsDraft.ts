import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { ApiError } from '../api/problem';
import type { Settings } from '../api/schema';
import { toast } from '../ui/toast';

/** What a form of settings has changed and not yet saved, and the way to save it. */
export function useSettingsDraft(saved: Settings) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Partial<Settings>>({});
  const undo = () => setDraft({});
  const save = useMutation({
    mutationFn: () => api.put<Settings | null>('/api/settings', draft),
    onSuccess: (settings) => {
      if (settings) client.setQueryData(keys.settings, settings);
      void client.invalidateQueries({ queryKey: ['settings'] });
      void client.invalidateQueries({ queryKey: keys.softphone });
      undo();
      toast.success('Settings saved.');
    },
  });
  return {
    now: { ...saved, ...draft },
    set: (change: Partial<Settings>) => setDraft((old) => ({ ...old, ...change })),
    /** What is wrong with a field, after a try to save it. */
    problem: (field: string) => (save.error instanceof ApiError ? save.error.field(field) : undefined),
    bar: { changed: Object.keys(draft).length > 0, saving: save.isPending, error: save.error, onUndo: undo, onSave: () => save.mutate() },
  };
}
