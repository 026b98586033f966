/** How a page lies on a small screen: what is wider than it, what is too small for a finger, and whether its menu opens. */
import type { Page } from '../../ports/browser-driver.ts';

export interface Width {
  /** CSS pixels of the screen. */
  screen: number;
  /** CSS pixels that have to be scrolled sideways. */
  over: number;
  /** What sticks out furthest, `main > table.prices`; empty when nothing does. */
  widest: string;
}

/** `none`: the start has no links in its head, or shows them all. */
export type Menu = 'none' | 'opens' | 'no button' | 'does not open';

export async function widthOf(page: Page, screen: number): Promise<Width> {
  const found = await page.evaluate<Omit<Width, 'screen'>>(`(${measureWidth})(${screen})`);
  return { screen, ...found };
}

/** Runs in the page. What scrolls within itself, such as a long table, is not wider than the page. */
const measureWidth = `(screen) => {
  const over = Math.max(0, document.documentElement.scrollWidth - screen);
  if (over === 0) return { over, widest: '' };
  const scrolls = (one) => ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(one).overflowX);
  const kept = (one) => { for (let above = one.parentElement; above && above !== document.body; above = above.parentElement) if (scrolls(above)) return true; return false; };
  const name = (one) => one.localName + (one.id ? '#' + one.id : one.classList.length ? '.' + one.classList[0] : '');
  let widest, furthest = screen + 0.5;
  for (const one of document.body.querySelectorAll('*')) {
    const { right, width } = one.getBoundingClientRect();
    if (width > 0 && right > furthest && !kept(one)) { widest = one; furthest = right; }
  }
  return { over, widest: widest ? (widest.parentElement === document.body ? '' : name(widest.parentElement) + ' > ') + name(widest) : '' };
}`;

/** Opens the menu of the page's head, when links are hidden behind one, as a finger does. */
export async function menuOf(page: Page): Promise<Menu> {
  const before = await page.evaluate<{ hidden: number }>(`(${countLinks})()`);
  if (before.hidden === 0) return 'none';
  const button = page
    .locator(
      'header summary, nav summary, header button[aria-expanded], nav button[aria-expanded], header button[aria-controls], nav button[aria-controls]',
    )
    .filter({ visible: true })
    .first();
  if ((await button.count()) === 0) return 'no button';
  await button.tap({ timeout: 5000 }).catch(() => undefined);
  for (let left = 20; left > 0; left--) {
    const after = await page.evaluate<{ hidden: number }>(`(${countLinks})()`);
    if (after.hidden < before.hidden) return 'opens';
    await page.waitForTimeout(50);
  }
  return 'does not open';
}

/** Runs in the page. A link that is shown once is not hidden, even where a twin for wide screens is. */
const countLinks = `() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().left < innerWidth;
  const links = [...document.querySelectorAll('header a[href], nav a[href]')].filter((one) => !one.closest('footer, main'));
  const shown = new Set(links.filter(seen).map((one) => one.href));
  return { hidden: new Set(links.map((one) => one.href).filter((href) => !shown.has(href))).size };
}`;
