import { lazy, Suspense } from 'react';
import { useCurrentCall } from './current';

const CallPanel = lazy(() => import('./CallPanel'));

/** Opens by itself when a call of mine is answered, on whatever page, and stays until it has an outcome. */
export function CallDock() {
  const { call, agent } = useCurrentCall();
  if (!call) return null;
  return (
    <Suspense>
      <CallPanel key={call.id} call={call} agent={agent} />
    </Suspense>
  );
}
