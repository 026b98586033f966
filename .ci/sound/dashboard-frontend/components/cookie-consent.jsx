export function CookieConsent({ save, acceptAll }) {
  return (
    <form>
      <label>Necessary <input type="checkbox" checked disabled /></label>
      <label>Statistics <input type="checkbox" /></label>
      <button onClick={save}>Save preferences</button>
      <button onClick={acceptAll}>Accept</button>
    </form>
  );
}
