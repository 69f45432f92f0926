import { Call, Device } from '@twilio/voice-sdk';
import type { Devices, Kit, KitEvent, KitMaker } from './kit';
import { hungUp, legTroubleOf, troubleOf } from './twilioTrouble';

/** The ticket is renewed this long before it ends. */
const RENEW_BEFORE_MS = 120_000;
/** A leg that ends this soon was not let into a conference. */
const AT_ONCE_MS = 4_000;

const SOUNDS = ['disconnect', 'dtmf0', 'dtmf1', 'dtmf2', 'dtmf3', 'dtmf4', 'dtmf5', 'dtmf6', 'dtmf7', 'dtmf8', 'dtmf9', 'dtmfh', 'dtmfs', 'incoming', 'outgoing'];
// The SDK would fetch its sounds from elsewhere. An agent's leg makes none.
const SILENT = Object.fromEntries(SOUNDS.map((name) => [name, '/silence.wav']));

export const twilioKit: KitMaker = (tell) => new TwilioKit(tell);

/** The agent's leg by Twilio's Voice SDK: one call to the TwiML App, which puts it into the agent's conference. */
class TwilioKit implements Kit {
  private readonly tell: (event: KitEvent) => void;
  private device: Device | null = null;
  private leg: Call | null = null;
  private joining = false;
  private muted = false;

  constructor(tell: (event: KitEvent) => void) {
    this.tell = tell;
  }

  open(token: string): void {
    const device = new Device(token, {
      codecPreferences: [Call.Codec.Opus, Call.Codec.PCMU],
      closeProtection: false,
      enableImprovedSignalingErrorPrecision: true,
      logLevel: 'silent',
      sounds: SILENT as Device.Options['sounds'],
      tokenRefreshMs: RENEW_BEFORE_MS,
    });
    device.on('registered', () => this.tell({ is: 'reached' }));
    device.on('tokenWillExpire', () => this.tell({ is: 'expiring' }));
    device.on('destroyed', () => this.tell({ is: 'over' }));
    // The server never calls a browser: who does was not sent by it.
    device.on('incoming', (call: Call) => call.reject());
    device.on('error', (error: unknown) => this.failed(error));
    this.device = device;
    device.register().catch((error: unknown) => this.failed(error));
  }

  private failed(error: unknown): void {
    const said = troubleOf(error);
    if (said !== 'expired') this.tell({ is: 'trouble', trouble: said });
    // Sound goes on without a valid ticket; only a new leg would not come up.
    else this.tell({ is: this.leg ? 'expiring' : 'over' });
  }

  join(): void {
    // A leg asked for before Twilio has let the browser in would be refused; `registered` asks again.
    if (this.device?.state !== Device.State.Registered || this.leg || this.joining) return;
    this.joining = true;
    this.device
      .connect()
      .then((leg) => this.hold(leg))
      .catch((error: unknown) => this.gone(error))
      .finally(() => (this.joining = false));
  }

  private hold(leg: Call): void {
    this.leg = leg;
    let since: number | null = null;
    let why: unknown;
    leg.on('accept', () => {
      since = Date.now();
      leg.mute(this.muted);
      this.tell({ is: 'joined' });
    });
    leg.on('reconnecting', () => this.tell({ is: 'wavering' }));
    leg.on('reconnected', () => this.tell({ is: 'joined' }));
    leg.on('error', (error: unknown) => (why = error));
    leg.on('disconnect', () => {
      this.leg = null;
      // The reason may come a moment after the end.
      setTimeout(() => this.gone(why, since !== null && Date.now() - since < AT_ONCE_MS));
    });
  }

  private gone(why: unknown, atOnce = false): void {
    if (why === undefined) return this.tell({ is: 'left', trouble: atOnce ? hungUp : undefined });
    const said = legTroubleOf(why);
    this.tell(said === 'expired' ? { is: 'over' } : { is: 'left', trouble: said });
  }

  renew(token: string): void {
    this.device?.updateToken(token);
  }

  mute(on: boolean): void {
    this.muted = on;
    this.leg?.mute(on);
  }

  async use({ microphone, speaker }: Devices): Promise<void> {
    const audio = this.device?.audio;
    if (!audio) return;
    if (microphone) await audio.setInputDevice(microphone);
    // With a leg up the SDK wants one device in place of another.
    else if (audio.inputDevice) await (this.leg ? audio.setInputDevice('default') : audio.unsetInputDevice());
    if (audio.isOutputSelectionSupported) await audio.speakerDevices.set(speaker ?? 'default');
  }

  close(): void {
    this.device?.destroy();
    this.device = null;
    this.leg = null;
  }
}
