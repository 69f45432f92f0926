/** The loudest moment of each of `bars` equal parts, 0 to 1 of the loudest of all. */
export function peaks(samples: Float32Array, bars: number): number[] {
  const part = Math.max(1, Math.floor(samples.length / bars));
  const found = Array.from({ length: bars }, (_, bar) => {
    let loudest = 0;
    for (let i = bar * part; i < Math.min(samples.length, (bar + 1) * part); i++) loudest = Math.max(loudest, Math.abs(samples[i] ?? 0));
    return loudest;
  });
  const top = Math.max(...found);
  return top === 0 ? found : found.map((value) => value / top);
}

/** Both sides of a call in one picture. */
export async function waveform(sound: ArrayBuffer, bars: number): Promise<number[]> {
  const decoded = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(sound);
  const sides = Array.from({ length: decoded.numberOfChannels }, (_, side) => peaks(decoded.getChannelData(side), bars));
  return Array.from({ length: bars }, (_, bar) => Math.max(...sides.map((side) => side[bar] ?? 0)));
}
