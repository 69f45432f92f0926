import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { api } from '../api/client';
import { ApiError, sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Campaign } from '../api/schema';
import { plural } from '../ui/format';
import { Page } from '../ui/Panel';
import { toast } from '../ui/toast';
import { LinkButton } from '../ui/links';
import { HoursSection } from './HoursSection';
import { bodyOf, defaultLines, newDraft, problemsOf, type CampaignDraft, type DraftProblems } from './draft';
import { HowSection, RetrySection, WhoSection } from './WizardSections';
import classes from './CampaignWizard.module.css';

export interface SectionProps {
  draft: CampaignDraft;
  set: (change: Partial<CampaignDraft>) => void;
  problems: DraftProblems;
}

/** One page, four questions, sensible answers filled in: most campaigns need a name, a list and a click. */
export function CampaignWizard() {
  const { listId } = useSearch({ from: '/inside/campaigns/new' });
  const navigate = useNavigate();
  const lists = useQuery(queries.lists());
  const numbers = useQuery(queries.numbers());
  const [draft, setDraft] = useState(() => newDraft(listId));
  const [tried, setTried] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const set = (change: Partial<CampaignDraft>) => setDraft((old) => ({ ...old, ...change }));

  useEffect(() => {
    const ids = numbers.data?.filter((n) => n.status === 'active').map((n) => n.id);
    if (ids?.length) setDraft((old) => (old.numberIds.length > 0 ? old : { ...old, numberIds: ids, lines: defaultLines(ids.length) }));
  }, [numbers.data]);

  const create = useMutation({
    mutationFn: () => api.post<Campaign>('/api/campaigns', bodyOf(draft), { idempotencyKey: key }),
    onSuccess: (campaign) => {
      toast.success(draft.start ? `${campaign.name} is running.` : `${campaign.name} is saved. Start it when you are ready.`);
      void navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } });
    },
  });
  const problems = { ...fieldsOf(create.error), ...(tried ? problemsOf(draft) : {}) };
  const submit = () => {
    setTried(true);
    if (Object.keys(problemsOf(draft)).length === 0) create.mutate();
  };
  const leads = (lists.data ?? []).filter((l) => draft.listIds.includes(l.id)).reduce((sum, l) => sum + l.leadCount, 0);
  const section = { draft, set, problems };

  return (
    <Page title="New campaign" still>
      <div className={classes.scroll}>
        <form
          id="campaign"
          className={classes.form}
          onSubmit={(e) => {
            e.preventDefault();
            submit();
          }}
        >
          <WhoSection {...section} lists={lists.data} numbers={numbers.data} />
          <HowSection {...section} />
          <HoursSection {...section} />
          <RetrySection {...section} />
        </form>
      </div>
      <footer className={classes.foot}>
        <Checkbox label="Start now" checked={draft.start} onChange={(e) => set({ start: e.currentTarget.checked })} />
        <span className={classes.summary} role={create.isError ? 'alert' : undefined} data-error={create.isError || undefined}>
          {create.isError ? sentenceOf(create.error) : leads > 0 ? `${plural(leads, 'lead')} in ${plural(draft.listIds.length, 'list')}` : ''}
        </span>
        <LinkButton to="/campaigns" variant="default">
          Cancel
        </LinkButton>
        <Button type="submit" form="campaign" loading={create.isPending}>
          {draft.start ? 'Create and start' : 'Create campaign'}
        </Button>
      </footer>
    </Page>
  );
}

function fieldsOf(error: unknown): DraftProblems {
  return error instanceof ApiError ? Object.fromEntries(error.fields.map((f) => [f.field.split('.')[0], f.message])) : {};
}

/** A titled part of the form: the question left, the answers right. */
export function Section(props: { title: string; text: string; children: React.ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h2 id={id}>{props.title}</h2>
        <p className={classes.dim}>{props.text}</p>
      </div>
      <div className={classes.fields}>{props.children}</div>
    </section>
  );
}
