/** For tests: the emulated Render alone, see `host-fixture.ts`. */
import { Secret } from '../core/secret.ts';
import { type FixtureOptions, type HostDesk, openHost, openHostWalk, type Walk, type WalkOptions } from './host-fixture.ts';
import { renderEmulator } from './render.ts';

export interface RenderDesk extends HostDesk {
  token(): string;
}

/** @param options `firstDeployMs`: of the deploy that a new service begins; a minute unless told, so that it never begins during a test that does not mean it */
export async function openRender({
  firstDeployMs = 60_000,
  ...options
}: FixtureOptions & { firstDeployMs?: number } = {}): Promise<RenderDesk> {
  const desk = await openHost('render', (tools) => renderEmulator({ ...tools, firstDeployMs }), options);
  return { ...desk, token: () => desk.credential('apiKey') };
}

export function openWalk(desk: Pick<RenderDesk, 'vendor' | 'endpoint' | 'token' | 'clock'>, more: WalkOptions = {}): Walk {
  return openHostWalk(desk, { RENDER_API_KEY: new Secret('RENDER_API_KEY', desk.token()) }, more);
}
