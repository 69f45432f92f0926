import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Empty, Failed, SkeletonRows } from '../ui/Blank';
import { Page } from '../ui/Panel';
import { LinkButton } from '../ui/links';

export function PagePending() {
  return (
    <Page title="&nbsp;">
      <SkeletonRows rows={8} height={44} />
    </Page>
  );
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return <Failed error={error} retry={again} />;
}

export function NotFound() {
  return (
    <Empty title="There is no such page" action={<LinkButton to="/" variant="default">Go to the start</LinkButton>}>
      The address may be mistyped, or what it showed was deleted.
    </Empty>
  );
}
