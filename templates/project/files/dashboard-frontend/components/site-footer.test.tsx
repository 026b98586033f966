import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { site } from '../site/site.ts';
import { SiteFooter } from './site-footer.tsx';

const before = site.links.status;
afterEach(() => {
  vi.unstubAllEnvs();
  if (before === undefined) delete site.links.status;
  else site.links.status = before;
});

function statusLink(): string | undefined {
  const html = renderToStaticMarkup(<SiteFooter theme="system" path="/" />);
  return /<a [^>]*>Status<\/a>/.exec(html)?.[0];
}

test('the foot of every page links to the status page, which learns nothing of the page that was left', () => {
  site.links.status = 'https://status.crown.example/';
  expect(statusLink()).toBe('<a href="https://status.crown.example/" rel="noopener noreferrer">Status</a>');
});

test('STATUS_PAGE_URL wins over site.config.json, and without both there is no link', () => {
  delete site.links.status;
  vi.stubEnv('STATUS_PAGE_URL', '');
  expect(statusLink()).toBeUndefined();
  site.links.status = 'https://status.crown.example/';
  vi.stubEnv('STATUS_PAGE_URL', 'https://stats.uptimerobot.com/abc');
  expect(statusLink()).toContain('href="https://stats.uptimerobot.com/abc"');
});
