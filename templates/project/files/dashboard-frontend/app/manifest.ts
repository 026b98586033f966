import type { MetadataRoute } from 'next';
import { site } from '../site/site.ts';

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: site.project,
    short_name: site.project.slice(0, 12),
    start_url: '/servers',
    display: 'browser',
    background_color: '#fbfaf7',
    theme_color: '#4a2fbd',
    icons: [{ src: '/icon.svg', type: 'image/svg+xml', sizes: 'any' }],
  };
}
