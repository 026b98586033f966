/** `site.config.json`, checked, for pages. Server only: components that run in browsers get the few values that they need as props. */
import { type SiteConfig, siteConfigSchema } from '@k77/config/site-schema';
import raw from '../../site.config.json' with { type: 'json' };

export const site: SiteConfig = siteConfigSchema.parse(raw);

export { money } from './money.ts';
