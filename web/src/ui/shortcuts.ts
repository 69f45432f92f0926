import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Shortcut {
  /** `mod+k` (Ctrl or ⌘), `?`, `n`, `1`, or a sequence such as `g c`. */
  keys: string;
  label: string;
  run: () => void;
  /** Works while the caret is in a field, too. */
  inFields?: boolean;
}

interface Group {
  name: string;
  shortcuts: Shortcut[];
}

const groups = new Map<object, Group>();
const listeners = new Set<() => void>();
let snapshot: Group[] = [];
let prefix = '';
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

function changed(): void {
  snapshot = [...groups.values()].filter((g) => g.shortcuts.length > 0);
  listeners.forEach((tell) => tell());
}

/** Keys that work while the calling component is on screen; the key map shows them under `name`. */
export function useShortcuts(name: string, shortcuts: Shortcut[]): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  const shape = shortcuts.map((s) => `${s.keys}=${s.label}`).join('|');
  useEffect(() => {
    const token = {};
    // The newest closure runs, while the map only changes when keys or labels do.
    const live = current.current.map((s, i) => ({ ...s, run: () => current.current[i]?.run() }));
    groups.set(token, { name, shortcuts: live });
    changed();
    return () => {
      groups.delete(token);
      changed();
    };
  }, [name, shape]);
}

export function useKeyMap(): Group[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

export function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'submit'].includes(target.type);
}

function pressed(e: KeyboardEvent): string {
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  return e.ctrlKey || e.metaKey ? `mod+${key}` : key;
}

function onKeyDown(e: KeyboardEvent): void {
  if (e.defaultPrevented || e.altKey || e.isComposing) return;
  const key = pressed(e);
  const typed = prefix ? `${prefix} ${key}` : key;
  // The latest registered wins: a panel on top of a page knows better.
  const all = [...groups.values()].reverse().flatMap((g) => g.shortcuts);
  const blocked = inField(e.target) || dialogOpen();
  const found = all.find((s) => s.keys === typed && (!blocked || s.inFields));
  clearTimeout(prefixTimer);
  prefix = '';
  if (found) {
    e.preventDefault();
    found.run();
  } else if (!blocked && all.some((s) => s.keys.startsWith(`${key} `))) {
    prefix = key;
    prefixTimer = setTimeout(() => (prefix = ''), 1200);
  }
}

/** While a dialog is open, keys belong to it. */
function dialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

export function listenForKeys(): () => void {
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

const apple = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

/** Keys as a person reads them: `mod+k` is ⌘K or Ctrl K. */
export function keyNames(keys: string): string[] {
  return keys.split(/[ +]/).map((k) => (k === 'mod' ? (apple ? '⌘' : 'Ctrl') : k.length === 1 ? k.toUpperCase() : k));
}
