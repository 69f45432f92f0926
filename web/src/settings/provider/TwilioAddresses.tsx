import type { TwilioAccounts } from '../../api/schema';
import { Chip } from '../../ui/Chip';
import { Panel } from '../../ui/Panel';
import type { Tone } from '../../ui/theme';
import { CopyLine } from '../CopyLine';
import classes from './Provider.module.css';
import { reachOf, type Reach } from './reach';

const STATE: Record<Reach, { tone: Tone; word: string; help: string }> = {
  public: {
    tone: 'talking',
    word: 'public address',
    help: 'Twilio calls these addresses from the internet. They must be the ones by which it reaches this server, with a certificate that browsers trust.',
  },
  insecure: {
    tone: 'ringing',
    word: 'not encrypted',
    help: 'Twilio can call http addresses, but what customers say and press would travel in the clear, and browsers give no microphone to such pages. Set TRUNKLINE_PUBLIC_URL to the https address and start the server again.',
  },
  private: {
    tone: 'failed',
    word: 'not reachable',
    help: 'This address exists only in your own network: Twilio can’t reach it, so no answered call would be connected. Whoever runs the server sets TRUNKLINE_PUBLIC_URL to its public https address and starts it again.',
  },
};

/** What to enter in Twilio's console, letter by letter. */
export function TwilioAddresses({ accounts }: { accounts: TwilioAccounts }) {
  const { tone, word, help } = STATE[reachOf(accounts.voiceUrl)];
  return (
    <Panel title="Addresses for Twilio" aside={<Chip tone={tone}>{word}</Chip>}>
      <p className={classes.help}>{help}</p>
      <p className={classes.label}>TwiML App → Voice → Request URL (POST)</p>
      <CopyLine value={accounts.voiceUrl} name="the request URL" />
      <p className={classes.label}>TwiML App → Voice → Fallback URL (POST)</p>
      <CopyLine value={accounts.fallbackUrl} name="the fallback URL" />
      <p className={classes.help}>All other addresses travel with each call; nothing else is entered in the console.</p>
    </Panel>
  );
}
