import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, type RouterHistory } from '@tanstack/react-router';
import { ApiError } from './api/problem';
import { queries } from './api/queries';
import { Shell } from './shell/Shell';
import { NotFound, PageError, PagePending } from './shell/PageStates';

interface Context {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet });

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { token?: string; next?: string; step?: 'password' } => ({
    token: text(search.token),
    next: text(search.next),
    step: search.step === 'password' ? 'password' : undefined,
  }),
  component: lazyRouteComponent(() => import('./auth/SignIn'), 'SignIn'),
});

interface LeadsSearch {
  listId?: string;
  search?: string;
  status?: string;
  sort?: string;
  lead?: string;
}

/** Everything below needs a signed-in user. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queryClient.ensureQueryData(queries.me());
      if (me.mustSetPassword) throw redirect({ to: '/sign-in', search: { step: 'password' } });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: '/sign-in', search: { next: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: ({ context }) => {
    const me = context.queryClient.getQueryData(queries.me().queryKey);
    throw redirect({ to: me?.role === 'agent' ? '/calls' : '/campaigns' });
  },
});

const calls = createRoute({
  getParentRoute: () => inside,
  path: '/calls',
  validateSearch: (search): { campaignId?: string } => ({ campaignId: text(search.campaignId) }),
  component: lazyRouteComponent(() => import('./dialer/PowerDialer'), 'PowerDialer'),
});

const manual = createRoute({
  getParentRoute: () => inside,
  path: '/calls/manual',
  component: lazyRouteComponent(() => import('./dialer/ManualDialing'), 'ManualDialing'),
});

const campaigns = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns',
  validateSearch: (search): { status?: string } => ({ status: text(search.status) }),
  component: lazyRouteComponent(() => import('./campaigns/CampaignList'), 'CampaignList'),
});

const newCampaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/new',
  validateSearch: (search): { listId?: string } => ({ listId: text(search.listId) }),
  component: lazyRouteComponent(() => import('./campaigns/CampaignWizard'), 'CampaignWizard'),
});

const campaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId',
  component: lazyRouteComponent(() => import('./campaigns/CampaignPage'), 'CampaignPage'),
});

const editCampaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId/edit',
  component: lazyRouteComponent(() => import('./campaigns/CampaignWizard'), 'CampaignEdit'),
});

const leads = createRoute({
  getParentRoute: () => inside,
  path: '/leads',
  validateSearch: (search): LeadsSearch => ({
    listId: text(search.listId),
    search: text(search.search),
    status: text(search.status),
    sort: text(search.sort),
    lead: text(search.lead),
  }),
  component: lazyRouteComponent(() => import('./leads/LeadsPage'), 'LeadsPage'),
});

const importLeads = createRoute({
  getParentRoute: () => inside,
  path: '/leads/import/$listId',
  validateSearch: (search): { job?: string } => ({ job: text(search.job) }),
  component: lazyRouteComponent(() => import('./leads/ImportPage'), 'ImportPage'),
});

const callbacks = createRoute({
  getParentRoute: () => inside,
  path: '/callbacks',
  component: lazyRouteComponent(() => import('./callbacks/CallbacksPage'), 'CallbacksPage'),
});

const wallboard = createRoute({
  getParentRoute: () => inside,
  path: '/wallboard',
  component: lazyRouteComponent(() => import('./wallboard/Wallboard'), 'Wallboard'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  beforeLoad: ({ context, location }) => {
    if (location.pathname !== '/settings') return;
    const me = context.queryClient.getQueryData(queries.me().queryKey);
    throw redirect({ to: '/settings/$section', params: { section: me?.role === 'agent' ? 'me' : 'organization' } });
  },
});

const settingsSection = createRoute({
  getParentRoute: () => inside,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('./settings/SettingsPage'), 'SettingsPage'),
});

const tree = root.addChildren([
  signIn,
  inside.addChildren([home, calls, manual, campaigns, newCampaign, campaign, editCampaign, leads, importLeads, callbacks, wallboard, settings, settingsSection]),
]);

/** @param history where the address is kept; the browser's by default */
export function newRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    history,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
