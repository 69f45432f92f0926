import { lazy, Suspense, useEffect, useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { Call } from '../api/schema';
import { isLiveCall } from '../live/patch';
import { phone } from '../ui/format';
import { toast } from '../ui/toast';
import { useCurrentCall } from './current';

const CallPanel = lazy(() => import('./CallPanel'));

/** Opens by itself when a call of mine is answered or placed by hand, on whatever page, and stays until it has an outcome. */
export function CallDock() {
  const { call, agent } = useCurrentCall();
  useTellUnanswered(call);
  if (!call) return null;
  return (
    <Suspense>
      <CallPanel key={call.id} call={call} agent={agent} />
    </Suspense>
  );
}

/** A call that nobody answered closes its panel by itself; a word says what came of it. */
function useTellUnanswered(call: Call | null): void {
  const client = useQueryClient();
  const shown = useRef<Call | null>(null);
  useEffect(() => {
    const before = shown.current;
    shown.current = call;
    if (!before || before.id === call?.id) return;
    const after = client.getQueryData<Call>(keys.call(before.id)) ?? before;
    if (!isLiveCall(after) && !after.answeredAt) toast.info(`${after.lead?.name ?? phone(after.to)}: ${after.status}.`);
  }, [call, client]);
}
