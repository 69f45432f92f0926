import { ActionIcon } from '@mantine/core';
import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import { sentenceOf } from '../api/problem';
import type { Recording } from '../api/schema';
import { clock } from '../ui/format';
import { waveform } from './peaks';
import classes from './Recordings.module.css';

const BARS = 120;

interface Sound {
  url: string;
  bars: number[];
}

/** Fetched at the first press, whole: each listening is noted once, and seeking needs no waiting. */
export function Player({ recording }: { recording: Recording }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [length, setLength] = useState(recording.durationSeconds ?? 0);
  const load = useMutation({ mutationFn: () => fetchSound(recording.url) });
  const sound = load.data;
  useEffect(() => () => void (sound && URL.revokeObjectURL(sound.url)), [sound]);

  const toggle = () => {
    if (!sound) load.mutate();
    else if (playing) audio.current?.pause();
    else void audio.current?.play();
  };
  const seek = (seconds: number) => {
    setAt(seconds);
    if (audio.current) audio.current.currentTime = seconds;
  };
  return (
    <div className={classes.row}>
      <ActionIcon variant="default" size={30} radius="xl" aria-label={playing ? 'Pause' : 'Play the recording'} loading={load.isPending} onClick={toggle}>
        {playing ? <IconPlayerPauseFilled size={14} /> : <IconPlayerPlayFilled size={14} />}
      </ActionIcon>
      {load.isError ? (
        <span className={classes.problem} role="alert">
          {sentenceOf(load.error)}
        </span>
      ) : (
        <Track bars={sound?.bars} at={at} length={length} onSeek={seek} />
      )}
      <span className={classes.time}>
        {clock(Math.floor(at))} / {clock(Math.round(length))}
      </span>
      <ActionIcon component="a" variant="subtle" color="gray" href={`${recording.url}?download=true`} download aria-label="Download the recording">
        <IconDownload size={16} />
      </ActionIcon>
      {sound && (
        <audio
          ref={audio}
          src={sound.url}
          autoPlay
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => seek(0)}
          onTimeUpdate={(e) => setAt(e.currentTarget.currentTime)}
          onLoadedMetadata={(e) => Number.isFinite(e.currentTarget.duration) && setLength(e.currentTarget.duration)}
        />
      )}
    </div>
  );
}

/** The waveform, with a slider over it that keys and pointers move. */
function Track(props: { bars: number[] | undefined; at: number; length: number; onSeek: (seconds: number) => void }) {
  const { bars, at, length, onSeek } = props;
  const heard = length > 0 ? at / length : 0;
  return (
    <div className={classes.track}>
      <div className={classes.bars} aria-hidden>
        {(bars ?? Array<number>(BARS).fill(0)).map((loud, i) => (
          <i key={i} data-heard={i / BARS < heard || undefined} style={{ height: `${Math.max(8, loud * 100)}%` }} />
        ))}
      </div>
      <input
        type="range"
        aria-label="Place in the recording"
        aria-valuetext={`${clock(Math.floor(at))} of ${clock(Math.round(length))}`}
        min={0}
        max={length}
        step={0.1}
        value={at}
        disabled={!bars}
        onChange={(e) => onSeek(Number(e.currentTarget.value))}
        onKeyDown={(e) => e.stopPropagation()}
      />
    </div>
  );
}

async function fetchSound(url: string): Promise<Sound> {
  const blob = await api.blob(url);
  // A sound that can't be drawn can still be heard.
  const bars = await waveform(await blob.arrayBuffer(), BARS).catch(() => Array<number>(BARS).fill(0.3));
  return { url: URL.createObjectURL(blob), bars };
}
