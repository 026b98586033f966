/** What stands in the emulated Heroku, one line a thing, in words that do not change from run to run. */
import type { App, HerokuState } from './model.ts';

/** Six letters at the end of a name come from the account. */
function nameOf({ name }: Pick<App, 'name'>): string {
  return name.replace(/-[0-9a-f]{6}$/, '');
}

/** Releases before the current one are history, and so are builds. */
export function herokuInventory(state: HerokuState): string[] {
  const app = (id: string): string => state.apps.filter((one) => one.id === id).map(nameOf)[0] ?? '?';
  return [
    ...state.apps.map(
      (one) => `heroku app ${nameOf(one)} ${one.region} acm=${one.acm} maintenance=${one.maintenance} ${one.buildpacks.join('+')}`,
    ),
    ...state.apps.flatMap(({ features = [], ...one }) =>
      features.length > 0 ? [`heroku features ${nameOf(one)} ${features.join(',')}`] : [],
    ),
    ...state.apps.map((one) => `heroku variables ${nameOf(one)} ${Object.keys(one.$variables).sort().join(',')}`),
    ...state.apps.flatMap((one) =>
      one.formation.map(({ type, quantity, size }) => `heroku formation ${nameOf(one)} ${type} ${quantity} × ${size}`),
    ),
    ...state.domains.map((one) => `heroku domain ${app(one.app)} ${one.hostname} certificate=${one.certificate.state}`),
    ...(state.drains ?? []).map((one) => `heroku drain ${app(one.app)}`),
    ...state.apps.flatMap((one) => running(state, one)),
  ];
}

function running(state: HerokuState, app: App): string[] {
  const current = state.releases.find((one) => one.app === app.id && one.version === app.current);
  const unit = state.units.find(({ release }) => release !== undefined && release === current?.id);
  return unit ? [`heroku release ${nameOf(app)} ${unit.state}`] : [];
}
