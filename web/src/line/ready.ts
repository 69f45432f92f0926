/**
 * The one place that screens outside this folder ask about audio. It is small on purpose: everything else here is
 * loaded only where a provider carries audio to the browser.
 */
interface Held {
  ready: () => Promise<void>;
  mute: (on: boolean) => void;
}

/** Longer than loading the rest takes on a slow line. */
const LOADED_WITHIN_MS = 20_000;

let expected = false;
let held: Held | null = null;
const waiting = new Set<() => void>();

/** Whether a provider carries this agent's audio, said before the rest is loaded. */
export function expectAudio(on: boolean): void {
  expected = on;
}

export function holdAudio(line: Held | null): void {
  held = line;
  if (line) waiting.forEach((go) => go());
}

function loaded(): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      clearTimeout(late);
      waiting.delete(go);
      resolve();
    };
    const late = setTimeout(() => {
      waiting.delete(go);
      reject(new Error('The audio part of this page could not be loaded. Reload the page.'));
    }, LOADED_WITHIN_MS);
    waiting.add(go);
  });
}

/**
 * Waits until the agent can be heard; at once where there is no audio to carry.
 *
 * @throws with a sentence that says why not and what to do
 */
export async function audioReady(): Promise<void> {
  if (expected && !held) await loaded();
  await held?.ready();
}

/** At the press of the key, before the server has heard of it. */
export function muteHere(on: boolean): void {
  held?.mute(on);
}
