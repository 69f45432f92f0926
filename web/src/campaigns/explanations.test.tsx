import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi } from '../testing/fakeApi';
import { inRouter } from '../testing/render';
import { aCampaign } from '../testing/samples';
import { pathsOf } from '../ui/Spark';
import { Funnel } from './Explanations';
import { agentsText, PacingPanel } from './PacingPanel';

const eligibility = {
  total: 1000,
  exclusions: [{ reason: 'dnc', label: 'on the do-not-call list', count: 12, samples: [{ leadId: 'lead-1', name: 'Ada Park' }] }],
  dialableNow: 900, dialableNextHour: 40, dialableLater: 48,
  waiting: [{ reason: 'retry', label: 'wait for their next attempt', count: 48, until: '2026-11-21T14:00:00Z', samples: [] }],
  blockers: [{ reason: 'no-agent', label: 'No agent is available', until: null }],
};

test('why nobody is dialed: what holds the campaign, each exclusion with some of its leads, and the sum', async () => {
  fakeApi({ 'GET /api/campaigns/campaign-1/eligibility': eligibility });
  inRouter(<Funnel campaign={aCampaign()} idle />);
  expect(await screen.findByRole('heading', { name: 'Why is nobody being dialed?' })).toBeTruthy();
  expect(screen.getByText('No agent is available')).toBeTruthy();
  fireEvent.click(screen.getByText('on the do-not-call list'));
  expect(screen.getByRole('link', { name: 'Ada Park' }).getAttribute('href')).toContain('lead=lead-1');
  expect(screen.getByText('and 11 more')).toBeTruthy();
  const { total, exclusions, dialableNow, dialableNextHour, dialableLater } = eligibility;
  expect(exclusions.reduce((sum, e) => sum + e.count, 0) + dialableNow + dialableNextHour + dialableLater).toBe(total);
});

const latest = {
  at: '2026-11-21T09:00:00Z', sentence: 'dial level 1.8: answer rate 22 %', dialLevel: 1.8, answerRate: 0.22,
  agents: { available: 3, onCall: 8, wrapUp: 2, onBreak: 0, disconnected: 1, total: 14 }, expectedFree: 4.2, horizonSeconds: 10, expectedAnswers: 3.9,
  bound: 'risk', launch: 4, linesInFlight: 25, waiting: 0, abandonRate: 0.019, abandonCap: 0.03, ruling: 'day', drops: 7.4, fallback: null,
};

test('pacing says in one line why it dials as it does, and shows the figures behind it', async () => {
  fakeApi({ 'GET /api/campaigns/campaign-1/pacing': { latest, occupancy: 0.83, recent: [{ at: latest.at, launch: 4, dialLevel: 1.7, abandonRate: null, occupancy: 0.8, sentence: '' }] } });
  inRouter(<PacingPanel campaign={aCampaign({ mode: 'predictive' })} />);
  expect(await screen.findByText('Dial level 1.8: answer rate 22 %')).toBeTruthy();
  expect(screen.getByText('3 free, 8 talking, 2 in wrap-up, 1 disconnected')).toBeTruthy();
  expect(screen.getByRole('img', { name: 'Occupancy: now 83 %, highest 83 %' })).toBeTruthy();
});

test('a falling back is said with its reason', async () => {
  fakeApi({ 'GET /api/campaigns/campaign-1/pacing': { latest: { ...latest, fallback: 'the abandon budget is used up' }, occupancy: null, recent: [] } });
  inRouter(<PacingPanel campaign={aCampaign({ mode: 'predictive' })} />);
  expect(await screen.findByText(/One line per free agent for now: the abandon budget is used up/)).toBeTruthy();
});

test('before the first decision it says what is missing', async () => {
  fakeApi({ 'GET /api/campaigns/campaign-1/pacing': { latest: null, occupancy: null, recent: [] } });
  inRouter(<PacingPanel campaign={aCampaign({ mode: 'predictive', status: 'PENDING' })} />);
  expect(await screen.findByText('No decision yet')).toBeTruthy();
  expect(agentsText({ available: 0, onCall: 0, wrapUp: 0, onBreak: 0, disconnected: 0, total: 0 })).toBe('no agents in the pool');
});

test('a gap in the figures is a gap in the line', () => {
  expect(pathsOf([1, 2, null, 3, null], (i) => i, (v) => v)).toEqual(['M0.0 1.0L1.0 2.0', 'M3.0 3.0']);
});
