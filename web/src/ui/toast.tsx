import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { sentenceOf } from '../api/problem';
import classes from './toast.module.css';

type Level = 'info' | 'success' | 'warning' | 'error';
interface Toast {
  id: number;
  level: Level;
  text: string;
}

const STAY_MS: Record<Level, number> = { info: 5_000, success: 3_500, warning: 8_000, error: 10_000 };
const AT_ONCE = 4;

let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(changed: Toast[]): void {
  toasts = changed;
  listeners.forEach((tell) => tell());
}

function show(level: Level, text: string): void {
  // The same sentence twice is one thing to know.
  const others = toasts.filter((t) => t.text !== text);
  const shown = { id: nextId++, level, text };
  set([...others, shown].slice(-AT_ONCE));
  setTimeout(() => dismiss(shown.id), STAY_MS[level]);
}

function dismiss(id: number): void {
  if (toasts.some((t) => t.id === id)) set(toasts.filter((t) => t.id !== id));
}

export const toast = {
  info: (text: string) => show('info', text),
  success: (text: string) => show('success', text),
  warning: (text: string) => show('warning', text),
  error: (error: unknown) => show('error', typeof error === 'string' ? error : sentenceOf(error)),
};

const ICON = { info: IconInfoCircle, success: IconCheck, warning: IconAlertTriangle, error: IconAlertTriangle };

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className={classes.stack} role="status" aria-live="polite">
      {shown.map((t) => {
        const Icon = ICON[t.level];
        return (
          <div key={t.id} className={classes.toast} data-level={t.level}>
            <Icon size={16} className={classes.icon} aria-hidden />
            <p>{t.text}</p>
            <CloseButton size="xs" aria-label="Dismiss" onClick={() => dismiss(t.id)} />
          </div>
        );
      })}
    </div>
  );
}
