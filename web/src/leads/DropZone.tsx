import { Button, Loader } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useRef, useState, type DragEvent } from 'react';
import classes from './ImportPage.module.css';

export function DropZone(props: { busy: boolean; problem: string | null; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    const file = e.dataTransfer.files[0];
    if (file) props.onFile(file);
  };
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {props.busy ? <Loader size={28} /> : <IconFileUpload size={32} stroke={1.3} aria-hidden />}
      <p className={classes.dropTitle}>{props.busy ? 'Reading the file…' : 'Drop a CSV file here'}</p>
      <p className={classes.dim}>
        Any CSV works: comma, semicolon or tab, from Excel, HubSpot, Salesforce or Google Contacts. You see how it is read before anything is saved.
      </p>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        className={classes.file}
        aria-label="CSV file"
        tabIndex={-1}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          e.currentTarget.value = '';
          if (file) props.onFile(file);
        }}
      />
      <Button variant="default" mt={8} disabled={props.busy} onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      {props.problem && (
        <p className={classes.problem} role="alert">
          {props.problem}
        </p>
      )}
    </div>
  );
}
