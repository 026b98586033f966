/** Runs the work when the page stands and nobody is waiting for the browser; at the latest a second and a half after it was loaded. */
export function whenIdle(work: () => void): void {
  // Safari has no word for idle.
  const soon = (): void =>
    void ('requestIdleCallback' in window ? window.requestIdleCallback(work, { timeout: 1500 }) : setTimeout(work, 300));
  if (document.readyState === 'complete') soon();
  else window.addEventListener('load', soon, { once: true });
}
