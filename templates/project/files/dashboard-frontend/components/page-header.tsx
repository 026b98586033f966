/** The head of a page: what it is, and what can be done here. */
import type { ReactNode } from 'react';
import { Lead, Row, Stack } from './layout.tsx';

export function PageHeader({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <Stack tight>
      <h1>{title}</h1>
      {children ? <Lead>{children}</Lead> : null}
      {actions ? <Row>{actions}</Row> : null}
    </Stack>
  );
}
