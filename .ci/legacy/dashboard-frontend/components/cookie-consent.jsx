export function CookieConsent({ acceptAll, rejectOptional }) {
  return (
    <form>
      <label>Statistics <input type="checkbox" defaultChecked /></label> {/* fault: consent-preticked */}
      <button onClick={rejectOptional}>Save preferences</button> {/* fault: consent-save-rejects */}
      <button onClick={acceptAll}>Accept</button>
    </form>
  );
}
