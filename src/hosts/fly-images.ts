/** Images of commits, as GitHub brings them: looked for, and waited for. */
import { OperatorError } from '../core/errors.ts';
import type { Connected, HostContext, Place } from '../core/host.ts';
import type { FlyClient } from '../vendors/fly-client.ts';
import { registry } from '../vendors/fly-http.ts';
import { lettersOf } from './fly-place.ts';

/** GitHub builds in a few minutes; at times its machines are busy. The first time the secret is likelier to be missing than they are. */
const patience = { first: 8, later: 20 };

export function imageOf({ images = '' }: Place, commit: string): string {
  return `${registry}/${images}:${commit}`;
}

/** Exact clicks by which a person lets GitHub bring images. */
export function accessSteps(repository: string): readonly string[] {
  const letters = lettersOf(repository);
  return [
    `k77 makes an app at Fly.io whose name ends in -images-${letters}: open it at https://fly.io/dashboard → Tokens → Create deploy token, and copy the token`,
    `(In a terminal: fly tokens create deploy --app <project>-images-${letters}. An Org deploy token does as well, and is there before the app is)`,
    `https://github.com/${repository}/settings/secrets/actions/new: Name FLY_API_TOKEN, Secret the whole token, then Add secret`,
    `Did the workflow "fly" fail before that: https://github.com/${repository}/actions → the failed run → Re-run jobs`,
  ];
}

/** What a person should know before the first push: nothing has been brought yet. */
export async function notesOn(client: FlyClient, { images = '' }: Place, to: Connected | undefined): Promise<readonly string[]> {
  if (to === undefined || (await client.tags(images)).length > 0) return [];
  return [
    `GitHub brings no image yet: the repository needs a deploy token of the app ${images} as its secret FLY_API_TOKEN`,
    `https://fly.io/apps/${images} → Tokens makes it; https://github.com/${to.repository}/settings/secrets/actions/new takes it`,
  ];
}

/** Resolves when it is there. @throws OperatorError when it does not come */
export async function brought(
  context: HostContext,
  client: FlyClient,
  place: Place,
  { repository }: Connected,
  commit: string,
): Promise<void> {
  const { images = '' } = place;
  const isFirst = (await client.tags(images)).length === 0;
  const minutes = isFirst ? patience.first : patience.later;
  const seen = await within(context, `GitHub to bring the image of ${commit.slice(0, 7)}`, minutes, () => client.image(images, commit));
  if (seen !== undefined) return;
  throw new OperatorError({
    what: isFirst
      ? `GitHub has brought Fly.io no image yet, and Fly.io builds none`
      : `GitHub has not brought Fly.io the image of ${commit.slice(0, 7)} in ${minutes} min`,
    fix: [
      ...(isFirst ? accessSteps(repository) : [`the run of the workflow "fly" says why: mend it, push, or Re-run jobs`]),
      'then run the same command again',
    ].join('\n'),
    see: `https://github.com/${repository}/actions`,
  });
}

/** What `poll` returns within so many minutes; undefined when it returned nothing. What it throws is thrown. */
export async function within<T>(
  context: Pick<HostContext, 'wait'>,
  what: string,
  minutes: number,
  poll: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let failure: { error: unknown } | undefined;
  const watched = async (): Promise<T | undefined> => {
    try {
      return await poll();
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  try {
    return await context.wait(what, watched, minutes);
  } catch (error) {
    if (failure === undefined && error instanceof OperatorError) return undefined;
    throw error;
  }
}
