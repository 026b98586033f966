/** Remembers the chosen colours for browsers without JavaScript, and goes back to the page where they were chosen. */
import { ownPath } from '../../api/login-link.ts';
import { publicEnv } from '../../site/env.ts';
import { themeCookieText, themeOf } from '../../site/theme.ts';

export async function POST(request: Request): Promise<Response> {
  const form = await request.formData().catch(() => new FormData());
  const [theme, path] = [form.get('theme'), form.get('path')].map((value) => (typeof value === 'string' ? value : undefined));
  return new Response(null, {
    status: 303,
    headers: {
      location: ownPath(path, '/'),
      'set-cookie': themeCookieText(themeOf(theme), publicEnv.dashboardUrl.startsWith('https:')),
      'cache-control': 'no-store',
    },
  });
}
