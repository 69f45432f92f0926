import { Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type Ref } from 'react';
import { api } from '../api/client';
import { sentenceOf } from '../api/problem';
import type { Call } from '../api/schema';
import classes from './CallPanel.module.css';

const PAUSE_MS = 500;

type Saving = 'idle' | 'typing' | 'saved' | { failed: string };

/** Saved as they are typed. What is on the server when the panel opens is the start; after that this text leads. */
export function Notes({ call, onTyping, ref }: { call: Call; onTyping: () => void; ref: Ref<HTMLTextAreaElement> }) {
  const [text, setText] = useState(call.notes ?? '');
  const [saving, setSaving] = useState<Saving>('idle');
  const unsaved = useRef<string | null>(null);

  useEffect(() => {
    if (saving !== 'typing') return;
    const timer = setTimeout(() => {
      void save(call.id, text).then((result) => {
        if (result === 'saved' && unsaved.current === text) unsaved.current = null;
        setSaving((now) => (now === 'typing' ? result : now));
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [call.id, text, saving]);

  // Closing the panel within the pause must not cost the last words.
  useEffect(
    () => () => {
      if (unsaved.current !== null) void save(call.id, unsaved.current);
    },
    [call.id],
  );

  const change = (typed: string) => {
    unsaved.current = typed;
    setText(typed);
    setSaving('typing');
    onTyping();
  };
  return (
    <div className={classes.notes}>
      <Textarea
        ref={ref}
        aria-label="Notes"
        placeholder="What should the next caller know?"
        value={text}
        onChange={(e) => change(e.currentTarget.value)}
        onKeyDown={(e) => e.key === 'Escape' && e.currentTarget.blur()}
        classNames={{ root: classes.notesRoot, wrapper: classes.notesRoot, input: classes.notesInput }}
      />
      <p className={classes.saved} role="status" data-failed={typeof saving === 'object' || undefined}>
        {saving === 'saved' ? 'saved' : saving === 'typing' ? '…' : typeof saving === 'object' ? saving.failed : ' '}
      </p>
    </div>
  );
}

async function save(callId: string, notes: string): Promise<Saving> {
  try {
    await api.put(`/api/calls/${callId}/notes`, { notes });
    return 'saved';
  } catch (error) {
    return { failed: `Not saved: ${sentenceOf(error)}` };
  }
}
