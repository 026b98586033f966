import { dataMap } from '@k77/config/data-map';
import type { Metadata } from 'next';
import { Account } from '../../../app-ui/account.tsx';
import { facts } from '../../../site/legal-facts.ts';
import { site } from '../../../site/site.ts';

export const metadata: Metadata = { title: 'Your account' };

/** From the list that the deletion itself goes by. */
const kept = dataMap.flatMap(({ collection, purpose, erasure }) =>
  erasure.how === 'keep' && (collection !== 'withdrawals' || facts.europe) ? [{ purpose, why: erasure.why }] : [],
);

export default function AccountPage() {
  return <Account kept={kept} days={site.retention.deletedDays} />;
}
