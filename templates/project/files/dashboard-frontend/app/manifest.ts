import type { MetadataRoute } from 'next';
import { icons } from '../site/icons.ts';
import { site } from '../site/site.ts';

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: site.project,
    short_name: site.project.slice(0, 12),
    start_url: '/servers',
    display: 'browser',
    background_color: '#fbfaf7',
    theme_color: '#4b2bb5',
    icons: [
      { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any' },
      ...icons.map(({ file, size, ground }) => ({
        src: `/icons/${file}`,
        type: 'image/png',
        sizes: `${size}x${size}`,
        purpose: ground ? ('maskable' as const) : ('any' as const),
      })),
    ],
  };
}
