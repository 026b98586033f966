import type { Metadata } from 'next';
import { ServerList } from '../../../app-ui/server-list.tsx';

export const metadata: Metadata = { title: 'Your servers' };

export default function ServerListPage() {
  return <ServerList />;
}
