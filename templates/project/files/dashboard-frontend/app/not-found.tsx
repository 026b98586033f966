import { ButtonLink } from '../components/button.tsx';
import { Page, Row, Stack } from '../components/layout.tsx';
import { PageHeader } from '../components/page-header.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Page>
      <Stack narrow>
        <PageHeader title="There is nothing here">The address is misspelt, or what stood here is gone.</PageHeader>
        <Row>
          <ButtonLink href="/">To the first page</ButtonLink>
          <ButtonLink href="/servers" tone="secondary">
            Your servers
          </ButtonLink>
        </Row>
      </Stack>
    </Page>
  );
}
