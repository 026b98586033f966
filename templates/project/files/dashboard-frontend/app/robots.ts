import type { MetadataRoute } from 'next';
import { isIndexed, publicEnv } from '../site/env.ts';

export default function robots(): MetadataRoute.Robots {
  if (!isIndexed) return { rules: { userAgent: '*', disallow: '/' } };
  return {
    rules: { userAgent: '*', allow: '/', disallow: ['/servers', '/billing', '/account', '/payment', '/owner'] },
    sitemap: `${publicEnv.dashboardUrl}/sitemap.xml`,
  };
}
