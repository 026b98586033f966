import { ButtonLink } from '../components/button.tsx';
import { OddPage } from '../components/odd-page.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <OddPage
      number="404"
      title="There is nothing here"
      actions={
        <>
          <ButtonLink href="/">To the first page</ButtonLink>
          <ButtonLink href="/servers" tone="secondary">
            Your servers
          </ButtonLink>
        </>
      }
    >
      The address is misspelt, or what stood here is gone.
    </OddPage>
  );
}
