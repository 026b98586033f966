/** The little of playwright-core that the suite uses; its own types come with a package that is not installed for the rest of k77. */
export interface Chromium {
  launchPersistentContext(folder: string, options: object): Promise<BrowserContext>;
}

export interface BrowserContext {
  newPage(): Promise<Page>;
  pages(): Page[];
  newCDPSession(page: Page): Promise<{ send(method: string, params: object): Promise<unknown> }>;
  cookies(): Promise<{ name: string; value: string; domain: string }[]>;
  clearCookies(): Promise<void>;
  route(pattern: RegExp, handler: (route: Route) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface Route {
  request(): Request;
  fulfill(answer: { status: number; contentType?: string; body: string }): Promise<void>;
}

export interface Request {
  url(): string;
}

export interface Page {
  goto(url: string, options?: { waitUntil?: 'load' | 'networkidle' }): Promise<{ status(): number } | null>;
  addInitScript(script: { content: string }): Promise<void>;
  on(event: 'request', listener: (request: Request) => void): void;
  on(event: 'response', listener: (answer: { url(): string; status(): number }) => void): void;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  evaluate<T>(program: string): Promise<T>;
  emulateMedia(media: { colorScheme: 'light' | 'dark' }): Promise<void>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  screenshot(options: { path: string; fullPage: boolean }): Promise<unknown>;
  getByRole(role: string, options: { name: string | RegExp; exact?: boolean }): Locator;
  getByText(text: string | RegExp): Locator;
  getByLabel(text: string | RegExp): Locator;
  locator(selector: string): Locator;
  waitForNavigation(options: { timeout: number }): Promise<unknown>;
  keyboard: { press(key: string): Promise<void> };
  waitForURL(url: RegExp, options?: { timeout: number }): Promise<void>;
  waitForTimeout(ms: number): Promise<void>;
  waitForLoadState(state: 'networkidle'): Promise<void>;
  reload(): Promise<unknown>;
  url(): string;
  close(): Promise<void>;
}

export interface Locator {
  click(): Promise<void>;
  check(): Promise<void>;
  fill(text: string): Promise<void>;
  first(): Locator;
  waitFor(options?: { timeout?: number; state?: 'visible' | 'hidden' | 'attached' }): Promise<void>;
  count(): Promise<number>;
  isVisible(): Promise<boolean>;
}
