/** What an agent's audio needs of a provider. Each provider's part is loaded only where it is in use. */

/** Why there is no audio, for people, and what to do about it. */
export interface Trouble {
  /** Stable, for programs and tests. */
  code: string;
  /** A few words, for the top bar. */
  title: string;
  /** What happened, why if known, what to do. */
  help: string;
  /** Trying again by itself is of no use: somebody has to change something first. */
  final?: boolean;
}

export interface Devices {
  /** Device IDs of the browser; null: what the system uses. */
  microphone: string | null;
  speaker: string | null;
}

export type KitEvent =
  /** Let in at the provider; the leg can be joined. */
  | { is: 'reached' }
  /** The leg is up. */
  | { is: 'joined' }
  /** The leg is up, but sound or signals do not get through at the moment. The kit is on it. */
  | { is: 'wavering' }
  /** The leg is gone, with the reason where there is one. */
  | { is: 'left'; trouble?: Trouble }
  /** Not let in, or not reachable. The kit goes on trying unless the trouble is final. */
  | { is: 'trouble'; trouble: Trouble }
  /** The ticket runs out soon; `renew` keeps everything up. */
  | { is: 'expiring' }
  /** Only a new opening helps: the ticket has run out, or the browser had put the page away. */
  | { is: 'over' };

export interface Kit {
  open: (token: string) => void;
  /** Brings the leg up; does nothing where it is up, or nothing is reached yet. */
  join: () => void;
  renew: (token: string) => void;
  mute: (on: boolean) => void;
  /** @throws when the browser does not give the device */
  use: (devices: Devices) => Promise<void>;
  close: () => void;
}

export type KitMaker = (tell: (event: KitEvent) => void) => Kit;

const KITS: Record<string, () => Promise<KitMaker>> = {
  twilio: () => import('./twilio').then((m) => m.twilioKit),
};

/** Null for a kind that this page does not know; the server may be newer than a page that has been open for days. */
export async function loadKit(kind: string): Promise<KitMaker | null> {
  return (await KITS[kind]?.()) ?? null;
}
