import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { ApiError, sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Campaign } from '../api/schema';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { plural } from '../ui/format';
import { Page } from '../ui/Panel';
import { toast } from '../ui/toast';
import { LinkButton } from '../ui/links';
import { HoursSection } from './HoursSection';
import { bodyOf, defaultLines, draftOf, newDraft, problemsOf, type CampaignDraft, type DraftProblems } from './draft';
import { HowSection, RetrySection, WhoSection } from './WizardSections';
import classes from './CampaignWizard.module.css';

export interface SectionProps {
  draft: CampaignDraft;
  set: (change: Partial<CampaignDraft>) => void;
  problems: DraftProblems;
  /** The campaign that is changed; null for a new one. */
  present: Campaign | null;
}

/** One page, four questions, sensible answers filled in: most campaigns need a name, a list and a click. */
export function CampaignWizard() {
  const { listId } = useSearch({ from: '/inside/campaigns/new' });
  return <Wizard present={null} listId={listId} />;
}

/** The same page over a campaign that exists. */
export function CampaignEdit() {
  const { campaignId } = useParams({ from: '/inside/campaigns/$campaignId/edit' });
  const campaign = useQuery(queries.campaign(campaignId));
  if (campaign.isPending) return <Page title="&nbsp;"><SkeletonRows rows={8} height={44} /></Page>;
  if (campaign.isError) return <Failed error={campaign.error} retry={() => void campaign.refetch()} />;
  if (OVER.has(campaign.data.status)) {
    return (
      <Empty title={`${campaign.data.name} is over`} action={<LinkButton to="/campaigns/new">New campaign</LinkButton>}>
        A campaign that is {campaign.data.status} keeps its settings as they were, so that its figures stay true.
      </Empty>
    );
  }
  return <Wizard key={campaignId} present={campaign.data} />;
}

const OVER = new Set<Campaign['status']>(['COMPLETED', 'STOPPED', 'FAILED']);

function Wizard({ present, listId }: { present: Campaign | null; listId?: string }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const lists = useQuery(queries.lists());
  const numbers = useQuery(queries.numbers());
  const [draft, setDraft] = useState(() => (present ? draftOf(present) : newDraft(listId)));
  const [tried, setTried] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const set = (change: Partial<CampaignDraft>) => setDraft((old) => ({ ...old, ...change }));

  useEffect(() => {
    const ids = numbers.data?.filter((n) => n.status === 'active').map((n) => n.id);
    // None chosen means all of them, in a campaign that exists as well.
    if (ids?.length) setDraft((old) => (old.numberIds.length > 0 ? old : { ...old, numberIds: ids, lines: present ? old.lines : defaultLines(ids.length) }));
  }, [numbers.data, present]);

  const create = useMutation({
    mutationFn: () => {
      if (!present) return api.post<Campaign>('/api/campaigns', bodyOf(draft), { idempotencyKey: key });
      return api.patch<Campaign>(`/api/campaigns/${present.id}`, { ...bodyOf(draft), start: undefined });
    },
    onSuccess: (campaign) => {
      client.setQueryData(keys.campaign(campaign.id), campaign);
      toast.success(present ? 'Saved. It holds from the next call on.' : draft.start ? `${campaign.name} is running.` : `${campaign.name} is saved. Start it when you are ready.`);
      void navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } });
    },
  });
  const problems = { ...fieldsOf(create.error), ...(tried ? problemsOf(draft) : {}) };
  const submit = () => {
    setTried(true);
    if (Object.keys(problemsOf(draft)).length === 0) create.mutate();
  };
  const leads = (lists.data ?? []).filter((l) => draft.listIds.includes(l.id)).reduce((sum, l) => sum + l.leadCount, 0);
  const section = { draft, set, problems, present };

  return (
    <Page title={present ? `Edit ${present.name}` : 'New campaign'} still>
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
        {!present && <Checkbox label="Start now" checked={draft.start} onChange={(e) => set({ start: e.currentTarget.checked })} />}
        <span className={classes.summary} role={create.isError ? 'alert' : undefined} data-error={create.isError || undefined}>
          {create.isError ? sentenceOf(create.error) : leads > 0 ? `${plural(leads, 'lead')} in ${plural(draft.listIds.length, 'list')}` : ''}
        </span>
        {present ? (
          <LinkButton to="/campaigns/$campaignId" params={{ campaignId: present.id }} variant="default">
            Cancel
          </LinkButton>
        ) : (
          <LinkButton to="/campaigns" variant="default">
            Cancel
          </LinkButton>
        )}
        <Button type="submit" form="campaign" loading={create.isPending}>
          {present ? 'Save' : draft.start ? 'Create and start' : 'Create campaign'}
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
