import { GoogleAnalytics } from '@next/third-parties/google';

export const revalidate = 31536000; // fault: cached-for-a-year

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
      <GoogleAnalytics gaId="G-XXXXXXXXXX" /> {/* fault: analytics-before-consent, analytics-placeholder */}
    </html>
  );
}
