import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import type { AgentStatus, CallStatus, CampaignStatus, EntryStatus, ImportStatus, LeadStatus, SessionStatus } from '../api/schema';

/**
 * Every colour of the app. A tone means one thing wherever it shows, and a word or an icon always stands beside it.
 */
export type Tone =
  | 'waiting' // hollow: will happen at its time
  | 'ringing' // amber: dialing, ringing
  | 'talking' // green: a person is on the line
  | 'wrapUp' // violet: after-call work
  | 'available' // teal outline: ready for the next call
  | 'voicemail' // slate-blue: a machine
  | 'failed' // red: dropped, failed, do not call
  | 'running' // accent: the engine is at work
  | 'done' // neutral, settled
  | 'idle'; // grey: off, break, nobody there

/** [text, soft background, solid mark] */
type Shades = readonly [text: string, soft: string, solid: string];

const LIGHT: Record<Tone, Shades> = {
  waiting: ['#59606c', 'transparent', '#9aa1ad'],
  ringing: ['#8a5200', '#fdf1dc', '#e29413'],
  talking: ['#11693a', '#e3f5ea', '#22a05a'],
  wrapUp: ['#6237b8', '#efe9fc', '#8558dd'],
  available: ['#08717a', 'transparent', '#14a0a8'],
  voicemail: ['#405c8a', '#e9eef7', '#6684b8'],
  failed: ['#b3242b', '#fdeaea', '#df474e'],
  running: ['#234fc0', '#e8eefc', '#2f62e6'],
  done: ['#454b56', '#eef0f2', '#767d89'],
  idle: ['#59606c', '#f0f1f3', '#a4aab4'],
};

const DARK: Record<Tone, Shades> = {
  waiting: ['#9ba3af', 'transparent', '#6d7581'],
  ringing: ['#f2b558', '#33260f', '#e29413'],
  talking: ['#5fd093', '#10301f', '#2fb36a'],
  wrapUp: ['#b59bf2', '#271d42', '#8f68e4'],
  available: ['#4fcbd0', 'transparent', '#22adb4'],
  voicemail: ['#9db5e0', '#1c2638', '#6684b8'],
  failed: ['#ff8a8d', '#3a1618', '#e5555b'],
  running: ['#8eaeff', '#182345', '#4d7cf5'],
  done: ['#b4bac4', '#23262c', '#828a96'],
  idle: ['#9ba3af', '#202329', '#656d79'],
};

export const callTone: Record<CallStatus, Tone> = {
  queued: 'waiting',
  dialing: 'ringing',
  ringing: 'ringing',
  'in-progress': 'talking',
  'voicemail-detected': 'voicemail',
  completed: 'done',
  busy: 'idle',
  'no-answer': 'idle',
  canceled: 'idle',
  failed: 'failed',
};

export const agentTone: Record<AgentStatus, Tone> = {
  offline: 'idle',
  available: 'available',
  dialing: 'ringing',
  ringing: 'ringing',
  'on-call': 'talking',
  'wrap-up': 'wrapUp',
  break: 'idle',
};

export const entryTone: Record<EntryStatus, Tone> = { PENDING: 'waiting', CALLING: 'ringing', COMPLETED: 'done', FAILED: 'failed' };

export const campaignTone: Record<CampaignStatus, Tone> = {
  PENDING: 'waiting',
  RUNNING: 'running',
  PAUSED: 'idle',
  COMPLETED: 'done',
  STOPPED: 'idle',
  FAILED: 'failed',
};

export const sessionTone: Record<SessionStatus, Tone> = { READY: 'waiting', ACTIVE: 'running', PAUSED: 'idle', ENDED: 'done' };

export const importTone: Record<ImportStatus, Tone> = {
  PENDING: 'waiting',
  RUNNING: 'running',
  COMPLETED: 'done',
  CANCELED: 'idle',
  FAILED: 'failed',
};

export const leadTone: Record<LeadStatus, Tone> = {
  NEW: 'waiting',
  IN_PROGRESS: 'running',
  CONTACTED: 'done',
  CALLBACK: 'waiting',
  DONE: 'done',
  INVALID: 'failed',
  DNC: 'failed',
};

/** Built-in dispositions; an organization's own bring their colour with them. */
export const dispositionTone: Record<string, Tone> = {
  connected: 'talking',
  voicemail: 'voicemail',
  'no-answer': 'idle',
  busy: 'idle',
  callback: 'running',
  'not-interested': 'done',
  'wrong-number': 'failed',
  dnc: 'failed',
};

/** CSS variables of a tone: `text` is readable on both surface and `soft`; `solid` is for dots and bars. */
export function toneVar(tone: Tone, part: 'text' | 'soft' | 'solid'): string {
  return `var(--tl-${tone}-${part})`;
}

const accent: MantineColorsTuple = [
  '#eef3fe', '#dbe5fc', '#b6caf9', '#8eaeff', '#6890f8', '#4d7cf5', '#2f62e6', '#2452cc', '#1d44ab', '#17368a',
];
const red: MantineColorsTuple = [
  '#fdeaea', '#fbd5d6', '#f6abad', '#ff8a8d', '#ea6a6f', '#e5555b', '#cf343b', '#b3242b', '#951d23', '#76171c',
];
const gray: MantineColorsTuple = [
  '#f8f9fa', '#f1f2f4', '#e6e8eb', '#dbdee2', '#c6cad0', '#9aa1ad', '#767d89', '#59606c', '#333942', '#191c21',
];
const dark: MantineColorsTuple = [
  '#e6e8ec', '#b4bac4', '#9ba3af', '#6d7581', '#373c45', '#2a2e35', '#1c1f24', '#15171b', '#101215', '#0b0c0e',
];

const OVERLAY = {
  content: { background: 'var(--tl-surface)' },
  header: { background: 'var(--tl-surface)' },
  title: { fontSize: 15, fontWeight: 600 },
};

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: { accent, red, gray, dark },
  white: '#ffffff',
  black: '#191c21',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '16px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.45' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '18px', lineHeight: '1.35' },
      h2: { fontSize: '15px', lineHeight: '1.4' },
      h3: { fontSize: '13px', lineHeight: '1.45' },
    },
  },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      vars: (_theme: unknown, props: { size?: string }) => ({ root: props.size === 'sm' ? { '--button-height': '32px', '--button-padding-x': '14px' } : {} }),
      styles: { label: { fontWeight: 550 } },
    },
    Input: {
      vars: (_theme: unknown, props: { size?: string }) => ({ wrapper: { '--input-height': props.size === 'xs' ? '28px' : '32px' } }),
    },
    InputWrapper: {
      defaultProps: { withAsterisk: false },
      styles: { label: { marginBottom: 4, fontSize: 13 }, description: { fontSize: 12, lineHeight: 1.45 }, error: { fontSize: 12 } },
    },
    Kbd: { styles: { root: { fontFamily: 'inherit', fontWeight: 500, borderBottomWidth: 1, color: 'var(--tl-dim)' } } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, comboboxProps: { transitionProps: { duration: 0 } } } },
    MultiSelect: { defaultProps: { size: 'sm', comboboxProps: { transitionProps: { duration: 0 } } } },
    Textarea: { defaultProps: { size: 'sm' } },
    Checkbox: { defaultProps: { size: 'xs' }, styles: { label: { fontSize: 13 } } },
    Switch: { defaultProps: { size: 'xs', withThumbIndicator: false }, styles: { label: { fontSize: 13 }, description: { fontSize: 12 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 12 } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, centered: false, yOffset: '12vh', transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.45 } }, styles: OVERLAY },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, transitionProps: { duration: 120 } }, styles: OVERLAY },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--tl-bg': '#f7f8f9',
    '--tl-surface': '#ffffff',
    '--tl-sunken': '#f4f5f7',
    '--tl-hover': '#f1f3f5',
    '--tl-line': '#e6e8eb',
    '--tl-line-strong': '#d3d7dc',
    '--tl-text': '#191c21',
    '--tl-dim': '#59606c',
    '--tl-accent': '#2f62e6',
    '--tl-accent-text': '#234fc0',
    '--tl-accent-soft': '#e8eefc',
    '--tl-overlay-shadow': '0 8px 28px rgb(20 24 32 / 14%), 0 1px 3px rgb(20 24 32 / 10%)',
    '--mantine-color-body': '#f7f8f9',
    '--mantine-color-text': '#191c21',
    '--mantine-color-dimmed': '#59606c',
    '--mantine-color-placeholder': '#6c7480',
    '--mantine-color-error': '#b3242b',
    '--mantine-color-red-light-color': '#b3242b',
    '--mantine-color-gray-light-color': '#454b56',
    '--mantine-color-default-border': '#d3d7dc',
    ...tones(LIGHT),
  },
  dark: {
    '--tl-bg': '#0e0f12',
    '--tl-surface': '#15171b',
    '--tl-sunken': '#111316',
    '--tl-hover': '#1c1f24',
    '--tl-line': '#24272d',
    '--tl-line-strong': '#353a42',
    '--tl-text': '#e6e8ec',
    '--tl-dim': '#9ba3af',
    '--tl-accent': '#4d7cf5',
    '--tl-accent-text': '#8eaeff',
    '--tl-accent-soft': '#182345',
    '--tl-overlay-shadow': '0 10px 32px rgb(0 0 0 / 50%), 0 0 0 1px #2a2e35',
    '--mantine-color-body': '#0e0f12',
    '--mantine-color-text': '#e6e8ec',
    '--mantine-color-dimmed': '#9ba3af',
    '--mantine-color-placeholder': '#838b97',
    '--mantine-color-error': '#ff8a8d',
    '--mantine-color-red-light-color': '#ff8a8d',
    '--mantine-color-gray-light-color': '#b4bac4',
    '--mantine-color-default': '#15171b',
    '--mantine-color-default-hover': '#1c1f24',
    '--mantine-color-default-border': '#353a42',
    ...tones(DARK),
  },
});

function tones(all: Record<Tone, Shades>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([tone, [text, soft, solid]]) => [
      [`--tl-${tone}-text`, text],
      [`--tl-${tone}-soft`, soft],
      [`--tl-${tone}-solid`, solid],
    ]),
  );
}
