import type { MetadataRoute } from 'next';
import { publicEnv } from '../site/env.ts';
import { legalDocuments } from '../site/legal-facts.ts';
import { paths } from '../site/links.ts';

export default function sitemap(): MetadataRoute.Sitemap {
  const pages = [paths.home, paths.features, paths.pricing, paths.commands, paths.faq, paths.support];
  const legal = legalDocuments.map(({ id }) => `/legal/${id}`);
  return [...pages, ...legal].map((path) => ({ url: `${publicEnv.dashboardUrl}${path === '/' ? '' : path}` }));
}
