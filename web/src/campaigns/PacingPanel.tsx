import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Campaign, Pacing } from '../api/schema';
import { Empty, Failed } from '../ui/Blank';
import { percent, plural, sentenceCase } from '../ui/format';
import { Panel } from '../ui/Panel';
import { Spark } from '../ui/Spark';
import classes from './PacingPanel.module.css';

/** Decisions are no events of their own; this often the page asks for the newest. */
const ASK_MS = 3_000;

/** Why the dialer launches as many calls as it does: one line that is true, the figures behind it, how it went. */
export function PacingPanel({ campaign }: { campaign: Campaign }) {
  const running = campaign.status === 'RUNNING';
  const query = useQuery({ ...queries.pacing(campaign.id), refetchInterval: running ? ASK_MS : false });
  if (query.isError) {
    return (
      <Panel title="Pacing">
        <Failed compact error={query.error} retry={() => void query.refetch()} />
      </Panel>
    );
  }
  if (!query.data) return query.isPending ? <Panel title="Pacing"><div className={classes.hold} /></Panel> : null;
  const { latest, recent, occupancy } = query.data;
  return (
    <Panel title="Pacing" aside={latest ? agentsText(latest.agents) : undefined}>
      {latest ? (
        <>
          <p className={classes.sentence}>{sentenceCase(latest.sentence)}</p>
          {latest.fallback && <p className={classes.fallback}>One line per free agent for now: {latest.fallback}.</p>}
          <Figures latest={latest} />
          <Charts recent={recent} latest={latest} occupancy={occupancy} />
        </>
      ) : (
        <Empty compact title="No decision yet">Start the campaign and let an agent join: from then on every decision stands here with its reason.</Empty>
      )}
    </Panel>
  );
}

/** "3 free, 8 talking, 2 in wrap-up, 1 on a break". */
export function agentsText(a: NonNullable<Pacing['latest']>['agents']): string {
  if (a.total === 0) return 'no agents in the pool';
  const parts = [
    [a.available, 'free'],
    [a.onCall, 'talking'],
    [a.wrapUp, 'in wrap-up'],
    [a.onBreak, 'on a break'],
    [a.disconnected, 'disconnected'],
  ] as const;
  return parts.flatMap(([n, word]) => (n > 0 ? [`${n} ${word}`] : [])).join(', ') || plural(a.total, 'agent');
}

function Figures({ latest }: { latest: NonNullable<Pacing['latest']> }) {
  const one = (n: number) => n.toFixed(1);
  const figures: [string, string, string][] = [
    ['Answer rate', percent(latest.answerRate), 'Share of fresh calls that a person answers, now'],
    ['Lines', String(latest.linesInFlight), 'Calls in flight'],
    [`Free in ${latest.horizonSeconds} s`, one(latest.expectedFree), 'Agents expected to be free by then'],
    ['Answers by then', one(latest.expectedAnswers), 'Expected from the calls in flight'],
    ['Drops to spare', String(Math.max(0, Math.floor(latest.drops))), `If it goes on like this, under the tightest window of the law: ${latest.ruling}`],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([name, value, hint]) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Charts({ recent, latest, occupancy }: Pick<Pacing, 'recent' | 'occupancy'> & { latest: NonNullable<Pacing['latest']> }) {
  return (
    <div className={classes.charts}>
      <Spark label="Dial level" values={[...recent.map((r) => r.dialLevel), latest.dialLevel]} format={(v) => v.toFixed(1)} least={1} />
      <Spark label="Abandoned" values={[...recent.map((r) => r.abandonRate), latest.abandonRate]} format={(v) => percent(v, 1)} tone="failed" limit={latest.abandonCap} />
      <Spark label="Occupancy" values={[...recent.map((r) => r.occupancy), ...(occupancy === null ? [] : [occupancy])]} format={(v) => percent(v)} tone="talking" least={1} />
    </div>
  );
}
