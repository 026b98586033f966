/** Marketing & Launch · pictures of the public pages, at a desk and on a phone: k77 takes them. */
import { type AnyCheck, check } from '../src/core/check.ts';
import { isLacking } from '../src/probes/browser/browsing.ts';
import type { Picture } from '../src/probes/browser/pictures.ts';
import type { PageSeen } from '../src/probes/browser/tour.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { browsing, notSeen, some, toured, unopened } from './browser-seen.ts';
import { judge } from './verdict.ts';

/** The share of one colour that a picture of something does not reach. */
const blank = 0.999;

interface Shot {
  path: string;
  on: 'desktop' | 'mobile';
  picture: Picture;
}

const screenshots = check({
  id: 'launch.screenshots',
  section: 'Marketing & Launch',
  phase: '6.6',
  title: 'There are pictures of every public page, at a desk and on a phone',
  guide: ['post#155'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  lane: 'browser',
  attestable: attestable('launch.screenshots'),
  async probe(context) {
    const { domain } = context.values;
    const [open, tour] = await Promise.all([browsing(context), toured(context)]);
    if (isLacking(open)) return notSeen(open, 'launch.screenshots', 'a picture of each page, 1280 × 800 and 375 × 812');
    if (isLacking(tour)) return notSeen(tour, 'launch.screenshots', 'a picture of each page, 1280 × 800 and 375 × 812');
    const shots = tour.filter(({ path, led }) => led === path).flatMap(shotsOf);
    const empty = shots.filter(({ picture }) => picture.colours < 3 || picture.commonest >= blank);
    const good = shots.filter((shot) => !empty.includes(shot));
    const kept: string[] = [];
    for (const { path, on, picture } of good) kept.push(await context.keep(`launch.screenshots-${nameOf(path)}-${on}.png`, picture.png));
    const sheet = good.map((shot) => ({ name: `${shot.path} ${shot.on}`, picture: shot.picture }));
    const artefact = good.length > 0 ? await context.keep('launch.screenshots.png', await open.sheet(sheet)) : undefined;
    const [first] = kept;
    return judge(context, {
      wrong: some([
        ...unopened(tour),
        ...(shots.length === 0 && tour.every(({ failure }) => failure === undefined) ? ['there is no public page'] : []),
        ...empty.map(({ path, on }) => `the picture of ${path} (${on}) is blank`),
      ]),
      saw: `${good.length} pictures of ${new Set(good.map(({ path }) => path)).size} pages, 1280 × 800 and 375 × 812, in ${first?.slice(0, first.lastIndexOf('/'))}; the largest share of one colour is ${percent(good)} %`,
      want: 'a picture of every page that needs no login, at a desk and on a phone, none of them blank',
      from: `the pages of https://${domain} in Chromium, without the question about cookies; no login, so no name and no token is in them`,
      fix: 'dashboard.pages and dashboard.console say why a page does not come; then k77 verify --check launch.screenshots',
      artefact,
    });
  },
});

function shotsOf({ path, desk, phone }: PageSeen): Shot[] {
  return [
    ...(desk ? [{ path, on: 'desktop' as const, picture: desk }] : []),
    ...(phone ? [{ path, on: 'mobile' as const, picture: phone }] : []),
  ];
}

function nameOf(path: string): string {
  return path === '/' ? 'home' : path.slice(1).replaceAll(/[^\w-]+/g, '-');
}

function percent(shots: readonly Shot[]): number {
  return Math.round(1000 * Math.max(0, ...shots.map(({ picture }) => picture.commonest))) / 10;
}

export const browserScreenshots: readonly AnyCheck[] = [screenshots];
