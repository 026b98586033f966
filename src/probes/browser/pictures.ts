/** Pictures of pages: taken, looked at, and laid out on one sheet. */
import type { Browser, Page } from '../../ports/browser-driver.ts';

export interface Picture {
  png: Uint8Array;
  /** CSS pixels. */
  width: number;
  height: number;
  /** How many colours there are, and the share of the one that is met most: 1 is a blank picture. */
  colours: number;
  commonest: number;
}

/**
 * The question about cookies belongs to no picture, also when it comes while one is taken. A sheet that is made by a script passes policies that keep others out:
 * https://wicg.github.io/construct-stylesheets/
 */
const hide = `(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('#cc-main, [id*="cookie-banner"], [id*="cookie-consent"] { display: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})()`;
const show = 'document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1)';

export async function takePicture(page: Page): Promise<Uint8Array> {
  await page.evaluate('scrollTo(0, 0)');
  await page.evaluate(hide);
  try {
    // Playwright would stop animations and hide the caret with a style sheet of its own.
    return await page.screenshot({ animations: 'allow', caret: 'initial', scale: 'css', timeout: 20_000 });
  } finally {
    await page.evaluate(show);
  }
}

/** A page of nothing in which pictures are looked at. */
export interface Darkroom {
  develop(png: Uint8Array): Promise<Picture>;
  /** All of them side by side, each with its name below. */
  sheet(pictures: readonly { name: string; picture: Picture }[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openDarkroom(browser: Browser): Promise<Darkroom> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, offline: true });
  const page = await context.newPage();
  return {
    async develop(png) {
      const seen = await page.evaluate<Omit<Picture, 'png'>>(`(${countColours})(${JSON.stringify(asData(png))})`);
      return { png, ...seen };
    },
    async sheet(pictures) {
      const shown = pictures.map(
        ({ name, picture: { png, width, height } }) =>
          `<figure style="width:${Math.round((220 * width) / height)}px"><img src="${asData(png)}" alt=""><figcaption>${escaped(name)}</figcaption></figure>`,
      );
      await page.setContent(`<!doctype html><style>${sheetStyle}</style><main>${shown.join('')}</main>`, { waitUntil: 'load' });
      return page.screenshot({ fullPage: true, scale: 'css', timeout: 20_000 });
    },
    close: () => context.close(),
  };
}

const sheetStyle =
  'body{margin:0;background:#e9e9ee;font:12px system-ui,sans-serif;color:#222}main{display:flex;flex-wrap:wrap;gap:16px;padding:16px}figure{margin:0}img{width:100%;display:block;border:1px solid #bbb}figcaption{padding-top:4px;overflow-wrap:anywhere}';

function asData(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Runs in the page. */
const countColours = `async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const points = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const point of points) counts.set(point, (counts.get(point) ?? 0) + 1);
  return { width, height, colours: counts.size, commonest: Math.max(...counts.values()) / points.length };
}`;
