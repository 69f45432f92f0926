import type { BrowserPhone } from '../api/schema';
import type { Devices, Kit, KitEvent, KitMaker, Trouble } from './kit';
import { AudioTrouble } from './microphone';

export type LineState =
  /** Nothing to carry at the moment. */
  | { is: 'off' }
  /** Another tab of this browser carries it. */
  | { is: 'elsewhere' }
  /** The browser asks the agent for the microphone. */
  | { is: 'asking' }
  | { is: 'connecting' }
  | { is: 'joined' }
  | { is: 'trouble'; trouble: Trouble };

export interface LineParts {
  /** Null: the provider is not set up for browsers. */
  ticket: () => Promise<BrowserPhone | null>;
  load: (kind: string) => Promise<KitMaker | null>;
  /** Throws AudioTrouble where the browser does not give it. */
  askForMicrophone: (deviceId: string | null) => Promise<void>;
  devices: () => Devices;
  now: () => number;
}

const REJOIN_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
/** A leg that was up this long was a good one: the next loss is a new one. */
const STEADY_MS = 15_000;
const RENEW_AGAIN_MS = 10_000;
const READY_WITHIN_MS = 20_000;
/** Somebody who asked for audio and then did not begin to work does not pay for it for long. */
const UNUSED_MS = 60_000;

const NOT_SET_UP: Trouble = {
  code: 'not-set-up',
  title: 'No audio set up',
  help: 'The provider has no key for browsers yet. An admin enters the API key and the app under Settings → Provider.',
  final: true,
};
const OLD_PAGE: Trouble = {
  code: 'page-outdated',
  title: 'Page outdated',
  help: 'The audio part of this page could not be loaded; the server may have been updated. Reload the page.',
};
const OFFLINE: Trouble = {
  code: 'server-unreachable',
  title: 'Server out of reach',
  help: 'The audio needs a ticket from the Trunkline server, which does not answer. Check your connection; this page goes on trying.',
};
const SLOW: Trouble = {
  code: 'too-slow',
  title: 'Audio not ready',
  help: 'The audio has not come up yet. Open the audio menu in the top bar to see what it waits for.',
};

/**
 * Holds the agent's leg for as long as it is wanted: asks for the microphone, gets a ticket, lets the provider's kit
 * connect, joins, and joins again when the leg is lost.
 */
export class Line {
  private readonly parts: LineParts;
  private state: LineState = { is: 'off' };
  private readonly listeners = new Set<() => void>();
  private kit: Kit | null = null;
  private working = false;
  private wanted = false;
  private muted = false;
  /** Null: not known yet. */
  private mine: boolean | null = null;
  /** Which opening is at work; what an older one still says is not heard. */
  private opening = 0;
  private lost = 0;
  private joinedAt: number | null = null;
  /** What went wrong with signals while sound still flowed. */
  private noticed: Trouble | undefined;
  private unused: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: LineParts) {
    this.parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly now = (): LineState => this.state;

  /** Whether the agent works, and so has to be heard. */
  work(on: boolean): void {
    if (this.working === on) return;
    this.working = on;
    this.want(on);
  }

  private want(on: boolean): void {
    clearTimeout(this.unused);
    if (this.wanted === on) return;
    this.wanted = on;
    if (!on) this.close({ is: 'off' });
    else if (this.mine) void this.open();
  }

  /** Whether this tab is the one that carries the audio. */
  own(mine: boolean): void {
    if (this.mine === mine) return;
    this.mine = mine;
    if (!mine) this.close({ is: 'elsewhere' });
    else if (this.wanted) void this.open();
    else this.set({ is: 'off' });
  }

  retry(): void {
    if (this.wanted && this.mine) void this.open();
  }

  /** What was missing may be there now. */
  retryAfter(isCured: (trouble: Trouble) => boolean): void {
    if (this.state.is === 'trouble' && isCured(this.state.trouble)) this.retry();
  }

  mute(on: boolean): void {
    this.muted = on;
    this.kit?.mute(on);
  }

  async useDevices(): Promise<void> {
    await this.kit?.use(this.parts.devices());
  }

  /** Wants the audio, and waits for it. */
  ready(): Promise<void> {
    if (this.mine === false) return Promise.resolve();
    if (this.state.is === 'trouble') this.retry();
    this.want(true);
    if (!this.working) this.unused = setTimeout(() => !this.working && this.want(false), UNUSED_MS);
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.state.is === 'joined' || this.state.is === 'elsewhere') done(resolve);
        else if (this.state.is === 'trouble') {
          const { trouble } = this.state;
          done(() => reject(new AudioTrouble(trouble)));
        }
      };
      const done = (settle: () => void) => {
        clearTimeout(late);
        leave();
        settle();
      };
      const late = setTimeout(() => done(() => reject(new AudioTrouble(SLOW))), READY_WITHIN_MS);
      const leave = this.subscribe(look);
      look();
    });
  }

  stop(): void {
    clearTimeout(this.unused);
    this.working = false;
    this.wanted = false;
    this.mine = null;
    this.close({ is: 'off' });
    this.listeners.clear();
  }

  private set(state: LineState): void {
    this.state = state;
    this.listeners.forEach((tell) => tell());
  }

  private close(state: LineState): void {
    this.opening++;
    clearTimeout(this.again);
    clearTimeout(this.renewal);
    this.kit?.close();
    this.kit = null;
    this.joinedAt = null;
    this.noticed = undefined;
    this.set(state);
  }

  private async open(): Promise<void> {
    this.close({ is: 'asking' });
    const opening = this.opening;
    const over = () => opening !== this.opening;
    try {
      await this.parts.askForMicrophone(this.parts.devices().microphone);
      if (over()) return;
      this.set({ is: 'connecting' });
      const ticket = await this.ticket();
      const maker = await this.parts.load(ticket.kind).catch(() => null);
      if (over()) return;
      if (!maker) throw new AudioTrouble(OLD_PAGE);
      const kit = maker((event) => !over() && this.hear(event));
      this.kit = kit;
      kit.mute(this.muted);
      kit.open(ticket.token);
    } catch (error) {
      if (over()) return;
      this.inTrouble(error instanceof AudioTrouble ? error.trouble : OFFLINE);
    }
  }

  private async ticket(): Promise<BrowserPhone> {
    const ticket = await this.parts.ticket();
    if (!ticket) throw new AudioTrouble(NOT_SET_UP);
    return ticket;
  }

  /** Nothing of the kit is left to go on trying, so this does, unless it is of no use. */
  private inTrouble(trouble: Trouble): void {
    this.close({ is: 'trouble', trouble });
    if (!trouble.final) this.later(() => void this.open());
  }

  private later(run: () => void): void {
    clearTimeout(this.again);
    this.again = setTimeout(run, REJOIN_MS[Math.min(this.lost, REJOIN_MS.length - 1)]);
    this.lost++;
  }

  private hear(event: KitEvent): void {
    switch (event.is) {
      case 'reached':
        return this.reached();
      case 'joined':
        this.joinedAt = this.parts.now();
        return this.set({ is: 'joined' });
      case 'wavering':
        return this.set({ is: 'connecting' });
      case 'left':
        return this.left(event.trouble);
      case 'trouble':
        if (event.trouble.final) this.inTrouble(event.trouble);
        // While the leg is up, sound flows: what is wrong with signals shows when it is down.
        else if (this.joinedAt !== null) this.noticed = event.trouble;
        else this.set({ is: 'trouble', trouble: event.trouble });
        return;
      case 'expiring':
        return void this.renew();
      case 'over':
        return void this.open();
    }
  }

  private reached(): void {
    this.noticed = undefined;
    if (this.joinedAt !== null) return;
    this.set({ is: 'connecting' });
    void this.kit?.use(this.parts.devices()).catch(() => undefined);
    this.kit?.join();
  }

  private left(said: Trouble | undefined): void {
    const trouble = said ?? this.noticed;
    if (this.joinedAt !== null && this.parts.now() - this.joinedAt > STEADY_MS) this.lost = 0;
    this.joinedAt = null;
    if (trouble?.final) return this.inTrouble(trouble);
    this.set(trouble ? { is: 'trouble', trouble } : { is: 'connecting' });
    this.later(() => this.kit?.join());
  }

  private async renew(): Promise<void> {
    const opening = this.opening;
    try {
      const { token } = await this.ticket();
      if (opening === this.opening) this.kit?.renew(token);
    } catch {
      if (opening !== this.opening) return;
      clearTimeout(this.renewal);
      this.renewal = setTimeout(() => void this.renew(), RENEW_AGAIN_MS);
    }
  }
}
