import type { Metadata } from 'next';
import { Account } from '../../../app-ui/account.tsx';

export const metadata: Metadata = { title: 'Your account' };

export default function AccountPage() {
  return <Account />;
}
