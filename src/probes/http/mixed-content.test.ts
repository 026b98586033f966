import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { openZoo, type Zoo, type ZooAnswer } from '../../proof/http-zoo/serve.ts';
import { addressesInCss } from './css.ts';
import { readPage } from './html.ts';
import { crawlMixedContent } from './mixed-content.ts';

describe('a style sheet', () => {
  test.each([
    ['@import \'a.css\'; @import url(b.css) print; @import url("c.css");', ['import a.css', 'import b.css', 'import c.css']],
    ['a { background: url(x.png) } b { background: url("y(1).png"), url(\'z.png\') }', ['image x.png', 'image y(1).png', 'image z.png']],
    [
      '@font-face { font-family: A; src: url(a.woff2) format("woff2"), url(b.woff) } i { cursor: url(c.cur) }',
      ['font a.woff2', 'font b.woff', 'image c.cur'],
    ],
    ['@media print { @font-face { src: url(a.woff) } b { background: url(b.png) } }', ['font a.woff', 'image b.png']],
    ['/* url(no.png) */ a::before { content: "url(no.png)"; background: url( yes.png ) }', ['image yes.png']],
    ['a { background: url(http\\3a //x.test/a.png) }', ['image http://x.test/a.png']],
    ['a { background: image-set(url(a.png) 1x, url(b.png) 2x) } .my-url(x) {}', ['image a.png', 'image b.png']],
  ])('%s', (css, expected) => {
    expect(addressesInCss(css).map(({ kind, address }) => `${kind} ${address}`)).toEqual(expected);
  });
});

describe('a page', () => {
  const seen = (html: string) => readPage(html, 'https://k.test/in/').resources.map(({ kind, where, url }) => `${kind} ${where} ${url}`);

  test.each([
    ['<script src=http://x.test/a.js></script>', ['active script[src] http://x.test/a.js']],
    [
      '<iframe src="//x.test/f"></iframe><object data="o.swf"></object><embed src="e">',
      ['active iframe[src] https://x.test/f', 'active object[data] https://k.test/in/o.swf', 'active embed[src] https://k.test/in/e'],
    ],
    [
      '<link rel="stylesheet preload" href="/a.css"><link rel=icon href=i.png><link rel=canonical href=http://x.test/>',
      ['active link[rel=stylesheet] https://k.test/a.css', 'passive link[rel=icon] https://k.test/in/i.png'],
    ],
    [
      '<link rel=preload as=image href=p.png><link rel=preload as=script href=p.js>',
      ['passive link[rel=preload] https://k.test/in/p.png', 'active link[rel=preload] https://k.test/in/p.js'],
    ],
    [
      '<img src="a.png" srcset="b.png 1x, http://x.test/c,d.png 2x,/e.png 300w">',
      [
        'passive img[src] https://k.test/in/a.png',
        'active img[srcset] https://k.test/in/b.png',
        'active img[srcset] http://x.test/c,d.png',
        'active img[srcset] https://k.test/e.png',
      ],
    ],
    [
      '<video src=v.mp4 poster=p.png><source src=w.webm><track src=t.vtt></video><audio src=a.ogg></audio>',
      [
        'passive video[src] https://k.test/in/v.mp4',
        'passive video[poster] https://k.test/in/p.png',
        'passive source[src] https://k.test/in/w.webm',
        'active track[src] https://k.test/in/t.vtt',
        'passive audio[src] https://k.test/in/a.ogg',
      ],
    ],
    [
      '<form action="http://x.test/pay"><button formaction="/b"></button></form>',
      ['form form[action] http://x.test/pay', 'form button[formaction] https://k.test/b'],
    ],
    [
      '<style>@import "http://x.test/i.css"; a { background: url(http://x.test/b.png) }</style><p style="background:url(http://x.test/p.png)">',
      ['active style @import http://x.test/i.css', 'passive style url() http://x.test/b.png', 'passive style url() http://x.test/p.png'],
    ],
    [
      '<base href="http://cdn.test/x/"><img src="a.png"><base href="http://no.test/"><img src="b.png">',
      ['passive img[src] http://cdn.test/x/a.png', 'passive img[src] http://cdn.test/x/b.png'],
    ],
    ['<!-- <script src=http://x.test/a.js></script> --><img src="data:image/png;base64,AA"><a href="http://x.test/">x</a><img src="">', []],
    [
      '<svg><image href="http://x.test/i.png"/><use xlink:href="http://x.test/u.svg#a"/></svg>',
      ['passive image[href] http://x.test/i.png', 'active use[xlink:href] http://x.test/u.svg'],
    ],
  ])('%s', (html, expected) => {
    expect(seen(html)).toEqual(expected);
  });

  test('asks for upgrades in its head', () => {
    expect(
      readPage('<meta http-equiv="content-security-policy" content="default-src *; Upgrade-Insecure-Requests">', 'https://k.test/')
        .upgrades,
    ).toBe(true);
    expect(readPage('<meta http-equiv="content-security-policy" content="default-src *">', 'https://k.test/').upgrades).toBe(false);
  });
});

describe('a crawl', () => {
  const html = (body: string, headers: ZooAnswer['headers'] = []): ZooAnswer => ({
    headers: [['content-type', 'text/html; charset=utf-8'], ...headers],
    body,
  });
  const pages: Readonly<Record<string, ZooAnswer>> = {
    '/': html(
      '<a href="/shop#x">s</a><a href="/about?x=1">a</a><a href="https://elsewhere.test/">e</a><a href=/file.pdf>f</a><link rel=stylesheet href=/main.css><img src="http://cdn.test/logo.png">',
    ),
    '/shop': html(
      '<script src="http://cdn.test/buy.js"></script><form action="http://k.test/pay"></form><a href="/">home</a><a href="/deep">d</a>',
    ),
    '/about': html('<img src="http://cdn.test/team.png">', [['content-security-policy', 'upgrade-insecure-requests']]),
    '/deep': {
      headers: [
        ['content-type', 'text/html'],
        ['content-encoding', 'gzip'],
      ],
      body: gzipSync('<iframe src="http://ads.test/"></iframe><a href="/missing">m</a>'),
    },
    '/file.pdf': { headers: [['content-type', 'application/pdf']], body: '<img src="http://cdn.test/never.png">' },
    '/main.css': { headers: [['content-type', 'text/css']], body: '@import "/more.css"; body { background: url(http://cdn.test/b.png) }' },
    '/more.css': { headers: [['content-type', 'text/css']], body: '@font-face { src: url(http://cdn.test/f.woff2) } @import "/main.css";' },
  };
  let zoo: Zoo;
  let hits: string[] = [];
  beforeAll(async () => {
    zoo = await openZoo({
      'k.test': {
        http: () => ({ status: 301, headers: [['location', 'https://k.test/']] }),
        https: ({ url }) => {
          hits.push(url.pathname);
          return pages[url.pathname] ?? { status: 404, headers: [['content-type', 'text/html']], body: 'no' };
        },
      },
      'clear.test': { http: () => html('<script src="http://cdn.test/a.js"></script>') },
      'elsewhere.test': { https: () => html('<script src="http://cdn.test/a.js"></script>') },
      'closed.test': {},
    });
  });
  afterAll(() => zoo.close());
  const crawl = (url: string, limit?: number) =>
    crawlMixedContent(url, { clock: systemClock, timeoutMs: 3_000, network: zoo.network, ...(limit ? { limit } : {}) });
  const urls = (list: readonly { url: string; page: string }[]) => list.map(({ url, page }) => `${page} ${url}`).sort();

  test('finds what pages and their style sheets load over http, and stays on the site', async () => {
    hits = [];
    const seen = await crawl('http://k.test/');
    expect(urls(seen.active)).toEqual([
      'https://k.test/deep http://ads.test/',
      'https://k.test/more.css http://cdn.test/f.woff2',
      'https://k.test/shop http://cdn.test/buy.js',
    ]);
    expect(urls(seen.passive)).toEqual([
      'https://k.test/ http://cdn.test/logo.png',
      'https://k.test/about?x=1 http://cdn.test/team.png',
      'https://k.test/main.css http://cdn.test/b.png',
    ]);
    expect(urls(seen.forms)).toEqual(['https://k.test/shop http://k.test/pay']);
    expect(seen.passive.find(({ url }) => url.endsWith('team.png'))?.upgraded).toBe(true);
    expect(seen.active.some(({ upgraded }) => upgraded)).toBe(false);
    expect(seen).toMatchObject({ sheets: 2, left: 0 });
    expect(seen.pages.map(({ url, status }) => [url, status])).toContainEqual(['https://k.test/missing', 404]);
    expect(new Set(hits).size).toBe(hits.length);
  });

  test('stops at its limit and says what it left', async () => {
    const seen = await crawl('https://k.test/', 1);
    expect(seen.pages).toHaveLength(1);
    expect(seen.left).toBe(3);
    expect(seen.active.map(({ url }) => url)).toEqual(['http://cdn.test/f.woff2']);
  });

  test('a page over http mixes nothing', async () => {
    expect(await crawl('http://clear.test/')).toMatchObject({ active: [], passive: [], forms: [] });
  });

  test('a site that does not answer is told', async () => {
    expect((await crawl('https://closed.test/')).pages).toEqual([
      { url: 'https://closed.test/', failure: 'refused', resources: 0, upgrades: false },
    ]);
  });
});
