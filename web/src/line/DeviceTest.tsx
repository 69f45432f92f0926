import { Button, Select } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { sentenceOf } from '../api/problem';
import type { Devices } from './kit';
import classes from './LineControl.module.css';
import { canChooseSpeaker, listDevices, microphonePermission, onMicrophoneChange, openMicrophone, type Device } from './microphone';
import { measure, playTone } from './sound';

const SYSTEM = { value: '', label: 'As the system says' };

/** Choose a device and see at once that it works, without calling anybody. */
export function DeviceTest(props: { devices: Devices; onChoose: (devices: Devices) => void }) {
  const { devices, onChoose } = props;
  // Null until the browser has said whether it was allowed before.
  const [listening, setListening] = useState<boolean | null>(null);
  const known = useDevices(listening === true);
  // Once allowed, the meter needs no click; before, opening this must not make the browser ask.
  useEffect(() => void microphonePermission().then((p) => setListening(p === 'granted')), []);
  return (
    <>
      <div>
        <div className={classes.row}>
          <Select
            size="xs"
            label="Microphone"
            data={choices(known.microphones, devices.microphone)}
            value={devices.microphone ?? ''}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(id) => onChoose({ ...devices, microphone: id || null })}
          />
          {listening === false && (
            <Button size="xs" variant="default" onClick={() => setListening(true)}>
              Test
            </Button>
          )}
        </div>
        {listening && <Meter key={devices.microphone} deviceId={devices.microphone} onFailed={() => setListening(false)} />}
      </div>
      <div className={classes.row}>
        {canChooseSpeaker() && (
          <Select
            size="xs"
            label="Speaker"
            data={choices(known.speakers, devices.speaker)}
            value={devices.speaker ?? ''}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(id) => onChoose({ ...devices, speaker: id || null })}
          />
        )}
        <Button size="xs" variant="default" onClick={() => void playTone(devices.speaker)}>
          Play a tone
        </Button>
      </div>
    </>
  );
}

/** A device that was chosen and is unplugged stays in the list, so that nobody wonders what is in use. */
function choices(known: Device[], chosen: string | null) {
  const gone = chosen !== null && !known.some((d) => d.id === chosen) ? [{ value: chosen, label: 'The chosen one (not plugged in)' }] : [];
  return [SYSTEM, ...known.map((d) => ({ value: d.id, label: d.label })), ...gone];
}

function useDevices(allowed: boolean) {
  const [known, setKnown] = useState<{ microphones: Device[]; speakers: Device[] }>({ microphones: [], speakers: [] });
  useEffect(() => {
    let over = false;
    const look = () => void listDevices().then((found) => !over && setKnown(found));
    look();
    const stop = onMicrophoneChange(look);
    return () => {
      over = true;
      stop();
    };
  }, [allowed]);
  return known;
}

function Meter({ deviceId, onFailed }: { deviceId: string | null; onFailed: () => void }) {
  const bar = useRef<HTMLDivElement>(null);
  const [heard, setHeard] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let stop: (() => void) | null = null;
    let over = false;
    openMicrophone(deviceId)
      .then((stream) => {
        if (over) return stream.getTracks().forEach((track) => track.stop());
        stop = measure(stream, (level) => {
          if (bar.current) bar.current.style.transform = `scaleX(${level})`;
          if (level > 0.1) setHeard(true);
        });
      })
      .catch((error: unknown) => !over && setProblem(sentenceOf(error)));
    return () => {
      over = true;
      stop?.();
    };
  }, [deviceId]);
  if (problem) {
    return (
      <p className={classes.word} role="alert">
        {problem}{' '}
        <Button size="compact-xs" variant="default" onClick={onFailed}>
          OK
        </Button>
      </p>
    );
  }
  return (
    <>
      <div className={classes.meter} role="img" aria-label={heard ? 'Your microphone hears you' : 'Your microphone hears nothing yet'}>
        <div className={classes.level} ref={bar} />
      </div>
      <p className={classes.word}>{heard ? 'It hears you.' : 'Say something; the bar follows your voice.'}</p>
    </>
  );
}
