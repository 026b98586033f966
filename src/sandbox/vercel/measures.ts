/**
 * Web Analytics and Speed Insights: switched on for a project, served at its own addresses from the next deployment on, and counted there.
 * https://vercel.com/docs/analytics/quickstart · https://vercel.com/docs/speed-insights/quickstart
 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import type { Books } from './books.ts';
import type { Deployment, Json, Measure, Project } from './model.ts';

/** What Vercel's edge answers at `https://<site>/_vercel/<folder>/…`. */
const folders: Readonly<Record<Measure, string>> = { visits: 'insights', speed: 'speed-insights' };
/** Where the edge gets it: the emulator itself. */
export const measuringHost = 'vercel.com';

export function switchMeasure(books: Books, project: Project, what: Measure, on: boolean): void {
  const before = project.measures?.[what];
  const now = books.ms();
  const state = on
    ? { id: before?.id ?? books.tools.random.uuid(), enabledAt: now, hasData: before?.hasData ?? false }
    : before && { ...before, disabledAt: Math.max(now, before.enabledAt + 1) };
  if (state) project.measures = { ...project.measures, [what]: state };
}

export function isOn({ measures }: Project, what: Measure): boolean {
  const one = measures?.[what];
  return one !== undefined && (one.disabledAt === undefined || one.disabledAt < one.enabledAt);
}

/** As a deployment has them for ever: what is switched on later comes with the next. */
export function measuresOf(project: Project): Measure[] {
  return (Object.keys(folders) as Measure[]).filter((what) => isOn(project, what));
}

export function measuresShown({ measures }: Project): Json {
  return {
    ...(measures?.speed ? { speedInsights: measures.speed } : {}),
    ...(measures?.visits ? { webAnalytics: measures.visits } : {}),
  };
}

/** Paths that the edge answers for a deployment, by what they begin with. */
export function measuringPaths(one: Deployment | undefined): Record<string, string> {
  return Object.fromEntries((one?.measures ?? []).map((what) => [`/_vercel/${folders[what]}/`, measuringHost]));
}

/** A request for one of these paths, passed on by the edge; undefined: it is another one. */
export function answerMeasures(books: Books, { method, path, headers }: Incoming): Outgoing | undefined {
  const what = (Object.keys(folders) as Measure[]).find((one) => path.startsWith(`/_vercel/${folders[one]}/`));
  if (what === undefined) return undefined;
  const site = (headers['x-forwarded-host'] ?? '').toLowerCase();
  const project = books.state.projects.find(
    (one) => books.state.domains.some(({ name, project: id }) => name === site && id === one.id) || site.startsWith(`${one.name}.`),
  );
  const [, , , file = ''] = path.split('/');
  if (method === 'GET' && file === 'script.js')
    return { status: 200, headers: { 'content-type': 'application/javascript; charset=utf-8' }, body: script(what) };
  const measure = project?.measures?.[what];
  if (method !== 'POST' || !measure) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };
  if (!measure.hasData) {
    measure.hasData = true;
    books.changed();
  }
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' };
}

/** Our own, as small as it can be: tells once that the page was seen, the way that the real ones tell. */
function script(what: Measure): string {
  const [path, queue] = what === 'visits' ? ['/_vercel/insights/view', 'vaq'] : ['/_vercel/speed-insights/vitals', 'siq'];
  return `(() => {
  let before = (event) => event;
  const heed = (words) => { if (words && words[0] === 'beforeSend') before = words[1]; };
  for (const words of window.${queue} || []) heed(words);
  const event = before({ type: ${what === 'visits' ? "'pageview'" : "'vital'"}, url: location.href });
  if (event) fetch('${path}', { method: 'POST', keepalive: true, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ o: event.url, ts: +new Date }) }).catch(() => {});
})();
`;
}
