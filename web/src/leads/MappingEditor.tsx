import { Button, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { upload } from '../api/client';
import { sentenceOf } from '../api/problem';
import type { Import, OnDuplicate, PreviewColumn } from '../api/schema';
import { count } from '../ui/format';
import { Panel } from '../ui/Panel';
import { COUNTRIES } from '../ui/countries';
import type { Chosen } from './ImportPage';
import classes from './ImportPage.module.css';
import { assign, CUSTOM, FIELDS, mappingOf, problemOf, SKIP, toJson, type Mapping } from './mapping';

const DELIMITER: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

const DUPLICATES: { value: OnDuplicate; label: string }[] = [
  { value: 'skip', label: 'Leave the lead that is there' },
  { value: 'update', label: 'Update it from the file' },
  { value: 'add', label: 'Add a second lead' },
];

interface Props {
  listId: string;
  region: string;
  chosen: Chosen;
  onBack: () => void;
  onStarted: (imported: Import) => void;
}

export function MappingEditor({ listId, region: listRegion, chosen, onBack, onStarted }: Props) {
  const { file, preview } = chosen;
  const [mapping, setMapping] = useState<Mapping>(() => mappingOf(preview.columns));
  const [region, setRegion] = useState(listRegion);
  const [onDuplicate, setOnDuplicate] = useState<OnDuplicate>('skip');
  const [sent, setSent] = useState(0);
  const problem = problemOf(mapping);

  const start = useMutation({
    mutationFn: () => {
      const form = new FormData();
      form.set('file', file);
      form.set('mapping', JSON.stringify(toJson(mapping, preview.columns)));
      form.set('region', region);
      form.set('onDuplicate', onDuplicate);
      return upload<Import>(`/api/lists/${listId}/import`, form, setSent);
    },
    onSuccess: onStarted,
  });

  const facts = `About ${count(preview.totalRowsEstimate)} rows · ${DELIMITER[preview.delimiter] ?? preview.delimiter} separated · ${preview.encoding}`;
  return (
    <>
      <Panel title={file.name} aside={facts} flush>
        <div className={classes.mapHead} aria-hidden>
          <span>Column in the file</span>
          <span>First values</span>
          <span>Becomes</span>
        </div>
        <ul>
          {preview.columns.map((column) => (
            <MapRow key={column.index} column={column} field={mapping[column.index] ?? SKIP} onField={(field) => setMapping((m) => assign(m, column.index, field))} />
          ))}
        </ul>
      </Panel>
      <div className={classes.options}>
        <Select
          label="Country of numbers without a prefix"
          description="504-621-8927 is read as a number of this country"
          searchable
          data={COUNTRIES}
          value={region}
          onChange={(value) => value && setRegion(value)}
        />
        <Select
          label="A number that is already here"
          description="In this list or anywhere in the organization"
          data={DUPLICATES}
          value={onDuplicate}
          onChange={(value) => value && setOnDuplicate(value as OnDuplicate)}
        />
      </div>
      {(problem ?? start.error) && (
        <p className={classes.problem} role="alert">
          {problem ?? sentenceOf(start.error)}
        </p>
      )}
      <div className={classes.sticky}>
        <Button size="md" disabled={problem !== null} loading={start.isPending} onClick={() => start.mutate()}>
          Import {count(preview.totalRowsEstimate)} rows
        </Button>
        <Button size="md" variant="default" disabled={start.isPending} onClick={onBack}>
          Another file
        </Button>
        {start.isPending && <span className={classes.dim}>{sent < 1 ? `Sending ${Math.round(sent * 100)} %` : 'Starting…'}</span>}
      </div>
    </>
  );
}

const CHOICES = [{ value: SKIP, label: 'Leave out' }, ...FIELDS, { value: CUSTOM, label: 'Custom field' }].map((c) => ({ ...c }));

function MapRow({ column, field, onField }: { column: PreviewColumn; field: string; onField: (field: string) => void }) {
  const name = column.header || `Column ${column.index + 1}`;
  return (
    <li className={classes.mapRow} data-out={field === SKIP || undefined}>
      <span className={classes.header}>{name}</span>
      <span className={classes.samples}>{column.samples.filter(Boolean).slice(0, 3).join('  ·  ') || 'empty'}</span>
      <Select aria-label={`${name} becomes`} size="xs" data={CHOICES} value={field} onChange={(value) => onField(value ?? SKIP)} />
    </li>
  );
}
