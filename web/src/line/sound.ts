/** Loudness of a speaking voice fills about two thirds of the meter. */
const FULL = 0.3;
const TONE_HERTZ = 523;
const TONE_SECONDS = 0.7;

/** Tells how loud the stream is, 0 to 1, with each frame; the answer ends it and the stream. */
export function measure(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let shown = 0;
  let frame = 0;
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const level = Math.min(1, Math.sqrt(power) / FULL);
    // Up at once, down slowly, as meters do.
    shown = Math.max(level, shown * 0.9);
    tell(shown);
    frame = requestAnimationFrame(look);
  };
  frame = requestAnimationFrame(look);
  return () => {
    cancelAnimationFrame(frame);
    stream.getTracks().forEach((track) => track.stop());
    void context.close();
  };
}

/** A short, soft tone where calls will be heard. A speaker that is gone leaves the choice to the system. */
export async function playTone(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const gain = context.createGain();
  const end = context.currentTime + TONE_SECONDS;
  gain.gain.setValueAtTime(0.12, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, end);
  const way = context.createMediaStreamDestination();
  const tone = context.createOscillator();
  tone.frequency.value = TONE_HERTZ;
  tone.connect(gain).connect(way);
  const player = new Audio();
  player.srcObject = way.stream;
  if (speakerId && 'setSinkId' in player) await player.setSinkId(speakerId).catch(() => undefined);
  tone.start();
  tone.stop(end);
  tone.onended = () => {
    player.srcObject = null;
    void context.close();
  };
  await player.play().catch(() => undefined);
}
