import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api/client';
import { sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Import, ImportPreview } from '../api/schema';
import { Page } from '../ui/Panel';
import { LinkButton } from '../ui/links';
import { DropZone } from './DropZone';
import { ImportProgress } from './ImportProgress';
import { MappingEditor } from './MappingEditor';
import classes from './ImportPage.module.css';

/** The head of a file says all that the preview needs; a gigabyte need not travel twice. */
const PREVIEW_BYTES = 1024 * 1024;

export interface Chosen {
  file: File;
  preview: ImportPreview;
}

/** Drag a file, see how it is read, watch it come in. The running import is in the address, so a reload loses nothing. */
export function ImportPage() {
  const { listId } = useParams({ from: '/inside/leads/import/$listId' });
  const { job } = useSearch({ from: '/inside/leads/import/$listId' });
  const navigate = useNavigate({ from: '/leads/import/$listId' });
  const list = useQuery(queries.lists()).data?.find((l) => l.id === listId);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [reading, setReading] = useState(false);

  const read = async (file: File, region?: string) => {
    setReading(true);
    setProblem(null);
    try {
      setChosen({ file, preview: await previewOf(listId, file, region) });
    } catch (error) {
      setProblem(sentenceOf(error));
      setChosen(null);
    } finally {
      setReading(false);
    }
  };
  const started = (imported: Import) => {
    setChosen(null);
    void navigate({ search: { job: imported.id } });
  };
  const again = () => void navigate({ search: {} });

  return (
    <Page
      title="Import leads"
      sub={list && `into ${list.name}`}
      actions={
        <LinkButton to="/leads" search={{ listId }} variant="default" leftSection={<IconArrowLeft size={15} />}>
          Back to the list
        </LinkButton>
      }
    >
      <div className={classes.frame}>
        {job ? (
          <ImportProgress id={job} listId={listId} onAgain={again} />
        ) : chosen ? (
          <MappingEditor listId={listId} region={list?.region ?? 'US'} chosen={chosen} onBack={() => setChosen(null)} onStarted={started} />
        ) : (
          <DropZone busy={reading} problem={problem} onFile={(file) => void read(file)} />
        )}
      </div>
    </Page>
  );
}

async function previewOf(listId: string, file: File, region?: string): Promise<ImportPreview> {
  const whole = file.size <= PREVIEW_BYTES;
  const form = new FormData();
  form.set('file', whole ? file : new File([file.slice(0, PREVIEW_BYTES)], file.name, { type: file.type }));
  if (region) form.set('region', region);
  const preview = await api.form<ImportPreview>(`/api/lists/${listId}/import/preview`, form);
  if (whole) return preview;
  return { ...preview, totalRowsEstimate: Math.round(preview.totalRowsEstimate * (file.size / PREVIEW_BYTES)) };
}
