import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { onSignedOut } from '../api/client';
import { keys } from '../api/keys';
import type { Call, Lead, Notice } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { CallDock } from '../call/CallDock';
import { Live } from '../live/Live';
import { tell } from '../live/notices';
import { nameOf } from '../ui/format';
import { listenForKeys, useShortcuts } from '../ui/shortcuts';
import { toast } from '../ui/toast';
import { Rail } from './Rail';
import classes from './Shell.module.css';
import { TopBar } from './TopBar';

const Palette = lazy(() => import('./Palette'));
const KeyMap = lazy(() => import('./KeyMap'));

/** The frame around every page: rail, top bar, page, call panel. */
export function Shell() {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const path = useRouterState({ select: (s) => s.location.pathname });
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  const close = useCallback(() => setOverlay(null), []);
  const showNotice = useCallback(
    (notice: Notice) => {
      if (notice.kind?.startsWith('callback')) void client.invalidateQueries({ queryKey: ['callbacks'] });
      const lead = notice.leadId ? client.getQueryData<Lead>(keys.lead(notice.leadId)) : undefined;
      const told = tell(notice, notice.callId ? client.getQueryData<Call>(keys.call(notice.callId)) : undefined, lead && nameOf(lead));
      if (told) toast[told.level](told.text);
    },
    [client],
  );

  useEffect(listenForKeys, []);
  useEffect(
    () =>
      onSignedOut(() => {
        client.clear();
        void navigate({ to: '/sign-in', search: { next: path } });
      }),
    [client, navigate, path],
  );

  useShortcuts('Everywhere', [
    { keys: 'mod+k', label: 'Search or command', run: () => setOverlay('palette'), inFields: true },
    { keys: '?', label: 'Show these keys', run: () => setOverlay('keys') },
    { keys: 'g d', label: 'Go to Calls (dialer)', run: () => void navigate({ to: '/calls' }) },
    { keys: 'g c', label: 'Go to Campaigns', run: () => void navigate({ to: '/campaigns' }) },
    { keys: 'g l', label: 'Go to Leads', run: () => void navigate({ to: '/leads' }) },
    { keys: 'g b', label: 'Go to Callbacks', run: () => void navigate({ to: '/callbacks' }) },
    ...(atLeast(me, 'supervisor') ? [{ keys: 'g w', label: 'Go to Wallboard', run: () => void navigate({ to: '/wallboard' }) }] : []),
    { keys: 'g s', label: 'Go to Settings', run: () => void navigate({ to: '/settings' }) },
  ]);

  return (
    <Live userId={me.id} onNotice={showNotice}>
      <a className={classes.skip} href="#page">
        Skip to the page
      </a>
      <div className={classes.shell}>
        <Rail />
        <div className={classes.right}>
          <TopBar onPalette={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
          <div className={classes.stage}>
            <main id="page" className={classes.page} tabIndex={-1}>
              <Outlet />
            </main>
            <CallDock />
          </div>
        </div>
      </div>
      <Suspense>
        {overlay === 'palette' && <Palette onClose={close} />}
        {overlay === 'keys' && <KeyMap onClose={close} />}
      </Suspense>
    </Live>
  );
}

