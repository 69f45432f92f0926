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
  /** Once it is ours or this page is done, who held it before is of no interest. */
  let settled = false;

  const ask = (options: LockOptions) => {
    const mine = ++asked;
    const hold = () => {
      settled = true;
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
  // Asked after the request: who is free to have it has it by now.
  void navigator.locks.query().then(({ held }) => !settled && held?.some((lock) => lock.name === LOCK) && onChange(false));

  return {
    takeOver: () => {
      giveUp.abort();
      ask({ steal: true });
    },
    stop: () => {
      settled = true;
      asked++;
      giveUp.abort();
      letGo();
    },
  };
}
