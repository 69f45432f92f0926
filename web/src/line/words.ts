import type { Tone } from '../ui/theme';
import type { Trouble } from './kit';
import type { LineState } from './line';

interface Words {
  tone: Tone;
  title: string;
  help: string;
  busy?: boolean;
}

/** Sound is up, but the server does not know: then nobody is put through, and nobody would see why. */
export const UNCONFIRMED: Trouble = {
  code: 'unconfirmed',
  title: 'Server was not told',
  help: 'Your sound is up, but the provider has not told this server, so no calls come. It must be able to reach the public address of this server; an admin sees it under Settings → Provider.',
};

/** @param unconfirmed the leg has been up for a while, and the server still has not heard of it */
export function wordsFor(state: LineState, confirmed: boolean, unconfirmed: boolean): Words {
  switch (state.is) {
    case 'off':
      return { tone: 'idle', title: 'Audio off', help: 'It comes up when you become available. Try your microphone before.' };
    case 'elsewhere':
      return { tone: 'idle', title: 'Audio in another tab', help: 'Another tab of this browser carries your calls. One at a time can.' };
    case 'asking':
      return { tone: 'ringing', busy: true, title: 'Allow the microphone', help: 'Customers need to hear you. The browser asks at the top of its window: choose Allow.' };
    case 'connecting':
      return { tone: 'ringing', busy: true, title: 'Audio connecting', help: 'Your sound is being connected. Calls come as soon as it is there.' };
    case 'joined':
      if (confirmed) return { tone: 'talking', title: 'Audio ready', help: 'Customers hear you from the first moment.' };
      if (unconfirmed) return { tone: 'failed', title: UNCONFIRMED.title, help: UNCONFIRMED.help };
      return { tone: 'ringing', busy: true, title: 'Audio connecting', help: 'Your sound is up; the server is being told.' };
    case 'trouble':
      return { tone: 'failed', title: state.trouble.title, help: state.trouble.help };
  }
}
