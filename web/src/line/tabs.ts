const LOCK = 'trunkline-audio';

/**
 * One tab of a browser carries the audio: whoever holds the Web Lock. It passes on by itself when that tab closes, and
 * another takes it only when its user says so. Without locks each tab is on its own.
 */
export function carryHere(onChange: (mine: boolean) => void): { takeOver: () => void; stop: () => void } {
  if (!('locks' in navigator)) {
    onChange(true);
    return { takeOver: () => undefined, stop: () => undefined };
  }
  let asked = 0;
  let giveUp = new AbortController();
  let letGo: () => void = () => undefined;

  const ask = (options: LockOptions) => {
    const mine = ++asked;
    const hold = () => {
      onChange(true);
      return new Promise<void>((resolve) => (letGo = resolve));
    };
    // It ends when another tab takes over; then this one waits in line again.
    const again = () => {
      if (mine !== asked) return;
      onChange(false);
      wait();
    };
    void navigator.locks.request(LOCK, options, hold).then(again, again);
  };
  const wait = () => {
    giveUp = new AbortController();
    ask({ signal: giveUp.signal });
  };

  wait();
  onChange(false);

  return {
    takeOver: () => {
      giveUp.abort();
      ask({ steal: true });
    },
    stop: () => {
      asked++;
      giveUp.abort();
      letGo();
    },
  };
}
