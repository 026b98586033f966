/**
 * The commit that runs, as hosts tell it: so that errors, health and releases name the code that they are about without anybody counting versions.
 */
import type { Source } from './env-rules.ts';

/** As long as nobody's repository has two commits that begin alike. */
const digits = 12;

/** Variables that hold nothing but the commit, and who sets them. */
const told: readonly string[] = [
  // https://docs.railway.com/reference/variables
  'RAILWAY_GIT_COMMIT_SHA',
  // https://render.com/docs/environment-variables
  'RENDER_GIT_COMMIT',
  // Only where the app has the feature: https://devcenter.heroku.com/articles/dyno-metadata
  'HEROKU_BUILD_COMMIT',
  'HEROKU_SLUG_COMMIT',
  // https://vercel.com/docs/environment-variables/system-environment-variables
  'VERCEL_GIT_COMMIT_SHA',
  // Builds on Netlify: https://docs.netlify.com/build/configure-builds/environment-variables
  'COMMIT_REF',
  // DigitalOcean tells nobody unasked: set it to ${_self.COMMIT_HASH} there.
  'COMMIT_HASH',
];

/** The first digits of the commit; undefined: nobody says it. */
export function hostCommit(source: Source): string | undefined {
  const [commit] = [...told.map((name) => source[name]), imageTag(source.FLY_IMAGE_REF)].filter(isCommit);
  return commit?.slice(0, digits);
}

/** VERSION, or else the commit. */
export function versionOf(source: Source): string | undefined {
  return source.VERSION?.trim() || hostCommit(source);
}

/** `registry.fly.io/images:<commit>@sha256:…`: images carry the commit as their tag. https://fly.io/docs/machines/runtime-environment */
function imageTag(image: string | undefined): string | undefined {
  return /:([\da-f]{40})(?:@|$)/.exec(image ?? '')?.[1];
}

function isCommit(text: string | undefined): text is string {
  return text !== undefined && /^[\da-f]{40}([\da-f]{24})?$/.test(text);
}
