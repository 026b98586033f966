/** Security · requests that another page has a browser send in the name of who is logged in. */
import { type AnyCheck, check, type Verdict } from '../src/core/check.ts';
import type { Clock } from '../src/core/ports.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { forgeWithoutSession, forgeWithSession } from './forged-requests.ts';
import { judge, later, unknown } from './verdict.ts';

export const csrf: AnyCheck = check({
  id: 'security.csrf',
  section: 'Security',
  phase: '6.6',
  title: 'The API takes no change from pages of other sites in the name of who is logged in',
  guide: ['post#070'],
  weight: 'blocker',
  uses: [internet],
  needs: ['domain'],
  tolerates: ['API_DEPLOYED'],
  touches: 'test data',
  touchesIn: ['sandbox'],
  makes: 'a login of an invented person, ended at once',
  attestable: attestable('security.csrf'),
  async probe(context) {
    const { values } = context;
    if (!values.API_DEPLOYED) return later('6.6', 'the API is not deployed yet');
    if (context.environment !== 'sandbox') return fromOutside(context, await forgeWithoutSession(context));
    const { refused, wrong, stopped } = await forgeWithSession(context);
    if (stopped !== undefined && wrong.length === 0) return unknown(`it could not be tried to its end: ${stopped}`);
    return judge(context, {
      wrong,
      saw: `refused: ${refused.join('; ')}; taken: the same request from the dashboard with its token`,
      want: 'a 4xx and no effect for each that does not come from the dashboard with the token of the session',
      from: `POST https://api.${values.domain}/api/auth/logout, rehearsed by somebody who is logged in`,
      fix: fixForged,
    });
  },
});

const fixForged =
  'compare Origin and Sec-Fetch-Site with CORS_ORIGINS, and ask for a token of the session, before anything is changed; the generated API does both: k77 scaffold, then k77 deploy 6.6';

interface Outside {
  clock: Clock;
  values: { domain: string };
}

/** Discord lets no program log in: of people's sessions only the guard in front of them can be seen. @param seen how other sites and the dashboard are answered */
export function fromOutside(context: Outside, { elsewhere, here }: { elsewhere: number | undefined; here: number | undefined }): Verdict {
  const url = `https://api.${context.values.domain}/api/auth/logout`;
  if (elsewhere === undefined || here === undefined) return unknown(`${url} does not answer`);
  const guarded = elsewhere === 403 && here !== 403;
  if (!guarded && elsewhere >= 400 && elsewhere < 500)
    return unknown(
      `without a session it cannot be told: other sites get ${elsewhere}, the dashboard ${here}. Log in, send POST /api/auth/logout from the developer tools of another site, and stay logged in; then k77 attest security.csrf`,
    );
  return judge(context, {
    wrong: [!guarded && `a request from another site answers ${elsewhere}`],
    saw: `requests from another site get ${elsewhere} before anybody asks who it is; the same from the dashboard gets ${here} (nobody is logged in)`,
    want: 'a 403 for what comes from other sites, whoever is logged in',
    from: `POST ${url} without a session, from two origins`,
    fix: fixForged,
  });
}
