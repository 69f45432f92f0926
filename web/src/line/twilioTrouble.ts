import type { Trouble } from './kit';
import { BLOCKED, TAKEN } from './microphone';

const UNREACHABLE: Trouble = {
  code: 'provider-unreachable',
  title: 'Twilio is out of reach',
  help: 'This browser gets no connection to voice-js.roaming.twilio.com. Check your network; a firewall or proxy must let secure WebSockets (port 443) through. Trunkline goes on trying, and no calls come until then.',
};
const REFUSED: Trouble = {
  code: 'ticket-refused',
  title: 'Twilio refuses the key',
  help: 'Twilio does not accept the ticket that this server signs. An admin checks the account SID, API key SID and API key secret under Settings → Provider; the key must be of region US1. A wrong clock on the server does this, too.',
  final: true,
};
const NO_APP: Trouble = {
  code: 'app-not-found',
  title: 'TwiML App not found',
  help: 'Twilio knows no app by the SID that is set. An admin checks the TwiML App SID under Settings → Provider.',
  final: true,
};
const NO_MEDIA: Trouble = {
  code: 'sound-blocked',
  title: 'Sound does not get through',
  help: 'Signals reach Twilio, but sound does not. A firewall must let UDP through to Twilio (ports 10000 to 60000), or TCP 443. Trunkline goes on trying.',
};
const TOO_MANY: Trouble = {
  code: 'provider-busy',
  title: 'Twilio asks to wait',
  help: 'Twilio takes no more connections of this account at the moment. Trunkline goes on trying.',
};

export const hungUp: Trouble = {
  code: 'leg-refused',
  title: 'Twilio hung up',
  help: "Twilio took the agent's call and ended it at once: it got no usable answer from this server. An admin checks that the TwiML App has the voice URL shown under Settings → Provider, and that Twilio can reach it from the internet. Trunkline goes on trying.",
};

const BY_CODE: Record<number, Trouble> = {
  20101: REFUSED,
  20151: REFUSED,
  31201: REFUSED,
  31202: REFUSED,
  31203: REFUSED,
  31204: REFUSED,
  31207: REFUSED,
  31001: NO_APP,
  31206: TOO_MANY,
  31003: NO_MEDIA,
  53405: NO_MEDIA,
  31401: BLOCKED,
  31402: TAKEN,
  31000: UNREACHABLE,
  31005: UNREACHABLE,
  31009: UNREACHABLE,
  53000: UNREACHABLE,
  53001: UNREACHABLE,
  31002: hungUp,
  31404: hungUp,
  31480: hungUp,
  31486: hungUp,
  31603: hungUp,
};

/** What the SDK's error means for people; `expired`: a new ticket is all it takes. */
export function troubleOf(error: unknown): Trouble | 'expired' {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; message?: unknown };
  if (code === 20104 || code === 31205) return 'expired';
  const known = typeof code === 'number' ? BY_CODE[code] : undefined;
  if (known) return known;
  const detail = [code, message].filter((part) => typeof part === 'number' || (typeof part === 'string' && part !== '')).join(': ');
  return {
    code: 'provider-error',
    title: 'Twilio has a problem',
    help: `Twilio said${detail ? ` “${detail}”` : ' nothing more'}. Trunkline goes on trying; if it stays so, look the number up in Twilio's error list.`,
  };
}

/** The same for an error of the leg: there, a failed connection is the gateway's word that the call went nowhere. */
export function legTroubleOf(error: unknown): Trouble | 'expired' {
  const trouble = troubleOf(error);
  return trouble === UNREACHABLE && (error as { code?: unknown }).code === 31005 ? hungUp : trouble;
}
