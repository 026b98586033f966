import { redirect } from 'next/navigation';
import { landing } from '../../../../api/landing.ts';
import { publicEnv } from '../../../../site/env.ts';

type Search = Promise<Record<string, string | string[] | undefined>>;

/** Nobody sees it: it leads on, also without JavaScript. */
export default async function CallbackPage({ searchParams }: { searchParams: Search }) {
  redirect(landing(await searchParams, publicEnv.apiUrl));
}
