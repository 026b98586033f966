import type { Metadata } from 'next';
import { OwnerDesk } from '../../../app-ui/owner-desk.tsx';

export const metadata: Metadata = { title: 'Waiting for you' };

export default function OwnerDeskPage() {
  return <OwnerDesk />;
}
