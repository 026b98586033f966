import { documentsFor, factsOf, type RenderedDocument } from '@k77/legal';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { facts, legalDocuments } from '../../site/legal-facts.ts';
import { documentLinks } from '../../site/legal-links.ts';
import { redirects } from '../../site/redirects.ts';
import { site } from '../../site/site.ts';
import LegalPage, { generateMetadata } from './[document]/page.tsx';
import { Clause } from './blocks.tsx';
import WithdrawPage from './withdraw/page.tsx';

const ids = legalDocuments.map(({ id }) => id);
const paramsOf = (document: string) => ({ params: Promise.resolve({ document }) });
const html = async (document: string) => renderToStaticMarkup(await LegalPage(paramsOf(document)));
const clausesOf = ({ sections }: RenderedDocument) => sections.flatMap(({ clauses }) => clauses);
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found ?? '');

describe.each(ids)('/legal/%s', (id) => {
  const document = legalDocuments.find((one) => one.id === id) as RenderedDocument;

  test('has a title, a description, its version and its date', async () => {
    const text = await html(id);
    expect(await generateMetadata(paramsOf(id))).toEqual({ title: document.title, description: document.about });
    expect(all(text, /<h1[^>]*>(.*?)<\/h1>/g)).toEqual([document.title]);
    expect(text).toContain(`Version ${site.policies.version}`);
    expect(text).toContain(`<time dateTime="${site.policies.effective}">`);
  });

  test('every clause is there under its anchor, with its claims', async () => {
    const text = await html(id);
    for (const { id: clause, claims } of clausesOf(document)) {
      const tag = new RegExp(`<div id="${clause}"([^>]*)>`).exec(text);
      expect(tag, clause).not.toBeNull();
      expect(/data-claim="([^"]*)"/.exec(tag?.[1] ?? '')?.[1]?.split(' ') ?? []).toEqual(claims);
    }
  });

  test('no anchor stands twice, and the table of contents leads to every section', async () => {
    const text = await html(id);
    const anchors = all(text, / id="([^"]+)"/g);
    expect(new Set(anchors).size).toBe(anchors.length);
    const contents = all(text, /<li><a href="#([^"]+)"/g);
    expect(contents).toEqual(document.sections.map((section) => section.id));
    for (const anchor of contents) expect(anchors).toContain(anchor);
  });

  test('loads nothing from anywhere', async () => {
    expect(await html(id)).not.toMatch(/<(script|iframe|img|link)\b/);
  });
});

test('what is switched off, or never was, is not found', async () => {
  for (const id of ['dmca', 'acceptable-use', 'community', 'api', 'nothing', '__proto__'].filter((one) => !ids.some((id) => id === one)))
    await expect(LegalPage(paramsOf(id))).rejects.toThrow(/NEXT_HTTP_ERROR_FALLBACK;404/);
});

test('whatever an operator types stands there as text', () => {
  const project = `"<script>alert(1)</script>' & Søn`;
  const rendered = documentsFor(factsOf({ ...site, project })).flatMap(clausesOf);
  const text = rendered.map((clause) => renderToStaticMarkup(<Clause clause={clause} />)).join('');
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).not.toContain('<script');
});

test('the withdrawal form is there where somebody may withdraw, and can be used without scripts by mail', () => {
  expect(facts.europe).toBe(true);
  const text = renderToStaticMarkup(WithdrawPage());
  expect(text).toContain('Confirm withdrawal');
  expect(text).toMatch(new RegExp(`<noscript>.*mailto:${site.mailboxes.billing}`, 's'));
});

test('the foot of every page links to every document that is on, and to the withdrawal', () => {
  const hrefs = documentLinks.map(({ href }) => href);
  for (const id of ids) expect(hrefs).toContain(`/legal/${id}`);
  expect(hrefs).toContain('/legal/withdraw');
});

test('links between pages of the law lead somewhere', () => {
  const here = new Set<string>([...ids.map((id) => `/legal/${id}`), '/legal/withdraw']);
  const text = legalDocuments
    .flatMap(clausesOf)
    .map((clause) => renderToStaticMarkup(<Clause clause={clause} />))
    .join('');
  for (const href of all(text, /href="(\/legal\/[^"#]*)/g)) expect(here).toContain(href);
});

test('the short addresses that people type lead to the documents', () => {
  const to = Object.fromEntries(redirects.map(({ source, destination }) => [source, destination]));
  expect(to).toMatchObject({
    '/terms': '/legal/terms',
    '/privacy': '/legal/privacy',
    '/refund': '/legal/refund',
    '/cookies': '/legal/cookies',
    '/legal': '/legal/terms',
  });
});
