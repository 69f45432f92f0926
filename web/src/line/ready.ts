/**
 * The one place that screens outside this folder ask about audio. It is small on purpose: everything else here is
 * loaded only where a provider carries audio to the browser.
 */
interface Held {
  ready: () => Promise<void>;
  mute: (on: boolean) => void;
}

let held: Held | null = null;

export function holdAudio(line: Held | null): void {
  held = line;
}

/**
 * Waits until the agent can be heard; at once where there is no audio to carry.
 *
 * @throws with a sentence that says why not and what to do
 */
export async function audioReady(): Promise<void> {
  await held?.ready();
}

/** At the press of the key, before the server has heard of it. */
export function muteHere(on: boolean): void {
  held?.mute(on);
}
