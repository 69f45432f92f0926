import { createHmac } from 'node:crypto';
import type { BrowserContext, Page, WebSocketRoute } from '@playwright/test';

/** An account that exists nowhere; the server signs tickets with its key, and webhooks are signed with its token. */
export const ACCOUNT = {
  accountSid: `AC${'a1'.repeat(16)}`,
  authToken: 'the token that signs webhooks',
  apiKeySid: `SK${'b2'.repeat(16)}`,
  apiKeySecret: 'the secret that signs tickets',
  appSid: `AP${'c3'.repeat(16)}`,
};

interface Message {
  type: string;
  payload: { token?: string; callsid?: string; sdp?: string; media?: { audio?: boolean } };
  version: string;
}

interface Claims {
  iss: string;
  sub: string;
  exp: number;
  iat: number;
  grants: { identity: string; voice: { incoming: { allow: boolean }; outgoing: { application_sid: string } } };
}

/** The claims of a ticket that the account's key has signed; null for any other. */
export function claimsOf(token: string): Claims | null {
  const [header = '', body = '', signature] = token.split('.');
  const right = createHmac('sha256', ACCOUNT.apiKeySecret).update(`${header}.${body}`).digest('base64url');
  return signature === right ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims) : null;
}

/**
 * Twilio as a browser meets it: the signalling endpoint of the Voice SDK, the far end of its sound, and the webhooks
 * that follow from it. Like the real one it lets in only tickets with a good signature.
 */
export class VoiceEndpoint {
  readonly heard: Message[] = [];
  private socket: WebSocketRoute | null = null;
  private leg: { sid: string; page: Page; statusUrl: string } | null = null;
  private legs = 0;
  private over = false;
  private readonly underWay = new Set<Promise<void>>();
  private readonly voiceUrl: string;

  constructor(voiceUrl: string) {
    this.voiceUrl = voiceUrl;
  }

  async serve(context: BrowserContext, page: () => Page): Promise<void> {
    await context.route(/^https:\/\/[a-z0-9.-]+\.twilio\.com\//, (route) => route.fulfill({ status: 200, body: '' }));
    await context.routeWebSocket(/^wss:\/\/[a-z0-9.-]+\.twilio\.com\/signal$/, (socket) => {
      this.socket = socket;
      socket.onMessage((text) => {
        if (this.over || text === '\n') return;
        const taken = this.take(socket, page(), JSON.parse(String(text)) as Message).finally(() => this.underWay.delete(taken));
        this.underWay.add(taken);
      });
    });
  }

  /** Hears no more, and waits for what it is at: before the browser closes. */
  async end(): Promise<void> {
    this.over = true;
    await Promise.all(this.underWay);
  }

  types(): string[] {
    return this.heard.map((m) => m.type);
  }

  private say(socket: WebSocketRoute, type: string, payload: object): void {
    socket.send(JSON.stringify({ type, payload, version: '1.6' }));
  }

  private async take(socket: WebSocketRoute, page: Page, message: Message): Promise<void> {
    this.heard.push(message);
    if (message.type === 'listen') {
      const claims = claimsOf(message.payload.token ?? '');
      if (!claims) return this.say(socket, 'error', { error: { code: 31204, message: 'Invalid JWT token' } });
      const token = { identity: claims.grants.identity, ttl: claims.exp - claims.iat };
      this.say(socket, 'connected', { region: 'US_EAST_VIRGINIA', edge: 'ashburn', home: 'us1', token });
    } else if (message.type === 'register') this.say(socket, 'ready', {});
    else if (message.type === 'invite') await this.answer(socket, page, message);
    else if (message.type === 'hangup') await this.left();
  }

  /** The call goes through the TwiML App: the server is asked what to do with it, and told when it is in the room. */
  private async answer(socket: WebSocketRoute, page: Page, { payload }: Message): Promise<void> {
    const sid = `CA${String(++this.legs).padStart(32, '0')}`;
    const listen = this.heard.findLast((m) => m.type === 'listen')?.payload.token ?? '';
    const identity = claimsOf(listen)?.grants.identity ?? '';
    const twiml = await this.hook(page, this.voiceUrl, { CallSid: sid, From: `client:${identity}`, To: '', Direction: 'inbound', CallStatus: 'ringing', ApplicationSid: ACCOUNT.appSid });
    const statusUrl = /statusCallback="([^"]+)"/.exec(twiml)?.[1]?.replaceAll('&amp;', '&').split('#')[0];
    // What follows the # is for Twilio alone: neither sent nor signed.
    if (!statusUrl) return this.say(socket, 'hangup', { callsid: payload.callsid, error: { code: 31005, message: 'no TwiML' } });
    const sdp = await page.evaluate(farEnd, payload.sdp ?? '');
    this.leg = { sid, page, statusUrl };
    this.say(socket, 'answer', { callsid: sid, sdp });
    await this.conference('participant-join');
  }

  private async conference(event: string): Promise<void> {
    if (!this.leg) return;
    const { sid, page, statusUrl } = this.leg;
    await this.hook(page, statusUrl, { ConferenceSid: `CF${'d4'.repeat(16)}`, CallSid: sid, StatusCallbackEvent: event, ParticipantLabel: 'agent', Timestamp: new Date().toUTCString() });
  }

  private async left(): Promise<void> {
    await this.conference('participant-leave');
    this.leg = null;
  }

  /** The leg is lost on Twilio's side. */
  async drop(): Promise<void> {
    const sid = this.leg?.sid;
    await this.left();
    if (this.socket && sid) this.say(this.socket, 'hangup', { callsid: sid });
  }

  /** Signed as Twilio signs: the whole address, then each parameter with its value, sorted by name. */
  private async hook(page: Page, url: string, form: Record<string, string>): Promise<string> {
    const whole: Record<string, string> = { AccountSid: ACCOUNT.accountSid, ApiVersion: '2010-04-01', ...form };
    const signed = url + Object.keys(whole).sort().map((name) => name + whole[name]).join('');
    const signature = createHmac('sha1', ACCOUNT.authToken).update(signed).digest('base64');
    const { pathname, search } = new URL(url);
    const response = await page.request.post(pathname + search, { form: whole, headers: { 'X-Twilio-Signature': signature } });
    if (!response.ok()) throw new Error(`${pathname} answered ${response.status()}`);
    return response.text();
  }

  /** Bytes of sound that came from the agent so far. */
  soundReceived(page: Page): Promise<number> {
    return page.evaluate(async () => {
      const stats = await (globalThis as unknown as { farEnd: RTCPeerConnection }).farEnd.getStats();
      return [...stats.values()].reduce((sum: number, s: { type: string; bytesReceived?: number }) => sum + (s.type === 'inbound-rtp' ? (s.bytesReceived ?? 0) : 0), 0);
    });
  }
}

/** Runs in the page: another connection that answers the SDK's offer, as Twilio's media edge would. */
async function farEnd(sdp: string): Promise<string> {
  const peer = new RTCPeerConnection();
  (globalThis as unknown as { farEnd: RTCPeerConnection }).farEnd = peer;
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription(await peer.createAnswer());
  if (peer.iceGatheringState !== 'complete') await new Promise<void>((resolve) => peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && resolve()));
  return peer.localDescription?.sdp ?? '';
}
