import type { Trouble } from './kit';

export const BLOCKED: Trouble = {
  code: 'microphone-blocked',
  title: 'Microphone blocked',
  help: 'Customers could not hear you. Click the microphone or lock icon in the address bar, allow the microphone for this page, then press Try again.',
  final: true,
};
const MISSING: Trouble = {
  code: 'microphone-missing',
  title: 'No microphone',
  help: 'This computer has no microphone that the browser can use. Plug in a headset; Trunkline goes on by itself.',
  final: true,
};
export const TAKEN: Trouble = {
  code: 'microphone-taken',
  title: 'Microphone in use',
  help: 'Another program holds the microphone, or the system blocks it for the browser. Close the other program or allow it in the system settings, then press Try again.',
  final: true,
};
const INSECURE: Trouble = {
  code: 'page-insecure',
  title: 'No https',
  help: 'Browsers give the microphone only to pages opened with https (or on localhost). Open Trunkline by its https address; whoever runs the server sets it as TRUNKLINE_PUBLIC_URL.',
  final: true,
};

export class AudioTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`${trouble.title}. ${trouble.help}`);
    this.name = 'AudioTrouble';
    this.trouble = trouble;
  }
}

/** What a refusal of the browser means, by the name of its exception. */
export function microphoneTrouble(error: unknown): Trouble {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return BLOCKED;
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return MISSING;
  return TAKEN;
}

/** A chosen device that is gone is no reason to have no audio: then any other will do. */
export async function openMicrophone(deviceId: string | null): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new AudioTrouble(INSECURE);
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: deviceId ? { deviceId: { exact: deviceId } } : true });
  } catch (error) {
    const trouble = microphoneTrouble(error);
    if (deviceId && trouble.code === MISSING.code) return openMicrophone(null);
    throw new AudioTrouble(trouble);
  }
}

/** Asks the browser, and lets go at once: the kit opens the device itself. */
export async function askForMicrophone(deviceId: string | null): Promise<void> {
  const stream = await openMicrophone(deviceId);
  stream.getTracks().forEach((track) => track.stop());
}

export type Permission = 'granted' | 'denied' | 'prompt' | 'unknown';

export async function microphonePermission(): Promise<Permission> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state;
  } catch {
    // Not every browser knows this permission by name.
    return 'unknown';
  }
}

/** Calls back when the permission or the devices change, so that what was missing is noticed without a click. */
export function onMicrophoneChange(changed: () => void): () => void {
  let permission: PermissionStatus | null = null;
  let over = false;
  navigator.permissions
    ?.query({ name: 'microphone' as PermissionName })
    .then((status) => {
      if (over) return;
      permission = status;
      status.addEventListener('change', changed);
    })
    .catch(() => undefined);
  navigator.mediaDevices?.addEventListener?.('devicechange', changed);
  return () => {
    over = true;
    permission?.removeEventListener('change', changed);
    navigator.mediaDevices?.removeEventListener?.('devicechange', changed);
  };
}

export interface Device {
  id: string;
  label: string;
}

/** Names are known only after the microphone was allowed. The system's own choice is not listed: it is the default. */
export async function listDevices(): Promise<{ microphones: Device[]; speakers: Device[] }> {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const named = (kind: MediaDeviceKind) =>
    all.filter((d) => d.kind === kind && d.deviceId !== '' && d.deviceId !== 'default' && d.deviceId !== 'communications').map((d) => ({ id: d.deviceId, label: d.label || 'unnamed' }));
  return { microphones: named('audioinput'), speakers: named('audiooutput') };
}

/** Safari and older Firefox always play where the system says. */
export function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}
