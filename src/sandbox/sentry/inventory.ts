/** What stands in the emulated Sentry, one line a thing, in words that do not change from run to run; errors that arrived do not count. */
import type { SentryState } from './model.ts';

export function sentryInventory({ organizations, teams, projects, keys, detectors, workflows, releases }: SentryState): string[] {
  const projectOf = (id: string): string => projects.find((one) => one.id === id)?.slug ?? '?';
  const privacy = (one: (typeof organizations)[number] | (typeof projects)[number]): string =>
    `scrub=${one.dataScrubber}/${one.dataScrubberDefaults}/${one.scrubIPAddresses} fields=${[...one.sensitiveFields].sort().join(',')}`;
  const monitor = (id: string): string => {
    const found = detectors.find((one) => one.id === id);
    return found ? `${projectOf(found.project)}/${found.type}` : '?';
  };
  return [
    ...organizations.map((one) => `sentry organization ${one.slug} ${one.region} ${privacy(one)}`),
    ...teams.map(({ slug, members }) => `sentry team ${slug} ${members.length} members`),
    ...projects.map(
      (one) => `sentry project ${one.slug} ${one.platform} teams=${one.teams.join(',')} spikes=${!one.spikeProtectionOff} ${privacy(one)}`,
    ),
    ...keys.map((one) => `sentry key ${projectOf(one.project)} ${one.name} active=${one.active} limit=${JSON.stringify(one.rateLimit)}`),
    ...detectors.map(
      (one) => `sentry monitor ${projectOf(one.project)} ${one.name} ${one.type} enabled=${one.enabled} ${JSON.stringify(one.dataSources)}`,
    ),
    ...workflows.map(
      (one) =>
        `sentry alert ${one.name} enabled=${one.enabled} ${one.environment} watches ${one.detectorIds.map(monitor).sort().join(' ')}`,
    ),
    // The commit in its name differs from run to run.
    ...releases.map(
      (one) =>
        `sentry release ${one.version.split('@')[0]} ${one.deploys
          .map(({ environment }) => environment)
          .sort()
          .join(',')}`,
    ),
  ];
}
